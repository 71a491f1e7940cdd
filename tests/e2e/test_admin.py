"""Every page of the admin that is ours, held against axe and the content security policy, on a phone and on a desk,
in light and dark. The pages that a change passes on its way are in test_walk."""

import re

import pytest

from careers.demo.loading import PASSWORD
from tests.admin.permissions import PERMISSIONS
from tests.e2e.test_pages import SIZES, violations

pytestmark = pytest.mark.e2e

# By the names of addresses; {family} and the like stand for keys that the lists tell.
PAGES = {
    "index": "/admin/",
    "app_list": "/admin/careers/",
    "kernel_auditrecord_changelist": "/admin/kernel/auditrecord/",
    "kernel_servicetoken_add": "/admin/kernel/servicetoken/add/",
    "kernel_servicetoken_change": "/admin/kernel/servicetoken/{token}/change/",
    "kernel_servicetoken_changelist": "/admin/kernel/servicetoken/",
    "kernel_servicetoken_revoke": "/admin/kernel/servicetoken/{token}/revoke/",
    "kernel_webhook_add": "/admin/kernel/webhook/add/",
    "kernel_webhook_change": "/admin/kernel/webhook/{webhook}/change/",
    "kernel_webhook_changelist": "/admin/kernel/webhook/",
    "kernel_webhook_ping": "/admin/kernel/webhook/{webhook}/ping/",
    "kernel_webhook_secret": "/admin/kernel/webhook/{webhook}/secret/",
    "kernel_delivery_change": "/admin/kernel/delivery/{delivery}/change/",
    "kernel_delivery_changelist": "/admin/kernel/delivery/",
    "levels_level_changelist": "/admin/levels/level/",
    "levels_level_change": "/admin/levels/level/{level}/change/",
    "levels_level_import": "/admin/levels/level/import/",
    "careers_address_changelist": "/admin/careers/address/",
    "careers_company_change": "/admin/careers/company/1/change/",
    "careers_department_changelist": "/admin/careers/department/",
    "careers_department_add": "/admin/careers/department/add/",
    "careers_department_import": "/admin/careers/department/import/",
    "careers_draftfinding_changelist": "/admin/careers/draftfinding/",
    "careers_family_add": "/admin/careers/family/add/",
    "careers_family_base_role": "/admin/careers/family/{family}/base-role/",
    "careers_family_change": "/admin/careers/family/{family}/change/",
    "careers_family_changelist": "/admin/careers/family/",
    "careers_family_delete": "/admin/careers/family/{family}/delete/",
    "careers_family_import": "/admin/careers/family/import/",
    "careers_family_new": "/admin/careers/family/new/",
    "careers_family_rename": "/admin/careers/family/{family}/rename/",
    "careers_family_retire": "/admin/careers/family/{family}/retire/",
    "careers_family_scopes": "/admin/careers/family/{family}/applies-to/responsibilities/",
    "careers_family_submit": "/admin/careers/family/{family}/submit/",
    "careers_family_suggestions": "/admin/careers/family/{family}/suggestions/",
    "careers_family_waive": "/admin/careers/family/{family}/waive/?code=missing-job-code&where=/roles/0",
    "careers_family_withdraw": "/admin/careers/family/{family}/withdraw/",
    "careers_hiringprocess_change": "/admin/careers/hiringprocess/{hiringprocess}/change/",
    "careers_hiringprocess_changelist": "/admin/careers/hiringprocess/",
    "careers_mailchoice_changelist": "/admin/careers/mailchoice/",
    "careers_my_mail": "/admin/careers/mailchoice/mine/",
    "careers_posting_change": "/admin/careers/posting/{posting}/change/",
    "careers_posting_changelist": "/admin/careers/posting/",
    "careers_postingrequirement_add": "/admin/careers/postingrequirement/add/",
    "careers_postingrequirement_change": "/admin/careers/postingrequirement/{postingrequirement}/change/",
    "careers_postingrequirement_changelist": "/admin/careers/postingrequirement/",
    "careers_publication_call_off": "/admin/careers/publication/{publication}/call-off/",
    "careers_publication_change": "/admin/careers/publication/{publication}/change/",
    "careers_publication_changelist": "/admin/careers/publication/",
    "careers_remit_add": "/admin/careers/remit/add/",
    "careers_remit_changelist": "/admin/careers/remit/",
    "careers_reviewstage_change": "/admin/careers/reviewstage/{reviewstage}/change/",
    "careers_reviewstage_changelist": "/admin/careers/reviewstage/",
    "careers_revision_change": "/admin/careers/revision/{revision}/change/",
    "careers_revision_changelist": "/admin/careers/revision/?family__id__exact={family}",
    "careers_revision_compare": "/admin/careers/revision/compare/?a={first}&b={revision}",
    "careers_revision_publish": "/admin/careers/revision/{first}/publish/",
    "careers_revision_start_draft": "/admin/careers/revision/{first}/start-draft/",
    "careers_role_add": "/admin/careers/role/add/",
    "careers_role_change": "/admin/careers/role/{role}/change/",
    "careers_role_changelist": "/admin/careers/role/",
    "careers_role_copy": "/admin/careers/role/{role}/copy/",
    "careers_role_history": "/admin/careers/role/{role}/history/",
    "careers_role_move": "/admin/careers/role/{role}/move/",
    "careers_role_rename": "/admin/careers/role/{role}/rename/",
    "careers_role_retire": "/admin/careers/role/{role}/retire/",
    "careers_role_scopes": "/admin/careers/role/{role}/applies-to/responsibilities/",
    "careers_rulesetting_change": "/admin/careers/rulesetting/1/change/",
    "careers_rulesetting_changelist": "/admin/careers/rulesetting/",
    "careers_specialty_add": "/admin/careers/specialty/add/?family={family}",
    "careers_specialty_change": "/admin/careers/specialty/{specialty}/change/",
    "careers_specialty_changelist": "/admin/careers/specialty/",
    "careers_specialty_scopes": "/admin/careers/specialty/{specialty}/applies-to/requirements/",
    "careers_vacancy_add": "/admin/careers/vacancy/add/?family={family}",
    "careers_vacancy_change": "/admin/careers/vacancy/{vacancy}/change/",
    "careers_vacancy_changelist": "/admin/careers/vacancy/",
    "careers_vacancy_close": "/admin/careers/vacancy/{vacancy}/close/",
    "careers_vacancy_open": "/admin/careers/vacancy/{vacancy}/open/",
    "careers_vacancy_post_changes": "/admin/careers/vacancy/{vacancy}/post-changes/",
    "careers_vacancy_preview": "/admin/careers/vacancy/{vacancy}/preview/",
    "careers_vacancy_reopen": "/admin/careers/vacancy/{vacancy}/reopen/",
    "careers_waiver_changelist": "/admin/careers/waiver/",
    "careers_wording": "/admin/careers/family/wordings/change/",
    "careers_wordings": "/admin/careers/family/wordings/",
}
ALIKE = re.compile(
    r"""_(history|delete)$             # stock pages that all look alike
    |^(auth|kernel|hiring|levels)_     # stock lists and forms, those above excepted
    |_export$|_(decide|comment|take_back|check)$|^(autocomplete|view_on_site)$  # no pages
    |_add$|_(draftfinding|waiver|address|mailchoice|remit|department)_change$|^careers_company_changelist$
    |^password_change""",
    re.VERBOSE,
)


