"""A catalogue of which the public sees everything, and the same with all that there may be beside it of which they may
know nothing: made step by step in between, so that nothing may hang on what came before or after."""

from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models

from careers import drafts, findings, publishing, restructuring, review, vacancies
from careers.handbook.compose import Audience, visible_document
from careers.importing import keep_old_address
from careers.models import Company, Department, Family, Posting, Publication, ReviewStage
from config.kernel.models import Event, ServiceToken
from config.kernel.models.reference import BEGINNING
from hiring.models import Stage
from levels.models import Grade, GradeScheme, Level
from tests.api.endpoints import VACANCY
from tests.factories import PORTO, department, document, posted, published, small_document, vacancy
from tests.pages.test_visibility import announced, hiding

TODAY = date(2027, 3, 10)
SLUGS = {
    "family": ["secret-society", "secret-plan", "secret-recall", "secret-draft", "secret-name"],
    "role": ["canary-role", "secret-duty", "secret-return"],
    "specialty": ["canary-focus", "canary-of-hidden-roles", "secret-focus"],
    "department": ["secret-quarry"],
    "level": ["secret-step"],
    "scheme": ["secret-scale"],
    "grade": ["77"],
    "stage": ["secret-talk"],
    "number": ["511111111", "522222222", "533333333", "544444444", "555555555", "566666666"],
}
"""What is hidden, by the name that addresses have for it."""
INTERNAL, OF_INTERNAL_ROLE, DRAFTED, COMING, CALLED_OFF, WAS_INTERNAL = map(int, SLUGS["number"])


def known_to_all(slug):
    """The id of the family that has this slug at first."""
    return uuid5(NAMESPACE_URL, slug)


class Clock:
    """The time, until it is set otherwise."""

    def __init__(self):
        self.now = datetime.combine(TODAY, datetime.min.time(), UTC)

    def __call__(self):
        return self.now

    def set(self, day, hour, minute=0):
        self.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


