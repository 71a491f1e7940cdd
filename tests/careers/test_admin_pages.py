"""Every page of the admin opens, and no list asks the database more for more rows."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from careers import findings
from careers.handbook.rules import RULES
from careers.models import MailChoice, Remit, ReviewStage, RuleSetting, Waiver
from config.kernel.models import ServiceToken
from config.kernel.models.webhooks import Webhook
from tests.factories import document, posted, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows")]

OURS = [model for model in admin.site._registry if model._meta.app_label in {"careers", "levels", "hiring", "kernel"}]


@pytest.fixture(scope="module")
def rows(module_database):
    """A row of every model that the admin shows, and four of what families hold."""
    with module_database():
        family = published().family
        user = get_user_model().objects.create_user("somebody")
        ReviewStage.objects.create(name="Total rewards", position=1, group=Group.objects.get(name="Total rewards"))
        Remit.objects.create(user=user, department=family.department)
        MailChoice.objects.create(user=user)
        RuleSetting.objects.create(code=next(iter(RULES)))
        Waiver.objects.create(family=family, code=next(iter(RULES)), title="Platform", reason="For now.", by=user)
        posted(family=family)
        tomorrow = timezone.now() + timedelta(days=1)
        ServiceToken.objects.issue(by=None, name="Careers site", account=user, scopes=[], expires_at=tomorrow)
        Webhook(name="Careers site", url="https://hooks.example.com/rolebook").keep(by=None).ping(by=None)
        for slug in ("one", "two", "three"):
            posted(family=published(document(slug)).family)
        findings.refresh()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_page_of_the_admin_opens(boss, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert boss.get(reverse(f"{name}_changelist")).status_code == 200
    assert boss.get(reverse(f"{name}_changelist"), {"q": "x"}).status_code == 200
    row = model._default_manager.first()
    assert row is not None
    assert boss.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    answer = boss.get(reverse(f"{name}_add"))
    may_add = admin.site._registry[model].has_add_permission(answer.wsgi_request)
    assert answer.status_code == (200 if may_add else 403)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_lists_cost_the_same_for_few_rows_and_for_many(boss, model, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        boss.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
