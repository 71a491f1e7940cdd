"""Bodies of requests are read strictly, and what is wrong is told by its place."""

import json
import time
from io import BytesIO

import pytest
from rest_framework.exceptions import ParseError, UnsupportedMediaType, ValidationError

from config.kernel.bodies import CHARSET, JSON, MARKDOWN, MAX_DEPTH, TooLarge, read_body, step, strict_json
from config.kernel.requests import CompressMiddleware, OneCharset

TAKEN = {JSON: 20, MARKDOWN: 10}


def put(rf, body, kind=JSON, **extra):
    return rf.put("/", body, content_type=kind, **extra)


@pytest.mark.parametrize(
    "kind", [JSON, "Application/JSON", f"{JSON}; charset=utf-8", f'{JSON};charset="UTF-8"', f"{JSON}; x=y"]
)
def test_what_is_taken_is_read(rf, kind):
    assert read_body(put(rf, b"{}", kind), TAKEN) == (JSON, b"{}")
    assert read_body(put(rf, b"x" * 10, MARKDOWN), TAKEN) == (MARKDOWN, b"x" * 10)


ASK = "Send application/json or text/markdown, not compressed."


@pytest.mark.parametrize(
    ("kind", "extra", "sentence"),
    [
        ("", {}, ASK),
        ("text/plain", {}, ASK),
        ("application/json-patch+json", {}, ASK),
        ("multipart/form-data; boundary=b", {}, ASK),
        ("application/json, text/markdown", {}, ASK),
        (JSON, {"HTTP_CONTENT_ENCODING": "gzip"}, ASK),
        (f"{JSON}; charset=latin-1", {}, "Send application/json in UTF-8."),
        (f"{MARKDOWN}; charset=utf-16", {}, "Send text/markdown in UTF-8."),
        (JSON, {CHARSET: "utf-7"}, "Send application/json in UTF-8."),
    ],
)
def test_another_kind_is_told_what_is_taken(rf, kind, extra, sentence):
    with pytest.raises(UnsupportedMediaType, match=sentence):
        read_body(put(rf, b"{}", kind, **extra), TAKEN)


def test_the_server_tells_which_charset_it_was():
    heard = []
    listen = OneCharset(lambda environ, start: heard.append((environ["CONTENT_TYPE"], environ.get(CHARSET))))
    for kind in (JSON, f"{JSON}; charset=utf-16", f'{JSON}; charset="hex"', "x; " * 9_000):
        listen({"CONTENT_TYPE": kind}, None)
    assert heard[:3] == [(JSON, ""), (JSON, "utf-16"), (JSON, "hex")]


def test_too_much_and_nothing_are_refused(rf):
    with pytest.raises(TooLarge, match=r"It is larger than the 10 bytes that are taken of text/markdown\."):
        read_body(put(rf, b"x" * 11, MARKDOWN), TAKEN)
    for empty in (b"", b" \r\n"):
        with pytest.raises(ValidationError) as caught:
            read_body(put(rf, empty, CONTENT_TYPE=JSON), TAKEN)
        assert caught.value.detail == {"": ["The body is empty."]}


@pytest.mark.parametrize("came", [b"", b"# Half", b"# Half and"])
def test_a_body_that_broke_off_is_refused(rf, came):
    whole = b"# Half and half"
    request = put(rf, whole, MARKDOWN, **{"wsgi.input": BytesIO(came)})
    with pytest.raises(ParseError, match=rf"The body broke off: {len(came)} of 15 bytes came\. Send it again\."):
        read_body(request, {MARKDOWN: 20})
    request = put(rf, whole, MARKDOWN, **{"wsgi.input": BytesIO(whole)})
    assert read_body(request, {MARKDOWN: 20}) == (MARKDOWN, whole)


@pytest.mark.parametrize("value", [None, True, 0, -1.5e3, "é\U0001f600", [], {"a": [{"a": None}, "a"]}])
def test_json_is_read(value):
    assert strict_json(json.dumps(value).encode()) == value


def deep(depth):
    return "[" * depth + "]" * depth


