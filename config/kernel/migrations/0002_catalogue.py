"""The one row of the catalogue's state."""

from django.db import migrations


def create(apps, schema_editor):
    apps.get_model("kernel", "Catalogue").objects.create(pk=1)


def remove(apps, schema_editor):
    apps.get_model("kernel", "Catalogue").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(create, remove)]
