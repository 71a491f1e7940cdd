"""The company's look in the admin: a colour that is corrected, a logo that is uploaded."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from careers.models import Company, CompanyImage
from config.kernel.models.reference import digest
from tests.admin.house import member
from tests.pages.html import parse

PAGE = "/admin/careers/company/1/change/"
SAVED = "The company “Your company” was changed successfully."
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h2v2z"/></svg>'


@pytest.fixture
def save(db, client):
    """Saves the company's form with these fields, and returns what is said then."""
    client.force_login(member("ada", "Administrator"))

    def send(**fields):
        page = parse(client.get(PAGE).content.decode())
        inputs = [each.attributes for each in page.all("form#company_form input")]
        form = {
            each["name"]: each.get("value", "on" if "checked" in each else "")
            for each in inputs
            if each.get("type") not in {"file", "submit", "checkbox"} or "checked" in each
        }
        areas = page.all("form#company_form textarea")
        form |= {each.attributes["name"]: "".join(each.children).strip() for each in areas}
        answer = client.post(PAGE, {**form, **fields}, follow=True)
        page = parse(answer.content.decode())
        return page.texts("ul.messagelist li") + page.texts("ul.errorlist li")

    return send


def test_a_logo_is_uploaded_shown_and_taken_away(save, client):
    assert save(picture=SimpleUploadedFile("bell.svg", DRAWN)) == [SAVED]
    company, image = Company.objects.get(), CompanyImage.objects.get()
    assert (company.logo, image.content_type, bytes(image.content)) == (image.name, "image/svg+xml", DRAWN)
    page = parse(client.get(PAGE).content.decode())
    assert [each.attributes["src"] for each in page.all("div.field-shown_logo img")] == [f"/brand/{image.name}"]
    save(tagline="Bells that outlive us.")
    assert Company.objects.get().logo == image.name
    save(without_logo="on")
    assert Company.objects.get().logo == ""
    assert CompanyImage.objects.count() == 1


def test_what_is_more_than_a_picture_is_refused_at_its_field(save):
    evil = DRAWN.replace(b"<path", b"<script>1</script><path")
    said = save(picture=SimpleUploadedFile("bell.png", evil))
    assert said == ["This SVG holds <script>. A logo may only be drawn: save it as plain SVG."]
    assert (Company.objects.get().logo, CompanyImage.objects.count()) == ("", 0)


def test_a_colour_that_is_corrected_is_said_to_be(save):
    said = save(accent_colour="#ffcc00")
    assert "#ffcc00 is shown as #7f6600 on light pages, so that it can be read there." in said
    assert Company.objects.get().accent_colour == "#ffcc00"
    assert save(accent_colour="#ffcc00") == [SAVED]


def test_the_facts_of_the_day_hold_the_logo(save):
    before = digest(Company.objects.get().facts())
    save(picture=SimpleUploadedFile("bell.svg", DRAWN))
    assert digest(Company.objects.get().facts()) != before
