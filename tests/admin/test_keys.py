"""What is chosen with a search is sent as a key: one that is none is refused at its field, and nothing typed is
lost."""

import pytest
from django.urls import reverse

from careers.models import Department, HiringProcess, Role, Specialty
from tests.admin.editing import draft, sent_by
from tests.admin.house import main

pytestmark = pytest.mark.django_db

NO_KEYS = ["x", "-1", "1e3", "1.5", "9" * 31, "9" * 5_000, "²"]
CHOSEN = [(Role, "family", "title"), (Specialty, "family", "name"), (HiringProcess, "family", "title"),
          (Department, "parent", "name")]  # fmt: skip


@pytest.mark.parametrize("typed", [*NO_KEYS, "a\x00"], ids=lambda each: ascii(each)[:12])
@pytest.mark.parametrize(("model", "field", "name"), CHOSEN, ids=lambda each: getattr(each, "__name__", ""))
def test_a_key_that_is_none_is_refused_at_its_field(boss, model, field, name, typed):
    family = draft()
    page = reverse(f"admin:careers_{model._meta.model_name}_add")
    data = sent_by(boss.get(page, {"family": family.pk} if field == "family" else {}))
    before = model.objects.count()
    answer = boss.post(page, {**data, field: typed, name: "Typed with care"})
    form = answer.context["adminform"].form
    assert field in form.errors
    assert form[name].value() == "Typed with care"
    assert "Typed with care" in answer.content.decode()
    assert model.objects.count() == before


@pytest.mark.parametrize("typed", NO_KEYS, ids=lambda each: ascii(each)[:12])
@pytest.mark.parametrize(("model", "field", "name"), CHOSEN, ids=lambda each: getattr(each, "__name__", ""))
def test_an_address_that_names_no_key_chooses_nothing(boss, model, field, name, typed):
    draft()
    answer = boss.get(reverse(f"admin:careers_{model._meta.model_name}_add"), {field: typed})
    assert answer.status_code == 200
    assert {node.attributes["value"] for node in main(answer).all(f"#id_{field} option")} <= {""}
