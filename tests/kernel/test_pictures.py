"""What may be shown as a picture: by its bytes, and only what is drawn."""

import struct

import pytest
from django.core.exceptions import ValidationError

from config.kernel.pictures import MAX_BYTES, MAX_SIDE, read

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inner="", attributes="", before=""):
    return f"{before}<svg {NAMESPACES} {attributes}>{inner}</svg>".encode()


def png(width=32, height=16):
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"rest"


def jpeg(width=32, height=16, frame=0xC0):
    application = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF" + bytes(10)
    return b"\xff\xd8" + application + b"\xff\xff" + struct.pack(">BHBHH", frame, 17, 8, height, width) + b"rest"


def webp(chunk):
    return b"RIFF\x00\x01\x02\x03WEBP" + chunk


def lossy(width=32, height=16):
    return webp(b"VP8 " + bytes(7) + b"\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"rest")


def lossless(width=32, height=16):
    return webp(b"VP8L" + bytes(4) + b"\x2f" + struct.pack("<I", (height - 1) << 14 | (width - 1)))


def extended(width=32, height=16):
    return webp(b"VP8X" + bytes(8) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"))


PIXELS = [(png, "image/png"), (jpeg, "image/jpeg"), *((each, "image/webp") for each in (lossy, lossless, extended))]


@pytest.mark.parametrize(("made", "content_type"), PIXELS)
def test_a_picture_is_known_by_its_bytes(made, content_type):
    picture = read(made())
    assert (picture.content_type, len(picture.name.partition(".")[0])) == (content_type, 32)
    assert picture.name == read(made()).name


@pytest.mark.parametrize("made", [made for made, _ in PIXELS])
def test_a_picture_has_no_more_pixels_than_a_browser_can_hold(made):
    assert read(made(MAX_SIDE, MAX_SIDE))
    for sides in ((MAX_SIDE + 1, 1), (1, 16_383)):
        with pytest.raises(ValidationError, match=f"The picture is {sides[0]} by {sides[1]} pixels."):
            read(made(*sides))


def test_a_progressive_jpeg_tells_its_sides_as_well():
    with pytest.raises(ValidationError, match="The picture is 5000 by 16 pixels"):
        read(jpeg(5_000, frame=0xC2))


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
    "This picture cannot be read": [
        b"\x89PNG\r\n\x1a\nrest", png().replace(b"IHDR", b"IDAT"), png()[:20], b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x00",
        jpeg(frame=0xC4), webp(b""), webp(b"VP8X"), webp(b"ICCP" + bytes(40)),
    ],
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
        svg('<a href="#a"><animate attributeName="href" values="javascript:a()"/></a>'),
        svg('<a href="#a"><set attributeName="xlink:href" to="http://evil.example/"/></a>'),
        svg('<use href="#a" xml:base="http://evil.example/a.svg"/>'),
        svg('<image href="data:image/svg+xml;base64,AA"/>'),
        svg('<g fill="url( http://evil.example/a)"/>'),
        svg('<g style="background: URL(\'//evil.example/a\')"/>'),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("said", "content"), [(said, each) for said, all_of in REFUSED.items() for each in all_of])
def test_what_does_more_is_refused(said, content):
    with pytest.raises(ValidationError, match=said):
        read(content)
