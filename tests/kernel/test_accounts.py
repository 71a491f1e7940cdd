"""Who may do what is looked after in the admin, and each change of it is in the audit."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from config.kernel.models import AuditRecord

pytestmark = pytest.mark.django_db


def records() -> list[tuple]:
    rows = AuditRecord.objects.exclude(request_id="").order_by("pk")
    return list(rows.values_list("by__username", "action", "kind", "subject", "reason"))


def test_accounts_and_groups_leave_records_of_what_they_may(admin_client):
    editors = Group.objects.get(name="Editor")
    ines = get_user_model().objects.create_user("ines", password="pass")
    page = reverse("admin:kernel_user_change", args=[ines.pk])
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "10:00", "is_active": "on"}
    answer = admin_client.post(page, {"username": "ines", "groups": [editors.pk], **joined})
    assert answer.status_code == 302
    view = Permission.objects.get(codename="view_family")
    page = reverse("admin:auth_group_add")
    assert admin_client.post(page, {"name": "Readers", "permissions": [view.pk]}).status_code == 302
    readers = Group.objects.get(name="Readers")
    page = reverse("admin:auth_group_delete", args=[readers.pk])
    assert admin_client.post(page, {"post": "yes"}).status_code == 302
    page = reverse("admin:kernel_user_changelist")
    data = {"action": "delete_selected", "_selected_action": [ines.pk], "post": "yes"}
    assert admin_client.post(page, data).status_code == 302
    assert not get_user_model().objects.filter(username="ines").exists()
    [edited, *others] = records()
    assert edited[:4] == ("admin", "edit", "user", "ines")
    assert edited[4].startswith("Changed ")
    assert edited[4].endswith(" Groups: Editor")
    assert others == [
        ("admin", "add", "group", "Readers", f"Added. Permissions: {view}"),
        ("admin", "delete", "group", "Readers", f"Permissions: {view}"),
        ("admin", "delete", "user", "ines", "Groups: Editor"),
    ]
