"""The groups by which people are given their rights. They may be changed, renamed and added to in the admin."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

CATALOGUE = ("careers", "levels", "hiring")
DRAFTS = ("family", "role", "specialty", "careerstep", "hiringprocess", "hiringstep")
REFERENCE = ("department", "company", "level", "gradescheme", "grade", "stage")
POLICY = ("reviewstage", "rulesetting", "remit")


def _every(verbs, models):
    return {f"{verb}_{model}" for verb in verbs for model in models}


EDIT = ("add", "change", "delete")
GROUPS = {
    "Viewer": set(),
    # Whoever mends what is live has to know what is scheduled behind it.
    "Editor": _every(EDIT, DRAFTS) | {"submit_family", "view_scheduled"},
    "Reviewer": {"review_family", "view_scheduled", "add_waiver"},
    "Publisher": {"publish_family", "view_scheduled", "submit_family"},
    "Total rewards": {"review_family", "view_scheduled", "add_waiver"}
    | _every(("add", "change"), ("level", "gradescheme", "grade")),
    "Administrator": _every(EDIT, (*DRAFTS, *POLICY, "waiver"))
    | _every(("add", "change"), REFERENCE)
    | {"submit_family", "publish_family", "backdate_family", "view_scheduled", "review_family"},
}
"""What each may do beside looking at everything of the catalogue."""


def make_groups(apps, schema_editor):
    # Permissions come into being after all migrations; these groups need them now.
    for label in (*CATALOGUE, "kernel"):
        app = apps.get_app_config(label)
        app.models_module = True
        create_permissions(app, apps=apps, using=schema_editor.connection.alias, verbosity=0)
        app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects
    seen = permissions.filter(content_type__app_label__in=(*CATALOGUE, "kernel"), codename__startswith="view_")
    # Users are the system administrator's, e-mail choices each person's own; what is scheduled is not for everybody.
    seen = seen.exclude(codename__in=("view_user", "view_mailchoice", "view_scheduled"))
    for name, codenames in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        own = permissions.filter(content_type__app_label__in=CATALOGUE, codename__in=codenames)
        group.permissions.set([*seen, *own])


class Migration(migrations.Migration):
    dependencies = [
        ("careers", "0003_review"),
        ("kernel", "0002_catalogue"),
        ("levels", "0002_seed"),
        ("hiring", "0002_seed"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