def test_every_page_of_ours_is_here():
    assert {name for name in PERMISSIONS if not ALIKE.search(name)} <= set(PAGES) <= set(PERMISSIONS)


@pytest.fixture(scope="module")
def hannah(site, open_lasting_page):
    page = open_lasting_page(java_script_enabled=True, viewport={"width": 1280, "height": 900})
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site}/admin/")
    return page


@pytest.fixture(scope="module")
def keys(site, hannah):
    """The keys of a family that is scheduled to change, and of what belongs to it."""
    page = hannah

    def first(model, query):
        page.goto(f"{site}/admin/careers/{model}/?q={query}")
        return re.search(r"/(\d+)/change/", page.locator("#result_list").inner_html())[1]

    family = first("family", "firmware")
    page.goto(f"{site}/admin/careers/revision/?family__id__exact={family}")
    revisions = sorted(map(int, set(re.findall(r"/revision/(\d+)/change/", page.locator("#result_list").inner_html()))))
    page.goto(f"{site}/admin/levels/level/")
    level = re.search(r"/(\d+)/change/", page.locator("#result_list").inner_html())[1]
    return {
        "family": family,
        "role": first("role", "senior+firmware"),
        "specialty": first("specialty", "firmware"),
        "hiringprocess": first("hiringprocess", "firmware"),
        "publication": first("publication", "firmware"),
        "reviewstage": first("reviewstage", ""),
        "revision": revisions[-1],
        "first": revisions[0],
        "level": level,
        "vacancy": first("vacancy", "TW-2231"),
        "posting": first("posting", "TW-2231"),
        "postingrequirement": first("postingrequirement", "colorado"),
        "token": token(page, site),
        **webhook(page, site),
    }


def token(page, site):
    """The key of a service token; the page that shows its text is looked at on the way."""
    page.goto(f"{site}/admin/kernel/servicetoken/add/")
    page.get_by_label("Name").fill("Careers site")
    page.get_by_label("Read what is internal").check()
    page.get_by_role("button", name="Make the token").click()
    text = page.get_by_label("The token").input_value()
    assert re.fullmatch(r"rolebook_[0-9a-f]{12}_[\w-]{43}", text)
    assert wrong_with(page) == []
    page.get_by_role("link", name="To the service tokens").click()
    assert text not in page.content()
    return re.search(r"/(\d+)/change/", page.locator("#result_list").inner_html())[1]


def webhook(page, site):
    """The keys of a webhook and of a ping on its way to it; the page that shows the secret is looked at too."""
    page.goto(f"{site}/admin/kernel/webhook/add/")
    page.get_by_label("Name:").fill("Careers site")
    page.get_by_label("Address:").fill("https://hooks.example/rolebook")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_label("The secret").input_value().startswith("whsec_")
    assert wrong_with(page) == []
    page.get_by_role("link", name="Send it a ping").click()
    page.get_by_role("button", name="Send a ping").click()
    assert "waits for the next run" in page.get_by_role("status").inner_text()
    delivery = re.search(r"/delivery/(\d+)/change/", page.url)[1]
    page.goto(f"{site}/admin/kernel/webhook/")
    return {"webhook": re.search(r"/(\d+)/change/", page.locator("#result_list").inner_html())[1], "delivery": delivery}


def wrong_with(page):
    """What is wrong with a page that has just been loaded, a line each."""
    page.wait_for_load_state()
    wrong = list(page.complaints)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        wrong += [f"{width} {each}" for each in violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        wrong += [f"{width}: {wide} wide"] if wide > width else []
    wrong += [f"dark {each}" for each in violations(page, scheme="dark")]
    page.complaints.clear()  # axe writes styles of its own, which the policy refuses
    return wrong


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_fits_and_keeps_to_the_policy(site, hannah, keys, name):
    hannah.complaints.clear()
    answer = hannah.goto(site + PAGES[name].format(**keys))
    assert (answer.status, wrong_with(hannah)) == (200, [])
