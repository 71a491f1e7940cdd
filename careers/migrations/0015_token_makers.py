"""Who makes and revokes service tokens: administrators, for themselves and for accounts that may do no more than they."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

CODENAMES = ("view_servicetoken", "add_servicetoken", "change_servicetoken")


def give(apps, schema_editor):
    app = apps.get_app_config("kernel")
    app.models_module = True
    create_permissions(app, apps=apps, using=schema_editor.connection.alias, verbosity=0)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="kernel", codename__in=CODENAMES
    )
    groups = apps.get_model("auth", "Group").objects
    # In a new database the groups were made to see whatever the kernel holds, tokens included.
    for group in groups.all():
        group.permissions.remove(*permissions)
    for group in groups.filter(name="Administrator"):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("careers", "0014_vacancy_sources"),
        ("kernel", "0004_service_tokens"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
