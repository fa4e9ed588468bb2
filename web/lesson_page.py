"""A lesson as its page shows it: everything that the template writes, gathered before it is written."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from tracer.trace import PHASE_KINDS, PhaseKind, Trace
from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.lesson.lesson import KeyMoment, Lesson
from tutorial.lesson.markdown import Refer
from tutorial.lesson.references import Reference
from tutorial.telling import narration
from tutorial.telling.line_story import Window
from tutorial.telling.narration import Mark
from tutorial.telling.words import visible
from web.highlighting import coloured_lines
from web.points import Target, refer, target
from web.stage import CLIENT_KINDS, StageStep, stage, tracked
from web.stories import Numbers, Stories, as_json

Side = Literal["client", "server"]

LEGEND: dict[Mark, str] = {
    "local": "Nothing crossed the wire: the client’s own library told the client’s program.",
    "any order": "This step and another ran at the same time, in threads whose order nothing fixes.",
    "no handler": "No function is registered for this event, so the server dropped it without a word.",
    "end": "No event: the row says how things stand when the scenario is over.",
    "error": "The handler raised an exception instead of returning.",
    "refused": "The server refused the connection.",
}

_SHORT_CALL = 60
"""Lines of a call that stand in the page; a longer call has pages of its own."""

_MOST_CARRIED = 600
"""Lines of calls in a page in all."""

_MOST_TASKS = 8
"""Tasks whose lines stand in the page, if they are few."""

_TRANSPORTS = {"websocket": "WebSocket", "polling": "long polling", "upgrade": "long polling, then WebSocket"}
_NAMES = {"flask": "Flask", "flask-socketio": "Flask-SocketIO"}


@dataclass(frozen=True, slots=True)
class Box:
    """One of the nine boxes of the concept flow. `turn` says where the wire goes from it."""

    kind: PhaseKind
    label: str
    side: Side
    turn: Literal["on", "down", "up", "end"]


@dataclass(frozen=True, slots=True)
class TrackedCell:
    """A variable's value after a step, and whether that step changed it."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class TrackedRow:
    """A tracked variable through all steps."""

    name: str
    cells: tuple[TrackedCell, ...]


