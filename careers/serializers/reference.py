"""Departments, levels, grades and their schemes, and stages, as they were called on the day."""

from rest_framework import serializers

from careers.serializers.fields import ReferenceLink, Resource, TrackName, Url, Verbatim


class DepartmentSerializer(Resource):
    """A department: where job families belong. Departments form a tree."""

    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(help_text="Markdown.")
    parent = ReferenceLink("department", allow_null=True)  # type: ignore[assignment]
    url = Url("api:department", "slug")
    page = Url("department", "slug")


class LevelSerializer(Resource):
    """A step of the company-wide ladder. Equal ranks are peers, across the tracks."""

    slug = serializers.CharField()
    name = serializers.CharField()
    track = TrackName()
    rank = serializers.IntegerField()
    factor = serializers.CharField(allow_null=True, help_text="Multiplies the benchmark; a decimal number.")
    benchmark = serializers.CharField(help_text="Whose market benchmark: of a track, or the level's own.")
    synonyms = Verbatim(list[str])
    description = serializers.CharField(help_text="Markdown.")
    url = Url("api:level", "slug")
    page = Url("levels")


class GradeSchemeSerializer(Resource):
    """A scale of job grades. A role's grade counts within its scheme."""

    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    grades = Url("api:grades", scheme="slug")
    url = Url("api:grade-scheme", "slug")
    page = Url("levels")


class GradeSerializer(Resource):
    """A job grade of one of the schemes; each scheme has grades of its own."""

    scheme = ReferenceLink("grade_scheme")
    slug = serializers.CharField()
    name = serializers.CharField()
    rank = serializers.FloatField(help_text="Orders the grades of a scheme, lowest first.")
    description = serializers.CharField(help_text="Markdown.")
    url = Url("api:grade", "scheme", "slug")
    page = Url("levels")


class StageSerializer(Resource):
    """A stage of hiring: what kind of step something is."""

    slug = serializers.CharField()
    name = serializers.CharField()
    order = serializers.IntegerField(help_text="Where it usually stands in a process, first to last.")
    description = serializers.CharField(help_text="What candidates should know about it. Markdown.")
    url = Url("api:stage", "slug")
    page = Url("hiring")
