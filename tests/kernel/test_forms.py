"""Selects are drawn as Django draws them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from config.kernel.forms import FormRenderer

CHOICES = [
    ("", "---------"),
    (None, "None"),
    ("a<&\"'", "b<i>&\"'</i>"),
    (7, "Seven"),
    ("Group <1>", [("x", "X"), ("y", "Y")]),
    ("Group 2", []),
]


class ChoosingForm(forms.Form):
    one = forms.ChoiceField(choices=CHOICES, widget=forms.Select(attrs={"class": "<wide>", "data-x": "1"}))
    some = forms.MultipleChoiceField(choices=CHOICES, required=False)
    fixed = forms.ChoiceField(choices=CHOICES, disabled=True)
    perhaps = forms.NullBooleanField()


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"one": "a<&\"'", "some": ["x", "7"], "fixed": 7, "perhaps": True},
        {"one": "y", "some": ["", "gone"], "perhaps": False},
    ],
)
def test_a_select_says_what_django_s_own_says(chosen):
    ours, theirs = (ChoosingForm(initial=chosen, renderer=each) for each in (FormRenderer(), DjangoTemplates()))
    assert ChoosingForm().renderer.__class__ is FormRenderer
    for name in ours.fields:
        assert "<select" in str(ours[name])
        assert parse_html(str(ours[name])) == parse_html(str(theirs[name]))
