"""Job families with everything that belongs to them: whole, and as rows of lists."""

from typing import Literal

from rest_framework import serializers

from careers.handbook.document import Hiring, ListName, Prose, Scope, Section, Statement, StepKind, Visibility
from careers.serializers.fields import (
    Expandable,
    FamilyName,
    GradeLink,
    Part,
    ReferenceLink,
    ReportsTo,
    Resource,
    RoleName,
    TrackName,
    Url,
    Verbatim,
)

Statements = list[Statement]
SpecialtyKind = Literal["specialty", "segment"]


class OwnerSerializer(Part):
    """What a family, a role and a specialty state themselves."""

    overview = serializers.CharField(help_text="Markdown.")
    responsibilities = Verbatim(Statements)
    requirements = Verbatim(Statements)
    nice_to_haves = Verbatim(Statements)
    performance_indicators = Verbatim(Statements)
    promotion_criteria = Verbatim(Statements)
    leads = Verbatim(dict[ListName, Prose], help_text="Markdown that stands above a list.")
    sections = Verbatim(list[Section])


class CareerStepSerializer(Resource):
    """A career step: from a role, or from any role of the family (null), to the next. Where it leads is null where
    that is not stated, or not published."""

    from_family = FamilyName(allow_null=True)
    from_role = RoleName("from_family", "from_role")
    kind = Verbatim(StepKind)
    to_family = FamilyName(allow_null=True)
    to_role = RoleName("to_family", "to_role")
    text = serializers.CharField(help_text="Markdown.")


class CareerStepItemSerializer(CareerStepSerializer):
    """A career step, with the page that tells of it."""

    page = Url("family", "from_family")


class HiringStepSerializer(Part):
    """A step of a hiring process: of what kind, how many minutes it takes (shortest and longest), and with whom."""

    kind = ReferenceLink("stage")
    text = serializers.CharField(help_text="Markdown.")
    minutes = Verbatim(list[int], allow_null=True)
    interviewer = serializers.CharField()
    optional = serializers.BooleanField()


class HiringProcessSerializer(Resource):
    """The ordered steps by which a family, or the part of it in `applies_to`, is hired."""

    title = serializers.CharField()
    applies_to = Verbatim(Scope, allow_null=True)
    intro = serializers.CharField(help_text="Markdown.")
    steps = HiringStepSerializer(many=True)
    outro = serializers.CharField(help_text="Markdown.")


class HiringProcessItemSerializer(HiringProcessSerializer):
    """A hiring process, with the family that it is of."""

    family = FamilyName(allow_null=True)
    page = Url("family", "family")


class RoleFacts(Part):
    """What is known of a role apart from its texts."""

    id = serializers.UUIDField(help_text="The same while the role's slug is, whatever the family is called.")
    group = serializers.CharField(help_text="The sub-family.")
    level = ReferenceLink("level", allow_null=True)
    track = TrackName()
    grade_scheme = ReferenceLink("grade_scheme", allow_null=True)
    grade = GradeLink("grade")
    grade_options = GradeLink("grade_options", many=True)
    job_code = serializers.CharField()
    hiring = Verbatim(Hiring)
    visibility = Verbatim(Visibility)


class FamilyRoleSerializer(RoleFacts, OwnerSerializer):
    """A role as its family's document states it. /roles/ has it with everything that it inherits."""

    slug = serializers.CharField()
    title = serializers.CharField()
    extends = serializers.CharField(allow_null=True, help_text="The role whose lists it inherits whole, by its slug.")
    omits = Verbatim(list[str], help_text="The keys of inherited statements that it leaves out.")
    reports_to = ReportsTo()
    url = Url("api:role", "family", "slug")
    page = Url("role", "family", "slug")


class SpecialtyFacts(Part):
    """What every representation of a specialty holds."""

    id = serializers.UUIDField(help_text="The same while the specialty's slug is, whatever the family is called.")
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = Verbatim(SpecialtyKind)
    primary_language = serializers.CharField()
    visibility = Verbatim(Visibility)
    url = Url("api:specialty", "family", "slug")
    page = Url("family", "family")


class FamilySpecialtySerializer(SpecialtyFacts, OwnerSerializer):
    """A specialty or customer segment of the family, for the roles it names or, where it names none, for all."""

    roles = Verbatim(list[str], help_text="The roles it is for, by slug; none means all.")
    grades = Verbatim(dict[str, str], help_text="The grades that it sets, by role.")
    job_codes = Verbatim(dict[str, str], help_text="The job codes of roles held with it, by role; else the role's.")
    reports_to = ReportsTo()


class SpecialtySerializer(Resource, FamilySpecialtySerializer):
    """A specialty or customer segment, whole."""

    family = FamilyName(allow_null=True)


class SpecialtyItemSerializer(Resource, SpecialtyFacts):
    """A specialty or customer segment."""

    family = FamilyName(allow_null=True)


class InForceSerializer(Part):
    """Which revision is in force, and since when."""

    number = serializers.IntegerField()
    starts_on = serializers.DateField()


class FamilyFacts(Resource):
    """What every representation of a family holds."""

    id = serializers.UUIDField(help_text="The same for ever, whatever the family is called.")
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    department = ReferenceLink("department")
    visibility = Verbatim(Visibility)
    revision = InForceSerializer(source="*")
    url = Url("api:job-family", "slug")
    revisions = Url("api:revisions", "slug")
    vacancies = Url("api:vacancies", family="slug")
    page = Url("family", "slug")


class FamilyItemSerializer(FamilyFacts):
    """A job family; `roles` and `specialties` are there where `expand` names them."""

    role_count = serializers.IntegerField()
    roles = Expandable("careers.serializers.roles.RoleItemSerializer", many=True)
    specialties = Expandable("careers.serializers.families.SpecialtyItemSerializer", many=True)


class FamilySerializer(FamilyFacts, OwnerSerializer):
    """A job family, whole: its document, as the caller may see it. Where `expand` names them, its roles and specialties
    have all that rows of their lists have."""

    primary_language = serializers.CharField()
    roles = Expandable("careers.serializers.roles.OwnRoleSerializer", plain=FamilyRoleSerializer(many=True), many=True)
    specialties = Expandable(
        "careers.serializers.families.SpecialtySerializer", plain=FamilySpecialtySerializer(many=True), many=True
    )
    career_steps = CareerStepSerializer(many=True)
    hiring_processes = HiringProcessSerializer(many=True)


class RevisionSerializer(Resource):
    """A period in which a revision of the family is in force: from `starts_on` to the day before `ends_on`."""

    number = serializers.IntegerField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    message = serializers.CharField()
    author = serializers.CharField()
    digest = serializers.CharField(help_text="SHA-256 of the document as the caller may see it, as canonical JSON.")
    size = serializers.IntegerField(
        allow_null=True, help_text="How many statements and facts changed; null for the first."
    )
    url = Url("api:revision", "family", "number")
    page = Url("revision", "family", "number")