@dataclass(frozen=True, slots=True)
class TrackerTable:
    """The variable tracker as the page writes it."""

    columns: tuple[str, ...]
    rows: tuple[TrackedRow, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A key moment: question and answer as HTML, the places that show it, and the last step that it tells of."""

    question: Markup
    answer: Markup
    targets: tuple[Target, ...]
    tells: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of the quiz that is asked after a step: its number there, and its id."""

    number: int
    id: str


@dataclass(frozen=True, slots=True)
class PhaseLines:
    """The lines of a phase's call: how many, what was left out, and the lines themselves when they are few.

    `window` is for the reader, `json` is the same for the stepper; without them the stepper fetches windows.
    """

    total: int
    note: str
    window: Window | None
    json: Markup


@dataclass(frozen=True, slots=True)
class TaskLines:
    """A thread that a handler started: its function and its lines; `window` has them when they are few."""

    number: int
    function: str
    total: int
    note: str
    window: Window | None


@dataclass(frozen=True, slots=True)
class LessonPage:
    """All that the Visual mode of one lesson writes, except for the quiz, which has a state."""

    slug: str
    mode: str
    lesson: Lesson
    description: str
    summary: Markup
    clients: tuple[str, ...]
    steps: tuple[StageStep, ...]
    lines: dict[Numbers, PhaseLines]
    version: str
    code: tuple[Markup, ...]
    code_note: Markup
    flow: tuple[Box, ...]
    flow_note: Markup
    tracker: TrackerTable
    tasks: tuple[TaskLines, ...]
    legend: dict[Mark, str]
    moments: tuple[Moment, ...]
    snapshot: tuple[Markup, ...]
    transcript: Markup
    asks: dict[int, tuple[Ask, ...]]
    ran_on: str
    ran_on_words: str
    took: str
    transport: str
    versions: dict[str, str]
    code_hash: str


def lesson_page(studied: Studied, stories: Stories) -> LessonPage:
    """Gather a lesson's page from the lesson, its trace, and the lines of its calls."""
    lesson, trace = studied.lesson, studied.trace
    labels = narration.CONCEPT_FLOW | lesson.concept_flow
    steps = stage(trace, labels)
    names = tuple(trace.start)
    link = refer(trace)
    return LessonPage(
        slug=studied.slug,
        mode="visual",
        lesson=lesson,
        description=_description(lesson),
        summary=markdown.block(lesson.summary),
        clients=trace.clients,
        steps=steps,
        lines=_lines(studied, stories),
        version=stories.version(studied),
        code=coloured_lines(lesson.code),
        code_note=markdown.block(lesson.code_note, link),
        flow=_flow(labels),
        flow_note=markdown.block(lesson.flow_note, link),
        tracker=_tracker(trace),
        tasks=tuple(_tasks(studied, stories)),
        legend=_legend(steps),
        moments=tuple(_moment(moment, names, link) for moment in lesson.key_moments),
        snapshot=tuple(markdown.inline(line, link) for line in lesson.snapshot),
        transcript=markdown.block(lesson.transcript, link),
        asks=_asks(studied),
        ran_on=studied.ran_on,
        ran_on_words=_words(studied.ran_on),
        took=_took(studied.seconds),
        transport=_TRANSPORTS[trace.provenance.transport],
        versions={"Python": trace.provenance.python}
        | {_NAMES.get(name, name): version for name, version in trace.provenance.libraries.items()},
        code_hash=trace.provenance.code[:12],
    )


def _lines(studied: Studied, stories: Stories) -> dict[Numbers, PhaseLines]:
    """The lines of every phase that has some; those of short calls stand in the page, until it has enough of them."""
    lines, carried = {}, 0
    for numbers in ((step.number, phase) for step in studied.trace.steps for phase in range(1, len(step.phases) + 1)):
        story = stories.story(studied, numbers)
        if story is None:
            continue
        few = story.total <= _SHORT_CALL and carried + story.total <= _MOST_CARRIED
        window = story.window(0, story.total) if few else None
        carried += story.total if few else 0
        lines[numbers] = PhaseLines(story.total, story.note, window, _in_quotes(as_json(window) if window else ""))
    return lines


def _tasks(studied: Studied, stories: Stories) -> Iterator[TaskLines]:
    for number, task in enumerate(studied.trace.tasks, 1):
        story = stories.story(studied, number)
        if story is not None:
            window = story.window(0, story.total) if story.total <= _SHORT_CALL and number <= _MOST_TASKS else None
            yield TaskLines(number, task.function, story.total, story.note, window)


def _in_quotes(json: str) -> Markup:
    """JSON for an attribute in single quotes: in double ones each of its own quotes would be an entity."""
    for char in "&'<>":
        json = json.replace(char, f"\\u{ord(char):04x}")
    return Markup(json)  # noqa: S704  # nothing is left in it that ends the attribute


def _description(lesson: Lesson) -> str:
    plain = re.sub(r"[`*_]", "", " ".join(lesson.summary.split()))
    return visible(plain[:300] or f"Step through a real run of “{lesson.title}”.")


def _flow(labels: dict[PhaseKind, str]) -> tuple[Box, ...]:
    sides: list[Side] = ["client" if kind in CLIENT_KINDS else "server" for kind in PHASE_KINDS]
    boxes = []
    for number, kind in enumerate(PHASE_KINDS):
        following = sides[number + 1] if number + 1 < len(sides) else None
        turn: Literal["on", "down", "up", "end"] = "end"
        if following is not None:
            turn = "on" if following == sides[number] else "down" if following == "server" else "up"
        boxes.append(Box(kind, labels[kind], sides[number], turn))
    return tuple(boxes)


def _tracker(trace: Trace) -> TrackerTable:
    told = narration.tracker(trace)
    rows = []
    for name, values in told.rows.items():
        texts = [tracked(name, value) for value in values]
        cells = (
            TrackedCell(text, changed=number > 0 and text != texts[number - 1]) for number, text in enumerate(texts)
        )
        rows.append(TrackedRow(name, tuple(cells)))
    return TrackerTable(told.columns, tuple(rows))


def _legend(steps: tuple[StageStep, ...]) -> dict[Mark, str]:
    used = {mark for step in steps for mark in step.row.marks.values()}
    return {mark: words for mark, words in LEGEND.items() if mark in used}


def _moment(moment: KeyMoment, names: tuple[str, ...], link: Refer) -> Moment:
    pointed = {point.step for point in moment.points}
    named = [reference.point for reference in markdown.references(moment.answer) if isinstance(reference, Reference)]
    rows = tuple(Target(f"step {step}", f"row-{step}", step) for step in moment.steps if step not in pointed)
    return Moment(
        markdown.inline(moment.question, link),
        markdown.block(moment.answer, link),
        rows + tuple(target(point, names) for point in moment.points),
        max(
            [*moment.steps, *(point.step or point.after or 0 for point in (*moment.points, *named))],
            default=0,
        ),
    )


def _asks(studied: Studied) -> dict[int, tuple[Ask, ...]]:
    """The questions that are asked on the way, by the step that they are asked after."""
    asked: dict[int, tuple[Ask, ...]] = {}
    for number, question in zip(studied.numbers(), studied.quiz, strict=True):
        if (after := question.question.after) is not None:
            asked[after] = (*asked.get(after, ()), Ask(number, question.id))
    return asked


def _took(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _words(iso: str) -> str:
    """A date as a reader says it: `22 November 2025`; the text itself when it is none."""
    try:
        day = datetime.date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {day:%B %Y}"
