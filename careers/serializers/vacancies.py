"""Vacancies: as rows of lists, whole, and what is told of one that is closed."""

from typing import Any, Literal

from rest_framework import serializers

from careers.handbook.compose import ComposedLead, ComposedSection, ComposedStatement
from careers.handbook.document import ListName, Visibility
from careers.handbook.vacancy import EmploymentType, PayPeriod, PlaceKind
from careers.serializers.families import HiringProcessSerializer
from careers.serializers.fields import (
    Expandable,
    FamilyName,
    Name,
    Part,
    ReferenceLink,
    Resource,
    RoleName,
    TrackName,
    Url,
    Verbatim,
)

Statements = list[ComposedStatement]


class PaySerializer(Part):
    """What is paid at a place before anything variable: from `minimum` to `maximum`, both inclusive."""

    minimum = serializers.CharField(help_text="A decimal number, in the currency's main unit.")
    maximum = serializers.CharField(help_text="A decimal number, in the currency's main unit.")
    currency = serializers.CharField(help_text="ISO 4217.")
    period = Verbatim(PayPeriod)
    variable = serializers.CharField(help_text="What comes on top, in words.")


class PlaceSerializer(Part):
    """Where the work is done: at or from a town, or remote from anywhere in a country or a region of it."""

    name = serializers.CharField(help_text="In words.")
    kind = Verbatim(PlaceKind)
    country = serializers.CharField(help_text="ISO 3166-1 alpha-2.")
    region = serializers.CharField(help_text="What ISO 3166-2 has behind the country; empty where none is named.")
    town = serializers.CharField()
    pay = PaySerializer(allow_null=True)


class VacancyItemSerializer(Resource):
    """A vacancy. Its title, level and track are those of the role on the day whose text it shows (`text_on` of the
    whole vacancy); an open application has no role, and a title of its own. `family` and `role` are null where none in
    force is known to the caller."""

    FIRST = ("number", "slug", "title")

    number = serializers.IntegerField()
    slug = serializers.CharField(help_text="What stands behind the number in the address of its page.")
    title = serializers.CharField()
    family = FamilyName(allow_null=True)
    role = Expandable("careers.serializers.roles.RoleItemSerializer", plain=RoleName("family", "role"), apart=True)
    specialty = Verbatim(Name, allow_null=True)
    department = ReferenceLink("department", allow_null=True)
    level = ReferenceLink("level", allow_null=True)
    track = TrackName(allow_null=True)
    employment_types = Verbatim(list[EmploymentType])
    places = PlaceSerializer(many=True)
    opened_on = serializers.DateField()
    deadline = serializers.DateField(allow_null=True, help_text="The last day to apply; null where none is set.")
    evergreen = serializers.BooleanField(help_text="Applications are always taken.")
    language = serializers.CharField(help_text="Of the vacancy's own texts: a BCP 47 tag.")
    requisition = serializers.CharField()
    apply = serializers.CharField(help_text="Where to apply: https://... or mailto:..., or empty.")
    visibility = Verbatim(Visibility)
    url = Url("api:vacancy", "number")
    page = Url("vacancy", "number", "slug")


class SaidSerializer(Part):
    """A statement of one of the lists."""

    list = Verbatim(ListName)
    text = serializers.CharField(help_text="Markdown.")


class OfferedTextSerializer(Part):
    """The role as it was on `text_on`, composed, as the vacancy tells it: with what it adds, without what it leaves out
    and what says nothing to candidates."""

    overviews = Verbatim(list[str], help_text="Markdown, of the role and of its specialty.")
    responsibilities = Verbatim(Statements)
    requirements = Verbatim(Statements)
    nice_to_haves = Verbatim(Statements)
    performance_indicators = Verbatim(Statements)
    leads = Verbatim(dict[ListName, list[ComposedLead]])
    sections = Verbatim(list[ComposedSection])
    hiring_processes = HiringProcessSerializer(many=True)


class VacancySerializer(VacancyItemSerializer):
    """A vacancy, whole: what those read for whom it is posted."""

    introduction = serializers.CharField(help_text="Markdown.")
    team = serializers.CharField(help_text="Whom one works with. Markdown.")
    text = OfferedTextSerializer(allow_null=True)
    text_on = serializers.DateField(help_text="The day whose text of the role it shows.")
    changed = serializers.BooleanField(help_text="Whether the role says something else by now.")
    added = SaidSerializer(many=True, help_text="What the vacancy adds to the lists of the role.")
    left_out = SaidSerializer(many=True, help_text="What the role says and the vacancy does not ask for.")
    benefits = serializers.CharField(help_text="Beside the company's. Markdown.")
    recruiter = serializers.CharField(help_text="Whom candidates may ask.")
    json_ld = Verbatim(
        dict[str, Any],
        allow_null=True,
        help_text="The JobPosting of schema.org that stands in its page: of what anybody may apply for today.",
    )


class ClosedVacancySerializer(Part):
    """The problem (RFC 9457) that tells of a vacancy which was open and is no more: `role` is what it was for, if that
    is in force, `similar` what else is open, nearest first."""

    FIRST = ()

    type = serializers.CharField()
    title = serializers.CharField()
    status = Verbatim(Literal[410])
    detail = serializers.CharField(help_text="A sentence for people.")
    role = RoleName("family", "role")
    similar = VacancyItemSerializer(many=True)
