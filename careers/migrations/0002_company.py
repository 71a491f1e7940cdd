"""The one company, and the department of what has none."""

from django.db import migrations

from config.kernel.models.reference import BEGINNING

UNASSIGNED = {"name": "Unassigned", "parent": None, "description": ""}
COMPANY = {
    "name": "Your company", "tagline": "", "about": "", "values": [], "benefits": [], "compensation": [],
    "confidence_text": "", "reasons": [], "how_to_apply": "", "open_application": "", "equal_opportunity": "",
    "accommodation": "", "culture_url": "", "team_url": "", "careers_url": "", "accent_colour": "",
    "time_zone": "UTC", "public_grades": True, "public_job_codes": False, "public_performance_indicators": True,
    "public_interviewers": True,
}


def seed(apps, schema_editor):
    ReferenceVersion = apps.get_model("kernel", "ReferenceVersion")
    apps.get_model("careers", "Department").objects.create(slug="unassigned", name="Unassigned")
    apps.get_model("careers", "Company").objects.create(pk=1)
    switches = {name.removeprefix("public_"): on for name, on in COMPANY.items() if name.startswith("public_")}
    apps.get_model("kernel", "Catalogue").objects.update(switches=switches)
    for kind, slug, facts in (("department", "unassigned", UNASSIGNED), ("company", "company", COMPANY)):
        ReferenceVersion.objects.create(kind=kind, slug=slug, starts_on=BEGINNING, facts=facts)


def unseed(apps, schema_editor):
    apps.get_model("careers", "Department").objects.filter(slug="unassigned").delete()
    apps.get_model("careers", "Company").objects.all().delete()
    apps.get_model("kernel", "ReferenceVersion").objects.filter(kind__in=["department", "company"]).delete()


class Migration(migrations.Migration):
    dependencies = [("careers", "0001_initial"), ("kernel", "0002_catalogue")]
    operations = [migrations.RunPython(seed, unseed)]
