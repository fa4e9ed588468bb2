"""What if: asks what a change of the scenario leads to, then shows both runs side by side.

The runs were made when the lesson was studied (`tutorial.course.what_ifs`). Nothing of a changed run is in any answer
before the student has predicted or skipped.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from tutorial.course.changed_outcome import FAILS, NEW, NONE, WhatIf
from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.telling import narration
from tutorial.telling.words import code, short, visible
from web.parts.code import coloured_lines
from web.parts.compared import compared
from web.parts.what_if import offered
from web.site.kept_pages import answer_page, render
from web.site.pages import find
from web.site.quiz_pages import how_sure
from web.student.attempts import Attempt, first_of
from web.student.student_state import student_state, trouble

what_if = Blueprint("what_if", __name__, url_prefix="/lessons/<slug>/what-if")

SKIPPED = "skip"
"""What an attempt has given whose student wants to see without predicting."""

_OTHERS = {
    NEW: "A row that is not there now",
    NONE: "None: all other rows stay as they are",
    FAILS: "The run does not come to its end",
}


@dataclass(frozen=True, slots=True)
class ToldOutcome:
    """What is said of a prediction: the verdict, and what is so."""

    verdict: str
    says: str
    why: Markup


@what_if.get("")
def first(slug: str) -> AnyResponse:
    """Lead to the first change of a lesson."""
    studied = find(slug)
    if not studied.what_ifs:
        abort(404, "This lesson offers no changes: its run is not the same each time, or nothing in it can be changed.")
    return redirect(url_for("what_if.ask", slug=slug, change=studied.what_ifs[0].id), 302)


@what_if.get("/<change>")
def ask(slug: str, change: str) -> AnyResponse:
    """Ask what a change leads to; the run that came of it is not in this page."""
    studied = find(slug)
    return answer_page(_page(studied, _change(studied, change), None))


@what_if.post("/<change>")
def answer(slug: str, change: str) -> AnyResponse:
    """Take the student's prediction, and lead to what came of the change."""
    studied = find(slug)
    chosen = _change(studied, change)
    given = SKIPPED if "skip" in request.form else request.form.get("row", "")
    if given != SKIPPED and given not in chosen.choices:
        abort(400, "No row was chosen. Go back, and pick one, or skip.")
    right = None if given == SKIPPED else given == chosen.right
    attempt = Attempt("whatif", chosen.id, given, right, sure=how_sure(request.form.get("sure", "")))
    student_state().attempt(studied, attempt, request.form.get("event", ""))
    if trouble():
        return answer_page(_page(studied, chosen, attempt))
    return redirect(url_for("what_if.run", slug=slug, change=change) + "#told", 303)


@what_if.get("/<change>/run")
def run(slug: str, change: str) -> AnyResponse:
    """Show both runs side by side to who has predicted."""
    studied = find(slug)
    chosen = _change(studied, change)
    attempt = first_of(student_state().read(studied).attempts, "whatif", chosen.id)
    if attempt is None:
        return redirect(url_for("what_if.ask", slug=slug, change=change), 303)
    return answer_page(_page(studied, chosen, attempt))


def _change(studied: Studied, change: str) -> WhatIf:
    found = next((one for one in studied.what_ifs if one.id == change), None)
    if found is None:
        abort(404, f"This lesson has no change “{change[:40]}”. Go to the lesson, and choose one of its list.")
    return found


def _page(studied: Studied, change: WhatIf, attempt: Attempt | None) -> str:
    shows = change.alignment if attempt else None
    return render(
        "site/what_if.html",
        studied=studied,
        change=change,
        words=markdown.inline(change.words),
        plain=change.words.replace("`", ""),
        told=_told(change, attempt) if attempt else None,
        compared=compared(shows, "The lesson’s run", "The changed run") if shows else None,
        others=_OTHERS,
        rows=narration.rows(studied.trace),
        own=change.own,
        code=coloured_lines(studied.lesson.code),
        offered=offered(studied, change.id),
    )


def _told(change: WhatIf, attempt: Attempt) -> ToldOutcome:
    if attempt.right is None:
        return ToldOutcome("", "This is what happens.", markdown.inline(_so(change)))
    if attempt.right:
        return ToldOutcome("right", "Right.", markdown.inline(_so(change)))
    sure = " You were sure, so it is worth a second look." if attempt.sure == "sure" else ""
    return ToldOutcome("wrong", f"Not so.{sure}", markdown.inline(_so(change)))


def _so(change: WhatIf) -> str:
    """What is right, and what shows it."""
    first = change.first
    if change.alignment is None:
        return f"The changed run does not come to its end: {code(short(visible(change.failed)))}."
    if first is None:
        return "Apart from the change itself, no row of the table reads otherwise."
    if first.before is None and first.after is not None:
        return f"A row is new: {code(short(visible(first.after.cells['trigger'])))}."
    if first.before is not None and first.after is None:
        return f"Step {first.before.number} is not there any more."
    number = first.before.number if first.before else 0
    column = narration.COLUMNS[first.columns[0]]
    was, now = (short(visible(row.cells[first.columns[0]])) if row else "" for row in (first.before, first.after))
    return f"The first is step {number}: its “{column}” was {code(was)} and is {code(now)}."
