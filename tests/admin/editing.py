"""What tests of the editing pages share: a draft, and its forms as a browser would send them."""

from unittest import mock

from django.contrib.messages import get_messages
from django.template.backends.django import Template
from django.urls import reverse

from careers import drafts
from tests.factories import department, document


def draft(doc=None, **changes):
    """The draft of a family, written through the door."""
    doc = doc or document(**changes)
    department(doc.department)
    return drafts.write(doc, by=None)


def page_of(row, view="change", *args):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{view}", args=[row.pk, *args])


def _hear(template, context, request):
    """What the page would have told is told."""
    list(get_messages(request))
    return ""


def undrawn(client, address):
    """The answer to who looks at a page only for what its form holds: to draw it is most of what it costs."""
    with mock.patch.object(Template, "render", _hear):
        answer = client.get(address)
    answer.context = answer.context_data
    return answer


def sent_by(response):
    """What the page's form would send back unchanged, tables included."""
    context = response.context
    forms = [context["adminform"].form]
    data = {}
    for inline in context["inline_admin_formsets"]:
        data[f"{inline.formset.prefix}-SEEN"] = inline.formset.seen
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not False:
                data[bound.html_name] = "on" if value is True else "" if value is None else value
    return data


def change(client, row, **changes):
    """Sends the form of a row with changes, which have to be saved."""
    answer = client.post(page_of(row), {**sent_by(undrawn(client, page_of(row))), **changes})
    assert answer.status_code == 302, answer.context["errors"]
    return answer
