"""What people write becomes HTML that can do nothing."""

import pytest

from config.kernel import markdown

HARMLESS = [
    ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ("a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>"),
    ("![x](https://evil.example/x.png)", '<p>!<a href="https://evil.example/x.png" rel="nofollow noopener">x</a></p>'),
    ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ("[x](JaVaScRiPt&colon;alert(1))", "<p>[x](JaVaScRiPt:alert(1))</p>"),
    ("[x](java\tscript:alert(1))", "<p>[x](java\tscript:alert(1))</p>"),
    ("[x](vbscript:msgbox)", "<p>[x](vbscript:msgbox)</p>"),
    ("[x](data:text/html;base64,PHNjcmlwdD4=)", "<p>[x](data:text/html;base64,PHNjcmlwdD4=)</p>"),
    ("[x](ftp://files.example/a)", '<p><a rel="nofollow noopener">x</a></p>'),
    ("[x](//evil.example/a)", '<p><a rel="nofollow noopener">x</a></p>'),
    ("[x][1]\n\n[1]: //evil.example", '<p><a rel="nofollow noopener">x</a></p>'),
    ("[x](</\\\\evil.example>)", '<p><a href="/%5Cevil.example" rel="nofollow noopener">x</a></p>'),
    ("[x](/a//b)", '<p><a href="/a//b" rel="nofollow noopener">x</a></p>'),
    ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>"),
    ("[x][1]\n\n[1]: javascript:alert(1)", "<p>[x][1]</p>\n<p>[1]: javascript:alert(1)</p>"),
    ('[x](/a "t\\" onclick=y")', '<p><a href="/a" title="t&quot; onclick=y" rel="nofollow noopener">x</a></p>'),
    ("<a href=/x onclick=alert(1)>y</a>", "<p>&lt;a href=/x onclick=alert(1)&gt;y&lt;/a&gt;</p>"),
    ("<style>*{display:none}</style>", "<p>&lt;style&gt;*{display:none}&lt;/style&gt;</p>"),
    ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
    ("```html\n<script>\n```", "<pre><code>&lt;script&gt;\n</code></pre>"),
    ("# Big\n\n##### Small", "Big\n<h5>Small</h5>"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "html"), HARMLESS)
def test_hostile_text_is_shown_and_does_nothing(text, html):
    assert markdown.to_html(text).strip() == html


def test_what_people_write_is_rendered():
    text = "One **two** _three_ ~~four~~ [five](/levels/) <me@example.com>\n\n- a\n  1. b\n\n| h |\n|---|\n| c |"
    assert markdown.to_html(text) == (
        '<p>One <strong>two</strong> <em>three</em> <s>four</s> <a href="/levels/" rel="nofollow noopener">five</a>'
        ' <a href="mailto:me@example.com" rel="nofollow noopener">me@example.com</a></p>\n'
        "<ul>\n<li>a\n<ol>\n<li>b</li>\n</ol>\n</li>\n</ul>\n"
        "<table>\n<thead>\n<tr>\n<th>h</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>c</td>\n</tr>\n</tbody>\n</table>\n"
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one _line_", "one <em>line</em>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("text\n- nested", "<p>text</p>\n<ul>\n<li>nested</li>\n</ul>\n"),
    ],
)
def test_a_text_of_one_paragraph_goes_without_its_tags(text, html):
    assert markdown.to_inline_html(text) == html


def test_reference_links_cannot_unfold_a_small_text_into_megabytes():
    text = "[a]: /" + "x" * 4_000 + "\n\n" + "[a] " * 4_000
    assert len(text) < 21_000
    assert (
        markdown.to_html(text)
        == "<pre>" + text.replace("/", "&#47;").replace("\n", "&#10;").replace(" ", "&#32;") + "</pre>"
    )


def test_a_text_beyond_the_cap_is_cut_and_shown_as_it_is():
    assert markdown.to_html("x" * 300_000) == "<pre>" + "x" * markdown.MAX_INPUT + "</pre>"


@pytest.mark.parametrize(
    "address", ["//evil.example", " //evil.example", "/\t/evil.example", "/\\evil.example", "\\\\evil.example", "a\\b"]
)
def test_an_address_that_only_looks_like_one_of_this_site_is_dropped(address):
    assert markdown._clean(f'<a href="{address}">x</a>') == '<a rel="nofollow noopener">x</a>'
