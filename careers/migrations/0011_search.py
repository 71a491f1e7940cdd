"""What search reads, indexed by the database's own full-text search; the columns of the plain search go. The rows are
made by `rebuild_listings`."""

import django.db.models.deletion
from django.db import migrations, models

WEIGHTS = {"name_words": "A", "about_words": "B", "text_words": "C", "around_words": "D"}
VECTOR = " || ".join(f"setweight(to_tsvector('simple', {column}), '{weight}')" for column, weight in WEIGHTS.items())

# Rows hold stems already, so that no configuration has anything to add to them.
INDEX = {
    "postgresql": [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        f"ALTER TABLE careers_searchtext ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
        "CREATE INDEX search_text_by_word ON careers_searchtext USING gin (vector)",
        "CREATE INDEX search_word_alike ON careers_searchword USING gin (word gin_trgm_ops)",
    ],
    "sqlite": [
        f"CREATE VIRTUAL TABLE careers_searchindex USING fts5({', '.join(WEIGHTS)}, "
        "content='careers_searchtext', content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
    ],
}
DROP = {"postgresql": [], "sqlite": ["DROP TABLE careers_searchindex"]}


def run(statements):
    def each(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return each


class Migration(migrations.Migration):
    dependencies = [("careers", "0010_whole_pay_range")]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60, unique=True)),
                ('stem', models.CharField(max_length=60)),
            ],
        ),
        migrations.RemoveField(
            model_name='familylisting',
            name='search_internal',
        ),
        migrations.RemoveField(
            model_name='familylisting',
            name='search_public',
        ),
        migrations.RemoveField(
            model_name='rolelisting',
            name='search_internal',
        ),
        migrations.RemoveField(
            model_name='rolelisting',
            name='search_public',
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('staff', models.BooleanField(help_text='For staff, who see all.')),
                ('public', models.BooleanField(help_text='For the public where performance indicators are public.')),
                ('plain', models.BooleanField(help_text='For the public where they are not.')),
                ('kind', models.CharField(choices=[('family', 'Job families'), ('role', 'Roles'), ('specialty', 'Specialties')], max_length=10)),
                ('family_slug', models.CharField(max_length=100)),
                ('family_title', models.CharField(max_length=200)),
                ('department', models.CharField(max_length=100)),
                ('slug', models.CharField(blank=True, help_text='Of the role or specialty; of a family none.', max_length=100)),
                ('title', models.CharField(max_length=200)),
                ('position', models.PositiveSmallIntegerField(help_text='Among the owners of its kind.')),
                ('internal', models.BooleanField(help_text='Whether it is for staff alone.')),
                ('text', models.TextField(blank=True)),
                ('places', models.JSONField(default=list)),
                ('name_words', models.TextField(blank=True)),
                ('about_words', models.TextField(blank=True)),
                ('text_words', models.TextField(blank=True)),
                ('around_words', models.TextField(blank=True)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='careers.publication')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'slug'], name='search_text_by_owner')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('staff', True)), fields=('publication', 'kind', 'slug'), name='search_text_once_staff', violation_error_message='This publication was unfolded already.'), models.UniqueConstraint(condition=models.Q(('public', True)), fields=('publication', 'kind', 'slug'), name='search_text_once_public', violation_error_message='This publication was unfolded already.'), models.UniqueConstraint(condition=models.Q(('plain', True)), fields=('publication', 'kind', 'slug'), name='search_text_once_plain', violation_error_message='This publication was unfolded already.')],
            },
        ),
        migrations.RunPython(run(INDEX), run(DROP)),
    ]
