"""Markdown on pages: where its headings stand, and how tables behave."""

import pytest
from django.template import Context, Template


def rendered(template, **context):
    return Template("{% load rolebook %}" + template).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("##### A\n\n###### B\n\n##### C", "<h3>A</h3>\n<h4>B</h4>\n<h3>C</h3>"),
        ("###### A\n\n##### B", "<h3>A</h3>\n<h3>B</h3>"),
        ("Only *words*", "<p>Only <em>words</em></p>"),
        ("`<h5>`", "<p><code>&lt;h5&gt;</code></p>"),
    ],
)
def test_headings_of_prose_begin_where_the_page_says(text, html):
    assert rendered("{% prose text 3 %}", text=text) == html


def test_no_heading_is_deeper_than_six():
    assert rendered("{% prose text 6 %}", text="##### A\n\n###### B") == "<h6>A</h6>\n<h6>B</h6>"


def test_tables_scroll_by_themselves():
    html = rendered("{% prose text 3 %}", text="|a|\n|-|\n|b|")
    assert html.startswith('<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>')
    assert html.endswith("</table></div>")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A *word*", "A <em>word</em>"),
        ("Words\n\n- a\n- b", "<p>Words</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("Words\n\n##### A", "<p>Words</p>\n<p><strong>A</strong></p>"),
    ],
)
def test_statements(text, html):
    assert rendered("{% inline text %}", text=text) == html
