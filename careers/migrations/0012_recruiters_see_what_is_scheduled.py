"""A vacancy that opens on a day to come shows the text of that day, so recruiters see what is scheduled."""

from django.db import migrations


def give(apps, schema_editor):
    permission = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="careers", codename="view_scheduled"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Recruiter"):
        group.permissions.add(*permission)


class Migration(migrations.Migration):
    dependencies = [("careers", "0011_search"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
