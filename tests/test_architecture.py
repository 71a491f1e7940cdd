"""What holds of the whole house, whoever adds a room."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command

from careers.models import (
    CareerStep,
    Comment,
    CompanyImage,
    DraftCheck,
    HiringStep,
    ReviewStep,
    SearchText,
    SearchWord,
    VacancyPlace,
    Verdict,
)
from careers.models.listings import Listing, RoleTerm
from config.kernel.models import Catalogue, Event

ROOT = Path(__file__).resolve().parent.parent
OURS = ("config", "careers", "levels", "hiring")
MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]
SOURCES = [path for room in OURS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]

NOT_IN_ADMIN = {
    Catalogue: "one row that the system keeps",
    CareerStep: "edited within its family",
    HiringStep: "edited within its process",
    VacancyPlace: "edited within its vacancy",
    RoleTerm: "derived",
    SearchText: "derived",
    SearchWord: "derived",
    DraftCheck: "derived",
    ReviewStep: "shown on the page of its submission",
    Verdict: "shown on the page of its submission",
    Comment: "shown on the page of its submission",
    CompanyImage: "uploaded with the company",
    Event: "told by the API and to webhooks",
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_says_what_it_means(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_constraint_has_a_sentence(model):
    for constraint in model._meta.constraints:
        assert constraint.violation_error_message.endswith("."), constraint.name
        assert constraint.violation_error_message != constraint.default_violation_error_message


def test_every_model_is_in_the_admin_or_has_a_reason_not_to_be():
    missing = {model for model in MODELS if not admin.site.is_registered(model) and not issubclass(model, Listing)}
    assert missing == set(NOT_IN_ADMIN)


def test_no_signals_and_no_room_for_everything():
    for path in SOURCES:
        assert path.name != "utils.py"
        assert "django.dispatch" not in path.read_text(encoding="utf-8"), path
        assert "models.signals" not in path.read_text(encoding="utf-8"), path


def test_every_module_of_code_says_what_it_is():
    silent = {"apps.py", "urls.py", "wsgi.py", "asgi.py", "admin.py", "__init__.py"}
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert path.name in silent or "models" in path.parts or text.startswith(('"""', "#")), path


def test_no_template_holds_inline_script_style_or_another_host():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), path
        assert not re.search(r'(src|href)="(https?:)?//', text), path


def test_every_dependency_has_its_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for block in re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.S | re.M):
        for line in block.splitlines():
            assert re.fullmatch(r'  "[^"]+", +# .+ \(.+\)', line), line


def test_the_pins_are_hashed_and_name_no_index():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|file:|--index|--find-links|--extra", text)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
