"""Two runs side by side on a page: what is the same stands once, what differs has a sign and a word."""

from __future__ import annotations

from flask import Flask, render_template

from tests.tutorial import traces as made
from tests.web.reading import elements
from tutorial.telling.alignment import align
from web.parts.compared import ComparedView, compared


def view() -> ComparedView:
    before = made.trace(made.connect(1), made.send(2, "Hello"), made.send(3, "<b>"), made.end(4, "Open", "<b>"))
    after = made.trace(made.connect(1), made.send(2, "Bye"), made.end(3, "Open", "Bye"))
    return compared(align(before, after), "This lesson", "Without step 3")


def test_a_changed_row_says_which_cells_differ_and_what_the_variables_are() -> None:
    changed = view().rows[1]
    assert changed.before
    assert changed.after
    assert [(cell.label, cell.text) for cell in changed.after.cells if cell.differs] == [
        ("Action", "handle_message called with 'Bye'"),
        ("After", "Processed message 'Bye'"),
        ("Received", "Received: Bye"),
        ("last_message", "'Bye'"),
        ("response_sent", "'Received: Bye'"),
    ]
    assert [cell.label for cell in changed.before.cells if not cell.differs] == [], "the state before is the same"


def test_the_page_tells_each_row_by_sign_and_word_and_escapes_what_the_run_has(app: Flask) -> None:
    with app.test_request_context():
        page = render_template("parts/compared.html", compared=view())
    found = elements(page)
    rows = [element for element in found if "data-diff" in element.attributes]
    assert [row.attributes["data-diff"] for row in rows] == ["same", "changed", "gone", "changed"]
    for sign, row in zip(("= same", "≠ changed", "− gone", "≠ changed"), rows, strict=True):
        assert sign in " ".join(row.text.split())
    assert "<b>" not in page
    assert "1 row is gone and 2 rows are changed" in page
    assert page.count("differs: ") == page.count('class="differs"')
