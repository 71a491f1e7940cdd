"""Amounts of money as people write them."""

import re
from decimal import Decimal

from babel.numbers import format_currency

from careers.handbook.vacancy import Pay
from careers.models.vacancies import VacancyPlace

PERIODS = {period.value: period.label for period in VacancyPlace.Period}

_NO_CENTS = re.compile(r"\.0+$")
_CODE = re.compile(r"^([A-Z]{3})(?=[0-9])")


def amount(value: Decimal, currency: str) -> str:
    """€46,000; €18.50; CHF 80,000 with a space that does not break."""
    text = _NO_CENTS.sub("", format_currency(value, currency, locale="en"))
    return _CODE.sub("\\1\N{NO-BREAK SPACE}", text)


def pay(stated: Pay) -> str:
    """€46,000 to €61,000 a year"""
    ends = [amount(each, stated.currency) for each in (stated.minimum, stated.maximum)]
    return f"{' to '.join(dict.fromkeys(ends))} {PERIODS[stated.period]}"
