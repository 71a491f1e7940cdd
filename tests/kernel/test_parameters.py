"""Query parameters, read strictly."""

import pytest
from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from config.kernel import parameters
from config.kernel.paging import BoundedPagination, whole_number


def refused(read):
    with pytest.raises(ValidationError) as error:
        read()
    return error.value.detail


def test_unknown_and_repeated_parameters_are_refused_by_name():
    query = QueryDict("a=1&b=1&b=2&c=1&c=2&x=1")
    parameters.refuse_unknown(QueryDict("a=1&c=1&c=2"), {"a", "b", "c"}, repeatable={"c"})
    assert refused(lambda: parameters.refuse_unknown(query, {"c", "b", "a"}, repeatable={"c"})) == {
        "b": ["Give it once."],
        "x": ["There is no such parameter. Allowed: a, b, c."],
    }


def test_an_answer_never_grows_with_the_question():
    query = QueryDict("&".join(f"{'n' * 500}{number}=1" for number in range(1_000)))
    assert refused(lambda: parameters.refuse_unknown(query, set())) == {
        "n" * parameters.MAX_ECHO: ["There is no such parameter. None is allowed."]
    }
    many = QueryDict("&".join(f"n{number}=1" for number in range(1_000)))
    assert len(refused(lambda: parameters.refuse_unknown(many, set()))) == parameters.MAX_COMPLAINTS


def test_words_are_known_and_come_once():
    def words(text):
        return parameters.words(QueryDict(text), "fields", ["slug", "title"])

    assert (words(""), words("fields=title,slug"), words("fields=slug")) == ([], ["title", "slug"], ["slug"])
    assert refused(lambda: words("fields=slug,name")) == {"fields": ["'name' is not known here. Allowed: slug, title."]}
    assert refused(lambda: words("fields=")) == {"fields": ["'' is not known here. Allowed: slug, title."]}
    assert refused(lambda: words("fields=slug,slug")) == {"fields": ["Name each once."]}
    assert refused(lambda: words("fields=" + "x" * 9_000)) == {
        "fields": [f"'{'x' * 60}...' is not known here. Allowed: slug, title."]
    }


def test_rows_in_memory_are_ordered_by_several_columns():
    rows = [{"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 2}]
    assert parameters.ordered(rows, ["-b", "a"]) == [rows[2], rows[0], rows[1]]
    assert parameters.ordered(rows, []) == rows


@pytest.mark.parametrize(
    "text",
    ["", "0", "-1", "201", "1.0", "1e2", " 1", "1 ", "٣", "\uff11", "1" * 10, str(10**30), "abc", "1\n"],
)
def test_only_whole_numbers_within_bounds_are_numbers(text):
    assert refused(lambda: whole_number("limit", text, 1, 200)) == {"limit": ["Write a whole number from 1 to 200."]}


def test_numbers_within_bounds():
    assert [whole_number("limit", text, 1, 200) for text in ("1", "200", "007")] == [1, 200, 7]


def test_pages_are_bounded(rf):
    from rest_framework.request import Request

    def page(query):
        pagination = BoundedPagination()
        rows = pagination.paginate_queryset(list(range(500)), Request(rf.get(f"/rows/?{query}")))
        answer = pagination.get_paginated_response(rows).data
        return (answer["count"], answer["next"], answer["previous"], answer["results"])

    here = "http://testserver/rows/"
    assert page("") == (500, f"{here}?limit=50&offset=50", None, list(range(50)))
    assert page("limit=200&offset=400") == (500, None, f"{here}?limit=200&offset=200", list(range(400, 500)))
    assert page("limit=2&offset=1") == (500, f"{here}?limit=2&offset=3", f"{here}?limit=2", [1, 2])
    assert page("offset=1000000") == (500, None, f"{here}?limit=50&offset=999950", [])
    assert refused(lambda: page("limit=201")) == {"limit": ["Write a whole number from 1 to 200."]}
    assert refused(lambda: page("offset=1000001")) == {"offset": ["Write a whole number from 0 to 1000000."]}
