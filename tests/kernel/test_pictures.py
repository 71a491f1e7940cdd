"""What may be shown as a picture: by its bytes, and only what is drawn."""

import pytest
from django.core.exceptions import ValidationError

from config.kernel.pictures import MAX_BYTES, read

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inner="", attributes="", before=""):
    return f"{before}<svg {NAMESPACES} {attributes}>{inner}</svg>".encode()


GOOD = {
    "image/png": b"\x89PNG\r\n\x1a\nrest",
    "image/jpeg": b"\xff\xd8\xff\xe0rest",
    "image/webp": b"RIFF\x00\x01\x02\x03WEBPrest",
}


@pytest.mark.parametrize("content_type", GOOD)
def test_a_picture_is_known_by_its_bytes(content_type):
    picture = read(GOOD[content_type])
    assert (picture.content_type, len(picture.name.partition(".")[0])) == (content_type, 32)
    assert picture.name == read(GOOD[content_type]).name


DRAWN = [
    svg(),
    svg('<path d="M0 0"/>', 'viewBox="0 0 1 1"', '<?xml version="1.0" encoding="UTF-8"?>\n<!-- drawn -->\n'),
    b"\xef\xbb\xbf" + svg(),
    svg('<style>.a { fill: url(#b); stroke: red }</style><g style="fill:url( \'#b\' )"><use xlink:href="#c"/></g>'),
    svg('<title>Onward & upward</title><text font-family="x">on it</text>'.replace("&", "&amp;")),
]


@pytest.mark.parametrize("content", DRAWN)
def test_what_is_only_drawn_may_be_shown(content):
    picture = read(content)
    assert (picture.content_type, picture.name[-4:], picture.content) == ("image/svg+xml", ".svg", content)


REFUSED = {
    "no PNG, JPEG, WebP or SVG": [b"", b"GIF89a", b"RIFF0000WAVE", b"<html></html>", b"<svg></svg>"],
    "cannot be read": [b"<svg", svg("<p>"), svg("ü").decode().encode("latin-1"), svg("&x;"), b"<\x00s\x00>\x00"],
    "has more than 200 kB": [b"\x89PNG\r\n\x1a\n" + b"0" * MAX_BYTES],
    "document type or entities": [svg(before='<!DOCTYPE svg [<!ENTITY a "b">]>'), svg(before="<!DOCTYPE svg>")],
    "instructions for other programs": [svg(before='<?xml-stylesheet href="http://evil.example/a.css"?>')],
    "holds <": [svg("<script>1</script>"), svg('<g><foreignObject/></g>'), svg('<iframe xmlns="http://www.w3.org/1999/xhtml"/>')],
    "holds a script, in on": [svg(attributes='onload="a()"'), svg('<g ONCLICK="a()"/>')],
    "A style of this SVG refers": [
        svg("<style>@import 'a.css';</style>"),
        svg("<style>g { fill: url(http://evil.example/a) }</style>"),
        svg("<style>g { fill: u\\72l(//evil.example/a) }</style>"),
    ],
    "refers to something elsewhere, in": [
        svg('<image href="http://evil.example/a.png"/>'),
        svg('<use xlink:href="other.svg#a"/>'),
        svg('<a href="javascript:a()"/>'),
        svg('<image href="data:image/svg+xml;base64,AA"/>'),
        svg('<g fill="url( http://evil.example/a)"/>'),
        svg('<g style="background: URL(\'//evil.example/a\')"/>'),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("said", "content"), [(said, each) for said, all_of in REFUSED.items() for each in all_of])
def test_what_does_more_is_refused(said, content):
    with pytest.raises(ValidationError, match=said):
        read(content)
