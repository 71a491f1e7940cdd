"""Who works on vacancies: a group of its own, and what the others see and do of them."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

MODELS = ("vacancy", "vacancyplace", "posting", "postingrequirement")
RECRUIT = {"add_vacancy", "change_vacancy", "add_vacancyplace", "change_vacancyplace", "delete_vacancyplace", "open_vacancy"}
POLICY = {"delete_vacancy", "add_postingrequirement", "change_postingrequirement", "delete_postingrequirement"}
GROUPS = ("Viewer", "Editor", "Reviewer", "Publisher", "Total rewards")


def give(apps, schema_editor):
    app = apps.get_app_config("careers")
    app.models_module = True
    create_permissions(app, apps=apps, using=schema_editor.connection.alias, verbosity=0)
    app.models_module = None
    groups = apps.get_model("auth", "Group").objects
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="careers")
    seen = permissions.filter(codename__in=[f"view_{model}" for model in MODELS])
    for group in groups.filter(name__in=GROUPS):
        group.permissions.add(*seen)
    for group in groups.filter(name="Administrator"):
        group.permissions.add(*seen, *permissions.filter(codename__in=RECRUIT | POLICY))
    recruiter, _ = groups.get_or_create(name="Recruiter")
    viewer = groups.filter(name="Viewer").first()
    recruiter.permissions.set(
        [*(viewer.permissions.all() if viewer else ()), *seen, *permissions.filter(codename__in=RECRUIT)]
    )


class Migration(migrations.Migration):
    dependencies = [("careers", "0007_vacancies"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
