from django.db import migrations, models
from django.db.models import F

import careers.models.vacancies


def keep_addresses(apps, schema_editor):
    """Vacancies from before keep the number that stands in their addresses."""
    apps.get_model("careers", "Vacancy").objects.update(number=F("pk"))


class Migration(migrations.Migration):
    # PostgreSQL alters no table whose rows were written in the same transaction.
    atomic = False

    dependencies = [
        ("careers", "0012_recruiters_see_what_is_scheduled"),
    ]

    operations = [
        migrations.AddField(
            model_name="vacancy",
            name="number",
            field=models.PositiveIntegerField(null=True, editable=False),
        ),
        migrations.RunPython(keep_addresses, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="vacancy",
            name="number",
            field=models.PositiveIntegerField(
                default=careers.models.vacancies.drawn_number, editable=False, unique=True
            ),
        ),
    ]
