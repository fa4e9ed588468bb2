"""References: places of the run that prose names in braces, and the texts that it asserts there.

    {step 3}                                  a row of the execution table
    {column receives}                         a column of it
    {cell 3 receives}                         a cell: the page shows its text in the run
    {cell 3 receives = "Received: Hello"}     the same, and the run must have this text
    {variable last_message}                   a row of the variable tracker
    {value last_message after 2}              a value: the page shows it; `after 0` is the start
    {value last_message after 2 = Hello}      the same, and the run must have this value
    {line 8}, {lines 7-9}                     lines of the program

Code in backticks holds no references, and braces that begin with another word are no reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracer.trace import Trace
from tutorial.lesson.lesson import Point
from tutorial.telling import narration
from tutorial.telling.literals import literal, plain
from tutorial.telling.narration import COLUMNS
from tutorial.telling.words import closest, did_you_mean, quoted, suggest

BRACES = re.compile(r'\{\s*(?P<kind>[A-Za-z]+)\s+(?P<rest>(?:"[^"]*"|[^{}"])+)\}')
"""Braces that may be a reference. An asserted value with braces or quotes in it stands in double quotes."""

_FORMS = {
    "step": (r"(?P<step>[0-9]{1,4})", "{step 3}"),
    "column": (r"(?P<column>\S+)", "{column receives}"),
    "cell": (r"(?P<step>[0-9]{1,4})\s+(?P<column>\S+)", "{cell 3 receives}"),
    "variable": (r"(?P<variable>.+)", "{variable last_message}"),
    "line": (r"(?P<line>[0-9]{1,4})", "{line 8}"),
    "lines": (r"(?P<line>[0-9]{1,4})\s*[-–]\s*(?P<until>[0-9]{1,4})", "{lines 7-9}"),
    "value": (r"(?P<variable>.+?)\s+after\s+(?P<after>[0-9]{1,4})", "{value last_message after 2}"),
}
_ASSERTS = ("cell", "value")
_NAMES = ("column", "variable")
"""The parts of a form that are names; the others are numbers."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that prose names: the braces as `written`, the place, and the text asserted there, if any.

    A reference to `lines` of the program names no other place: its point is empty.
    """

    written: str
    point: Point
    asserted: str | None = None
    lines: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Misread:
    """Braces that look like a reference and are none: what is wrong, and what to do."""

    written: str
    what: str
    next: str


def read(braces: re.Match[str]) -> Reference | Misread | None:
    """Read braces in a text; None when they are not meant as a reference."""
    written, kind = braces[0], braces["kind"]
    if kind not in _FORMS:
        meant = closest(kind, _FORMS) if re.search(r"[0-9]|\bafter\b|=", braces["rest"]) else None
        return Misread(written, f"unknown reference {quoted(kind)}", did_you_mean(meant)) if meant else None
    form, example = _FORMS[kind]
    place, equals, asserted = braces["rest"].partition("=")
    found = re.fullmatch(form, " ".join(place.split()))
    if found is None:
        return Misread(written, f"{quoted(written)} names no place", f"write, for example, `{example}`")
    if equals and kind not in _ASSERTS:
        return Misread(written, f"a {kind} has no value to assert", "name a `cell` or a `value`")
    if found.groupdict().get("step", "1").strip("0") == "":
        return Misread(written, "there is no step 0", "steps count from 1")
    if "line" in found.groupdict():
        return _of_lines(written, int(found["line"]), int(found.groupdict().get("until", found["line"])))
    column = found.groupdict().get("column")
    if column is not None and column not in COLUMNS:
        return Misread(written, f"unknown column {quoted(column)}", suggest(column, COLUMNS, "the columns are"))
    point = Point.model_validate({key: text if key in _NAMES else int(text) for key, text in found.groupdict().items()})
    return Reference(written, point, _unquoted(asserted) if equals else None)


def _of_lines(written: str, first: int, last: int) -> Reference | Misread:
    if not 1 <= first <= last:
        return Misread(written, f"{quoted(written)} names no line", "lines count from 1, the first one comes first")
    return Reference(written, Point.model_construct(), lines=(first, last))


def value(point: Point, trace: Trace) -> tuple[str, ...]:
    """The forms in which prose may assert a cell or a value; a page shows the first one.

    A whole row or column has none, nor has a place that the run does not have.
    """
    if missing(point, trace):
        return ()
    if point.step is not None and point.column is not None:
        return (narration.row(trace.steps[point.step - 1]).cells[point.column],)
    if point.variable is not None and point.after is not None:
        variables = trace.steps[point.after - 1].variables if point.after else trace.start
        found = variables[point.variable]
        return (plain(found), literal(found))
    return ()


def missing(point: Point, trace: Trace) -> tuple[str, str] | None:
    """What a point names that the run does not have, and what to do; None when the run has everything."""
    for number in (point.step, point.after):
        if number is not None and not (number == 0 and number is point.after) and not 1 <= number <= len(trace.steps):
            return f"the run has no step {number}", f"it has steps 1 to {len(trace.steps)}"
    if point.variable is not None and point.variable not in trace.start:
        return (
            f"the run has no variable {quoted(point.variable)}",
            suggest(point.variable, trace.start, "it has"),
        )
    return None


def _unquoted(text: str) -> str:
    words = " ".join(text.split())
    return words[1:-1] if len(words) > 1 and words[0] == words[-1] == '"' else words