REFUSED = [
    ("{", {"": "This is not JSON: Expecting property name enclosed in double quotes at line 1, column 2."}),
    ("{}\n{}", {"": "This is not JSON: Extra data at line 2, column 1."}),
    ("'a'", {"": "This is not JSON: Expecting value at line 1, column 1."}),
    ('["a\nb"]', {"": "This is not JSON: Invalid control character at line 1, column 4."}),
    ("\ufeff{}", {"": "This is not JSON: Unexpected UTF-8 BOM (decode using utf-8-sig) at line 1, column 1."}),
    ('{"a": 1, "b": {"c": [{"d": 1, "d": 2}]}, "a": 3}',
     {"": "The key 'a' comes twice.", "/b/c/0": "The key 'd' comes twice."}),
    ('{"a": [NaN, 1, -Infinity], "b": 1e999}',
     {"/a/0": "This is no number.", "/a/2": "This is no number.", "/b": "This is no number."}),
    ('{"a": "\\u0000", "b": ["\\ud800x"]}',
     {"/a": "This holds the character U+0000, which no text may hold.",
      "/b/0": "This holds the character U+D800, which no text may hold."}),
    ('{"a": {"\\udfff": 1, "\\u0000": {"b": NaN}}}',
     {"/a": "The key '\\udfff' holds a character that no text may hold."}),
    ("[" + "9" * 5_000 + "]", {"": "This holds a number of too many digits."}),
    (deep(MAX_DEPTH + 1), {"/0" * MAX_DEPTH: f"This is nested deeper than {MAX_DEPTH} times."}),
    (deep(900), {"/0" * MAX_DEPTH: f"This is nested deeper than {MAX_DEPTH} times."}),
    (deep(100_000), {"": f"This is nested deeper than {MAX_DEPTH} times."}),
    ('{"a":' * 100_000, {"": f"This is nested deeper than {MAX_DEPTH} times."}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "errors"), REFUSED, ids=[text[:12] for text, _ in REFUSED])
def test_what_two_readers_could_read_in_two_ways_is_refused_by_its_place(text, errors):
    with pytest.raises(ValidationError) as caught:
        strict_json(text.encode())
    assert {place: said[0] for place, said in caught.value.detail.items()} == errors


def test_many_keys_with_one_twice_are_soon_read():
    """In no more time than they take without it; by the square of their number it would be minutes."""
    keys = [f'"k{number}": 0' for number in range(100_000)]
    began = time.monotonic()
    with pytest.raises(ValidationError) as caught:
        strict_json(f"{{{', '.join([*keys, *keys[7:8]])}}}".encode())
    assert caught.value.detail == {"": ["The key 'k7' comes twice."]}
    assert time.monotonic() - began < 10


def test_other_bytes_are_told_which():
    with pytest.raises(ValidationError) as caught:
        strict_json(b'{"a": "\xff"}')
    assert caught.value.detail == {"": ["This is not UTF-8: the byte 8 is none of it."]}


def test_no_answer_repeats_more_than_a_bit_of_what_was_sent():
    many = {f"{'k' * 5_000}{number}": float("nan") for number in range(500)}
    with pytest.raises(ValidationError) as caught:
        strict_json(json.dumps(many).encode())
    assert len(json.dumps(caught.value.detail)) < 1_000


def test_steps_of_a_pointer_are_escaped():
    assert [step(0), step("a/b~c"), step("x" * 100)] == ["0", "a~1b~0c", "x" * 60]


def test_what_may_not_be_transformed_is_not_compressed(rf):
    from django.http import HttpResponse

    def answered(control):
        request = rf.get("/", headers={"Accept-Encoding": "gzip"})
        response = HttpResponse("a" * 1_000, headers={"ETag": '"a"', "Cache-Control": control})
        response = CompressMiddleware(lambda request: response)(request)
        return response.get("Content-Encoding"), response["ETag"]

    assert answered("private, no-store") == ("gzip", 'W/"a"')
    assert answered("private, no-store, no-transform") == (None, '"a"')
