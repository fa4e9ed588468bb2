"""Markdown: what an author may write, and that nothing of it can run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorial.lesson.markdown import block, inline


def test_a_text_becomes_paragraphs_lists_code_and_tables() -> None:
    html = block("One *word*.\n\n- `a`\n- b\n\n```python\nx < 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert html.startswith("<p>One <em>word</em>.</p>")
    assert "<li><code>a</code></li>" in html
    assert '<pre><code class="language-python">x &lt; 1' in html
    assert "<td>2</td>" in html


def test_a_line_becomes_no_paragraph() -> None:
    assert inline("**Open** is `Open`, ~~Closed~~") == ("<strong>Open</strong> is <code>Open</code>, <s>Closed</s>")


def test_a_line_keeps_no_blocks_and_no_pictures() -> None:
    assert inline("# a\n- b\n![c](d.png)") == "# a\n- b\n"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "[x](vbscript:a)",
    '[x](https://a.b "\\" onclick=alert(1) ")',
    "<https://a.b/\"onmouseover='alert(1)'>",
    "<javascript:alert(1)>",
    "`</code><script>`",
    "```\n</pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "<!-- --><style>*{}</style><iframe src=//a>",
    "[x]: javascript:alert(1)\n\n[x]",
    "&lt;script&gt; &#x3c;script&#x3e;",
]
TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
ALLOWED = re.compile(r"""(\s+(href|src|alt|title|class|rel|start)="[^"<]*")*\s*/?""")
SAFE_TAGS = {
    *("a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre"),
    *("s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}


def is_safe(html: str) -> bool:
    """Only known tags, only harmless attributes, no scheme that runs, no bare `<`."""
    without = TAG.sub("", html)
    tags = TAG.findall(html)
    harmless = all(name in SAFE_TAGS and ALLOWED.fullmatch(rest) for _, name, rest in tags)
    schemes = re.findall(r'(?:href|src)="\s*([a-z]+):', html, re.IGNORECASE)
    return harmless and "<" not in without and all(scheme in {"http", "https", "mailto"} for scheme in schemes)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_not_run(text: str) -> None:
    assert is_safe(block(text))
    assert is_safe(inline(text))


@given(
    parts=st.lists(st.sampled_from([*HOSTILE, "[", "](", ")", "<", ">", '"', "'", "`", "\n", "- ", "> "]) | st.text())
)
def test_no_mixture_of_hostile_texts_can_run(parts: list[str]) -> None:
    text = "".join(parts)
    assert is_safe(block(text))
    assert is_safe(inline(text))


def test_html_in_a_text_is_read_as_text() -> None:
    assert inline("a <b>word</b> & {{ 7 * 7 }}") == "a &lt;b&gt;word&lt;/b&gt; &amp; {{ 7 * 7 }}"


def test_a_link_leads_out_without_a_way_back() -> None:
    assert inline("[docs](https://a.b/c?d=1&e=2)") == (
        '<a href="https://a.b/c?d=1&amp;e=2" rel="noopener noreferrer">docs</a>'
    )


def test_a_link_inside_the_site_is_kept() -> None:
    assert 'href="#step-3"' in inline("[step 3](#step-3)")


def test_a_deep_nest_of_quotes_is_bounded() -> None:
    assert is_safe(block(">" * 10_000 + "a"))
