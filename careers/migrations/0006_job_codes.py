"""Job codes of roles held with a specialty. What is published says from now on that it has none."""

from django.db import migrations, models

import careers.models.values

BATCH = 100


def say_none(apps, schema_editor):
    """As `rebuild_listings` would write them; no revision knows of such codes yet."""
    for content in _contents(apps.get_model("careers", "RoleListing")):
        for specialty in content["specialties"]:
            specialty.setdefault("job_code", "")
    for content in _contents(apps.get_model("careers", "SpecialtyListing")):
        content.setdefault("job_codes", {})


def _contents(model):
    """What the rows of a listing say, to be changed; a batch is saved when the next is asked for."""
    keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        rows = list(model.objects.filter(pk__in=keys[start : start + BATCH]).only("public", "internal"))
        for row in rows:
            yield from filter(None, (row.public, row.internal))
        model.objects.bulk_update(rows, ["public", "internal"])


class Migration(migrations.Migration):

    dependencies = [
        ('careers', '0005_writers'),
    ]

    operations = [
        migrations.AddField(
            model_name='specialty',
            name='job_codes',
            field=models.JSONField(
                blank=True, default=dict, validators=[careers.models.values.validate_job_codes_by_role]
            ),
        ),
        migrations.RunPython(say_none, migrations.RunPython.noop),
    ]
