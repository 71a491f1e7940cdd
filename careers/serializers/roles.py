"""Roles: composed, with everything they inherit, and as rows of lists."""

from rest_framework import serializers

from careers.handbook.compose import ComposedLead, ComposedSection, ComposedStatement
from careers.handbook.document import ListName, Visibility
from careers.serializers.families import (
    CareerStepSerializer,
    FamilyRoleSerializer,
    HiringProcessSerializer,
    InForceSerializer,
    RoleFacts,
    SpecialtyItemSerializer,
    SpecialtyKind,
)
from careers.serializers.fields import (
    Expandable,
    FamilyName,
    GradeLink,
    Part,
    ReferenceLink,
    ReportsTo,
    Resource,
    Url,
    Verbatim,
)
from config.kernel.openapi import Either

Statements = list[ComposedStatement]
FAMILY_ITEM = "careers.serializers.families.FamilyItemSerializer"
SPECIALTY_ITEM = "careers.serializers.families.SpecialtyItemSerializer"


class RoleItemSerializer(RoleFacts, Resource):
    """A role of a job family. Where `expand` names it, `family` is a row of the list of families; `specialties` are
    there where it names them."""

    family = Expandable(FAMILY_ITEM, plain=FamilyName(allow_null=True))
    slug = serializers.CharField()
    title = serializers.CharField()
    department = ReferenceLink("department")
    specialties = Expandable(SPECIALTY_ITEM, many=True)
    url = Url("api:role", "family", "slug")
    page = Url("role", "family", "slug")


class OwnRoleSerializer(FamilyRoleSerializer, RoleItemSerializer):
    """A role as its family's document states it, without what it inherits."""

    revision = InForceSerializer(source="*")


class ComposedSpecialtySerializer(Part):
    """A specialty as it is for the role; `grade` is the one that it sets, `job_code` that of the role held with it,
    if any."""

    slug = serializers.CharField()
    name = serializers.CharField()
    kind = Verbatim(SpecialtyKind)
    primary_language = serializers.CharField()
    grade = GradeLink("grade")
    job_code = serializers.CharField()
    reports_to = ReportsTo()
    overview = serializers.CharField(help_text="Markdown.")
    visibility = Verbatim(Visibility)
    url = Url("api:specialty", "family", "slug")


class RoleSpecialtySerializer(ComposedSpecialtySerializer, SpecialtyItemSerializer):
    """A specialty as it is for the role, with all that rows of the list of specialties have."""


class RoleSerializer(RoleItemSerializer):
    """A role, composed: each statement, lead and section with its origins. With a `specialty` chosen, its texts are
    in it, and its grade, job code, reporting line and language stand in for the role's where it has them."""

    primary_language = serializers.CharField()
    reports_to = ReportsTo()
    overview = serializers.CharField(help_text="Markdown.")
    responsibilities = Verbatim(Statements)
    requirements = Verbatim(Statements)
    nice_to_haves = Verbatim(Statements)
    performance_indicators = Verbatim(Statements)
    promotion_criteria = Verbatim(Statements)
    leads = Verbatim(dict[ListName, list[ComposedLead]])
    sections = Verbatim(list[ComposedSection])
    hiring_processes = HiringProcessSerializer(many=True)
    career_steps = CareerStepSerializer(many=True, help_text="Steps from this role, or from the whole family.")
    steps_here = CareerStepSerializer(many=True, help_text="Steps of the family that lead to this role.")
    specialties = Expandable(
        "careers.serializers.roles.RoleSpecialtySerializer", plain=ComposedSpecialtySerializer(many=True), many=True
    )
    specialty = ComposedSpecialtySerializer(allow_null=True)
    revision = InForceSerializer(source="*")


class AnyRoleSerializer(Either):
    """A role: as a row of the list or, where `composed` says so, composed or as its family's document states it."""

    alternatives = (RoleSerializer, OwnRoleSerializer, RoleItemSerializer)


class WholeRoleSerializer(Either):
    """A role, composed or as its family's document states it."""

    alternatives = (RoleSerializer, OwnRoleSerializer)
