"""The first stages, from the vocabulary. They are the company's to edit from then on."""

from django.db import migrations

from config.kernel.models.reference import BEGINNING
from hiring.vocabulary import stages


def seed(apps, schema_editor):
    Stage = apps.get_model("hiring", "Stage")
    ReferenceVersion = apps.get_model("kernel", "ReferenceVersion")
    for word in stages():
        Stage.objects.create(slug=word.slug, name=word.name, order=word.order)
        facts = {"name": word.name, "order": word.order, "description": ""}
        ReferenceVersion.objects.create(kind="stage", slug=word.slug, starts_on=BEGINNING, facts=facts)


def unseed(apps, schema_editor):
    apps.get_model("hiring", "Stage").objects.all().delete()
    apps.get_model("kernel", "ReferenceVersion").objects.filter(kind="stage").delete()


class Migration(migrations.Migration):
    dependencies = [("hiring", "0001_initial"), ("kernel", "0001_initial")]
    operations = [migrations.RunPython(seed, unseed)]
