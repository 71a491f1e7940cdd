from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("careers", "0015_token_makers"),
    ]

    operations = [
        migrations.AddField(
            model_name="vacancy",
            name="source_facts",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
