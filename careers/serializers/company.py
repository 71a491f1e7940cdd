"""The employer."""

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from careers.serializers.fields import Address, Linking, Resource, Url, Verbatim


@dataclass(frozen=True)
class Term:
    """A value of the company's, or something of what it gives: Markdown."""

    name: str
    text: str


@dataclass(frozen=True)
class ConditionalTerm:
    """Something that the company gives, and the condition under which it does, if there is one: Markdown."""

    name: str
    text: str
    condition: str


class ConditionalTerms(Linking):
    """Terms of which a row may leave out the condition."""

    shape = list[ConditionalTerm]

    def to_representation(self, value: Any) -> Any:
        return [{"condition": "", **each} for each in value]


@dataclass(frozen=True)
class Switches:
    """What of the catalogue the company lets the public see, today: past days are answered by it as well."""

    grades: bool
    job_codes: bool
    performance_indicators: bool
    interviewers: bool


class CompanySerializer(Resource):
    """The employer: the texts that every role and vacancy share, and what of the catalogue is public."""

    name = serializers.CharField()
    tagline = serializers.CharField()
    about = serializers.CharField(help_text="Markdown.")
    values = Verbatim(list[Term])
    benefits = ConditionalTerms()
    compensation = ConditionalTerms(help_text="The parts of the pay.")
    confidence_text = serializers.CharField(help_text="That one need not match every requirement. Markdown.")
    reasons = Verbatim(list[str], help_text="Why to work here. Markdown.")
    how_to_apply = serializers.CharField(help_text="Markdown.")
    open_application = serializers.CharField(help_text="For whom no vacancy fits. Markdown.")
    equal_opportunity = serializers.CharField(help_text="Markdown.")
    accommodation = serializers.CharField(help_text="Help for candidates with disabilities. Markdown.")
    culture_url = serializers.CharField()
    team_url = serializers.CharField()
    careers_url = serializers.CharField()
    logo = Verbatim(Address, allow_null=True, help_text="What is at this address never changes.")
    language = serializers.CharField(help_text="Of the pages and these texts: a BCP 47 tag.")
    time_zone = serializers.CharField(help_text="Where the days of the catalogue begin: a name such as Europe/Lisbon.")
    public = Verbatim(Switches)
    url = Url("api:company")
    page = Url("home")