class Build:
    """The catalogue being made, with what is `hidden` or without. Where it is `told`, something of each kind of it is
    public."""

    def __init__(self, clock, *, hidden, told=False):
        self.clock, self.hidden = clock, hidden
        self.visibility = "public" if told else "internal"
        self.tomorrow = TODAY if told else TODAY + timedelta(days=1)
        self.first_of_february()
        self.tenth_of_february()
        self.first_of_march()
        self.today()
        _name_events()

    def publish(self, doc, **facts):
        """What the public sees of a document, or all of it; and how its family is known inside does not change."""
        seen = visible_document(doc, Audience.everything(internal=False))
        if not self.hidden and seen:
            doc = seen
        department(doc.department)
        if not facts.get("family") and not Family.objects.filter(slug=doc.slug).exists():
            drafts.write(doc, by=None)
            Family.objects.filter(slug=doc.slug).update(uuid=known_to_all(doc.slug))
        return published(doc, **facts)

    def first_of_february(self):
        day = date(2027, 2, 1)
        self.clock.set(day, 9)
        engineering = Department(slug="engineering", name="Engineering", description="We **build**.")
        engineering.record(by=None, starts_on=BEGINNING)
        Department(slug="sales", name="Sales").record(by=None, starts_on=BEGINNING)
        if self.hidden:
            self.clock.set(day, 9, 30)
            society = document("secret-society", department="unassigned", visibility=self.visibility)
            self.publish(society, message="CANARY message")
            keep_old_address(Family.objects.get(slug="secret-society"), "engineering/old-club")
            drafts.write(document("secret-draft"), by=None)
            self.publish(document("secret-recall"), starts_on=date(2027, 2, 20), message="CANARY recall")
        self.clock.set(day, 10)
        self.publish(document("platform"), message="First")
        keep_old_address(Family.objects.get(slug="platform"), "engineering/old-platform")
        if self.hidden:
            self.clock.set(day, 10, 30)
            self.publish(hiding(summary="CANARY of March"), starts_on=date(2027, 3, 20), message="CANARY change")
            early = self.publish(hiding(overview="CANARY of mid February"), starts_on=date(2027, 2, 15))
            publishing.call_off(early, by=None, reason="CANARY reason")
        self.clock.set(day, 11)
        steps = [{"to_family": "platform", "to_role": "junior-engineer", "kind": "lateral"}]
        if self.hidden:
            steps.append({"to_family": "secret-society", "to_role": "manager", "kind": "lateral"})
            steps.append({"to_family": "secret-plan", "to_role": "manager", "kind": "promotion"})
        roles = [
            {"title": title, "slug": title.casefold(), "level": "junior", "requirements": [{"text": f"{title}s well"}]}
            for title in ("Caster", "Founder", "Moulder")
        ]
        casting = document("casting", department="sales", roles=roles, specialties=[], career_steps=steps)
        self.publish(casting, message="Casting begins")
        self.publish(small_document("gone"), message="Not for long")

    def tenth_of_february(self):
        day = date(2027, 2, 10)
        self.clock.set(day, 9)
        if self.hidden:
            publishing.call_off(Publication.objects.get(family__slug="secret-recall"), by=None, reason="CANARY")
            posted(number=INTERNAL, visibility=self.visibility, **_canaries())
            vacancy(number=DRAFTED, **_canaries())
        self.clock.set(day, 10)
        self.publish(hiding(), message="Second")
        self.clock.set(day, 11)
        posted(number=1, places=[PORTO, {**PORTO, "kind": "remote", "country": "FI", "town": ""}])
        if self.hidden:
            posted(number=WAS_INTERNAL, visibility="internal", **_canaries())
            posted("canary-role", number=OF_INTERNAL_ROLE, visibility="internal")
            row = vacancy("staff-engineer", number=CALLED_OFF)
            vacancies.open_vacancy(row, by=None, version=row.version, on=date(2027, 2, 20))
            vacancies.close_vacancy(row, by=None, reason="CANARY")
        self.clock.set(day, 12)
        posted("staff-engineer", number=VACANCY, specialty="storage", deadline=date(2027, 4, 30))
        posted("manager", number=2, deadline=date(2027, 2, 20))
        self.clock.set(day, 13)
        self.rename("caster", "smith")

    def rename(self, role, slug):
        """A role of casting, which leads on; another one retires."""
        casting = Family.objects.get(slug="casting")
        done = restructuring.rename_role(
            casting, role=role, title=slug.title(), slug=slug, by=None, expected_version=casting.version
        )
        casting = Family.objects.get(pk=done.family.pk)
        facts = {"role": "founder", "successor": "casting/moulder"}
        casting = restructuring.retire_role(casting, by=None, expected_version=casting.version, **facts)
        publishing.publish_draft(casting, by=None, message="Smiths")

    def first_of_march(self):
        day = date(2027, 3, 1)
        gone = Family.objects.get(slug="gone")
        if self.hidden:
            self.clock.set(day, 9)
            before = Family.objects.get(slug="casting").revisions.get(number=1)
            publishing.publish(before, by=None, starts_on=date(2027, 3, 25), reason="CANARY: founders come back")
            wasnt = Posting.objects.get(vacancy__number=WAS_INTERNAL).vacancy
            vacancies.close_vacancy(wasnt, by=None, reason="CANARY")
            self.publish(small_document("gone").model_copy(update={"summary": "CANARY"}), starts_on=date(2027, 3, 5))
        self.clock.set(day, 10)
        restructuring.retire_family(gone, successor="casting", reason="Merged", by=None)
        if self.hidden:
            again = gone.revisions.get(number=1)
            publishing.publish(again, by=None, starts_on=date(2027, 4, 1), reason="CANARY: it comes back")

    def today(self):
        if self.hidden:
            self.clock.set(TODAY, 8)
            society = Family.objects.get(slug="secret-society")
            whole = document("secret-society", department="unassigned", visibility=self.visibility)
            self.publish(whole.model_copy(update={"summary": "CANARY, again"}), family=society, message="CANARY")
        self.clock.set(TODAY, 9)
        self.publish(hiding(summary="Keeps everything running."), message="Third")
        if self.hidden:
            self.clock.set(TODAY, 10)
            self.hide_families()
            self.hide_vacancies()
            self.hide_reference_data()
            self.hide_people()
        self.clock.set(TODAY, 12)

    def hide_families(self):
        self.publish(document("secret-plan"), starts_on=self.tomorrow, message="CANARY")
        platform = Family.objects.get(slug="platform")
        platform.refresh_from_db()
        coming = hiding("secret-name", title="CANARY name")
        roles = [*coming.model_dump()["roles"], {"title": "CANARY of tomorrow", "slug": "secret-duty"}]
        coming = coming.model_validate({**coming.model_dump(), "roles": roles})
        self.publish(coming, family=platform, starts_on=TODAY + timedelta(days=1))
        drafted = {"title": "CANARY title", "slug": "secret-return", "level": "staff"}
        parts = {"roles": [*hiding().roles, drafted], "specialties": [{"name": "CANARY", "slug": "secret-focus"}]}
        platform.refresh_from_db()
        drafts.write(document(overview="CANARY draft", **parts), by=None, family=platform)

    def hide_vacancies(self):
        row = vacancy("staff-engineer", number=COMING, **_canaries())
        vacancies.open_vacancy(row, by=None, version=row.version, on=TODAY + timedelta(days=1))
        changed = Posting.objects.get(vacancy__number=VACANCY).vacancy
        changed.introduction = "CANARY edit"
        changed.save()
        vacancies.touch(changed, by=None)

    def hide_reference_data(self):
        canary = {"name": "CANARY name", "description": "CANARY description"}
        announced(Department.objects.get(slug="engineering"), self.tomorrow, **canary)
        announced(Department(slug="secret-quarry"), self.tomorrow, **canary)
        announced(Level.objects.get(slug="staff"), self.tomorrow, **canary, synonyms=["CANARY synonym"])
        announced(Level(slug="secret-step", track="management", rank=95), self.tomorrow, **canary)
        announced(Grade.objects.get(scheme__slug="general", slug="8"), self.tomorrow, **canary)
        scheme = GradeScheme(slug="secret-scale")
        announced(scheme, self.tomorrow, **canary)
        announced(Grade(scheme=scheme, slug="77", rank=77), self.tomorrow, **canary)
        announced(Stage(slug="secret-talk", order=5), self.tomorrow, name="CANARY talk")
        texts = dict.fromkeys(("name", "tagline", "about", "how_to_apply", "open_application"), "CANARY text")
        announced(Company.objects.get(), self.tomorrow, **texts)

    def hide_people(self):
        """A submission in review, with a comment; what was waived; and a service with its token."""
        user = get_user_model().objects.create_superuser("secret-user", first_name="Canary", last_name="Secret")
        ReviewStage.objects.create(name="CANARY stage", group=Group.objects.get(name="Reviewer"))
        platform = Family.objects.get(slug="platform")
        for judged in findings.judge(platform, drafts.read(platform)):
            anchored = {"anchor": judged.anchor, "title": judged.title, "code": judged.finding.code}
            findings.waive(platform, **anchored, reason="CANARY", ends_on=None, by=user)
        revision = review.submit(platform, by=user, message="CANARY submission", expected_version=platform.version)
        review.comment(revision, by=user, where="/overview", text="CANARY comment")
        until = self.clock.now + timedelta(days=30)
        ServiceToken.objects.issue(by=user, name="CANARY", account=user, scopes=[], expires_at=until)


def _canaries():
    return {
        "introduction": "CANARY vacancy",
        "requisition": "CANARY-1",
        "recruiter": "CANARY",
        "specialty": "storage",
        "places": [{**PORTO, "country": "DE", "town": "CANARY"}],
    }


def _name_events():
    """By their order: their names are drawn, and would be others each time."""
    for name, rows in (("a", Event.objects.filter(public=True)), ("b", Event.objects.filter(public=False))):
        for count, event in enumerate(rows.order_by("due_at", "pk")):
            models.QuerySet.update(Event.objects.filter(pk=event.pk), key=f"evt_{name}{count:031x}")
