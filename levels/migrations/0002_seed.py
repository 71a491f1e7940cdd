"""The first rows, from the vocabulary. They are the company's to edit from then on."""

from decimal import Decimal

from django.db import migrations

from config.kernel.models.reference import BEGINNING
from levels.vocabulary import vocabulary


def seed(apps, schema_editor):
    Level, Scheme, Grade = (apps.get_model("levels", name) for name in ("Level", "GradeScheme", "Grade"))
    ReferenceVersion = apps.get_model("kernel", "ReferenceVersion")
    words = vocabulary()

    def version(kind, slug, facts):
        ReferenceVersion.objects.create(kind=kind, slug=slug, starts_on=BEGINNING, facts=facts)

    for level in words.levels:
        row = Level.objects.create(
            slug=level.slug,
            name=level.name,
            track=level.track,
            rank=level.rank,
            factor=level.factor,
            benchmark=level.benchmark,
            synonyms=list(level.synonyms),
        )
        version(
            "level",
            row.slug,
            {
                "name": row.name,
                "track": row.track,
                "rank": row.rank,
                "factor": None if row.factor is None else str(row.factor.normalize()),
                "benchmark": row.benchmark,
                "synonyms": row.synonyms,
                "description": "",
            },
        )
    for word in words.schemes:
        scheme = Scheme.objects.create(slug=word.slug, name=word.name)
        version("grade_scheme", scheme.slug, {"name": scheme.name, "description": ""})
        for name in words.grades:
            Grade.objects.create(scheme=scheme, slug=name, name=name, rank=Decimal(name))
            facts = {"scheme": scheme.slug, "slug": name, "name": name, "rank": name, "description": ""}
            version("grade", f"{scheme.slug}/{name}", facts)


def unseed(apps, schema_editor):
    for name in ("Grade", "GradeScheme", "Level"):
        apps.get_model("levels", name).objects.all().delete()
    apps.get_model("kernel", "ReferenceVersion").objects.filter(kind__in=["level", "grade_scheme", "grade"]).delete()


class Migration(migrations.Migration):
    dependencies = [("levels", "0001_initial"), ("kernel", "0001_initial")]
    operations = [migrations.RunPython(seed, unseed)]
