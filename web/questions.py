"""A question as its page shows it: with as much of the truth as the learner's tries have opened, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.lesson.answers import Typed
from tutorial.lesson.kind_rules import Kind
from tutorial.lesson.markdown import Refer
from tutorial.lesson.points import Point
from tutorial.quiz.answered import Answered, Blank, Grade
from tutorial.quiz.kinds import kind_of
from tutorial.quiz.kinds.free import LONGEST_FREE
from tutorial.quiz.kinds.typed import LONGEST
from web.parts.code import coloured_lines
from web.parts.points import Target, refer, target
from web.tries import MARKS, Picks, State, most, state

Verdict = Literal["right", "wrong"]

TYPED = ("number", "text", "cell")
_TIMES = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@dataclass(frozen=True, slots=True)
class ShownOption:
    """A choice, or a line of code, with as much of its truth as the learner has earned."""

    text: str
    verdict: Verdict | None
    why: Markup
    closed: bool
    picked: bool
    picked_last: bool
    value: int
    html: Markup


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """A thing to be put in its place, or a client to be matched: `given` is the place or match that it has now."""

    text: str
    given: int | None
    verdict: Verdict | None
    why: Markup
    right: str = ""


@dataclass(frozen=True, slots=True)
class ShownHint:
    """A stage of help: HTML, and the places it points to."""

    text: Markup
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as it stands: `open` while tries are left, `right` when found, `shown` when they ran out.

    `after` is the step that it is asked after; `past` says that the learner has chosen to see what comes then.

    Which of `options`, `slots`, `blank`, `given` and `answer` it has follows from its kind and state.
    """

    id: str
    number: int
    text: Markup
    kind: Kind
    state: State
    options: tuple[ShownOption, ...]
    slots: tuple[ShownSlot, ...]
    matches: tuple[str, ...]
    blank: Blank | None
    given: str
    why: Markup
    answer: str
    answer_why: Markup
    mark: str
    longest: int
    hints: tuple[ShownHint, ...]
    tries_left: int
    feedback: str
    after: Target | None
    past: bool


def shown(studied: Studied, number: int, question: Answered, picked: Picks, *, past: bool = False) -> ShownQuestion:
    """A question with as much as the learner's tries have opened of it."""
    kind, stands = question.question.kind, state(question, picked)
    last = kind_of(question).grade(question, picked[-1]) if picked and kind != "free" else None
    return ShownQuestion(
        id=question.id,
        number=number,
        text=markdown.inline(question.question.question, refer(studied.trace)),
        kind=kind,
        state=stands,
        options=_options(studied, question, picked, stands),
        slots=_slots(question, picked, stands, last),
        matches=tuple(option.text for option in question.options) if kind == "match" else (),
        blank=question.blank,
        given=picked[0] if picked and kind == "free" else picked[-1] if picked else "",
        why=markdown.inline(last.why, _link(studied, question)) if last and kind in (*TYPED, "line") else Markup(),
        answer=_answer(studied, question, stands),
        answer_why=_answer_why(studied, question) if stands == "shown" and kind in TYPED else Markup(),
        mark=MARKS.get(picked[1], "") if kind == "free" and len(picked) > 1 else "",
        longest=LONGEST_FREE if kind == "free" else LONGEST,
        hints=_hints(studied, question) if stands == "open" else (),
        tries_left=most(question) - len(picked),
        feedback=_feedback(question, stands, picked, last),
        after=target(Point(step=question.question.after), ()) if question.question.after else None,
        past=past,
    )


def _hints(studied: Studied, question: Answered) -> tuple[ShownHint, ...]:
    names, link = tuple(studied.trace.start), refer(studied.trace)
    return tuple(
        ShownHint(markdown.block(hint.text, link), tuple(target(point, names) for point in hint.points))
        for hint in question.question.hints
    )


def _options(studied: Studied, question: Answered, picked: Picks, stands: State) -> tuple[ShownOption, ...]:
    kind = question.question.kind
    if kind == "line":
        return _lines(studied, question, picked, stands)
    if kind not in ("one", "several", "true_false"):
        return ()
    tried = [set(one.split(",")) for one in picked]
    return tuple(_option(question, place, tried, stands) for place in range(len(question.options)))


def _option(question: Answered, place: int, tried: list[set[str]], stands: State) -> ShownOption:
    option = question.options[place]
    chosen = any(str(place) in one for one in tried)
    opened = chosen or stands != "open"
    keeps = question.question.kind == "several" and option.right and stands == "open"
    return ShownOption(
        text=option.text,
        verdict=("right" if option.right else "wrong") if opened else None,
        why=markdown.inline(option.why) if opened else Markup(),
        closed=opened and not keeps,
        picked=chosen,
        picked_last=bool(tried) and (str(place) in tried[-1] or (keeps and chosen)),
        value=place,
        html=Markup(),
    )


def _lines(studied: Studied, question: Answered, picked: Picks, stands: State) -> tuple[ShownOption, ...]:
    """The lines of the program, those that say something as choices."""
    lines = []
    for number, (html, text) in enumerate(
        zip(coloured_lines(studied.lesson.code), studied.lesson.code.rstrip("\n").split("\n"), strict=False), 1
    ):
        right, why = question.found.judge(str(number))
        opened = str(number) in picked or (stands != "open" and right)
        lines.append(
            ShownOption(
                text=text.strip(),
                verdict=("right" if right else "wrong") if opened else None,
                why=markdown.inline(why) if opened else Markup(),
                closed=opened or stands != "open",
                picked=str(number) in picked,
                picked_last=bool(picked) and picked[-1] == str(number),
                value=number,
                html=html,
            )
        )
    return tuple(lines)


def _slots(question: Answered, picked: Picks, stands: State, last: Grade | None) -> tuple[ShownSlot, ...]:
    if question.question.kind == "order":
        return _order(question, picked, stands, last)
    if question.question.kind == "match":
        return _match(question, picked, stands, last)
    return ()


def _order(question: Answered, picked: Picks, stands: State, last: Grade | None) -> tuple[ShownSlot, ...]:
    """The things in the order in which the page lists them; in their right order once the question is closed."""
    if stands != "open":
        return tuple(
            ShownSlot(option.text, place, None, markdown.inline(option.why))
            for place, option in enumerate(question.options[index] for index in question.key)
        )
    given = [int(one) for one in picked[-1].split(",")] if picked else list(range(len(question.options)))
    parts = last.parts if last else ()
    slots = []
    for index, option in enumerate(question.options):
        place = given.index(index)
        slots.append(ShownSlot(option.text, place, _verdict(parts, place), Markup()))
    return tuple(slots)


def _match(question: Answered, picked: Picks, stands: State, last: Grade | None) -> tuple[ShownSlot, ...]:
    given = [int(one) for one in picked[-1].split(",")] if picked else []
    parts = last.parts if last else ()
    slots = []
    for index, side in enumerate(question.sides):
        option = question.options[question.key[index]]
        verdict = _verdict(parts, index)
        opened = stands != "open" or verdict == "right"
        slots.append(
            ShownSlot(
                side,
                given[index] if given else None,
                verdict,
                markdown.inline(option.why) if opened else Markup(),
                option.text if stands != "open" else "",
            )
        )
    return tuple(slots)


def _verdict(parts: tuple[bool, ...], place: int) -> Verdict | None:
    return ("right" if parts[place] else "wrong") if parts else None


def _answer(studied: Studied, question: Answered, stands: State) -> str:
    """What is right of a typed answer, or the model answer, once the question is closed."""
    if stands == "open" or question.question.kind not in (*TYPED, "free"):
        return ""
    text = question.found.right[0].text
    return markdown.inline(text, _link(studied, question)) if question.question.kind == "free" else text


def _answer_why(studied: Studied, question: Answered) -> Markup:
    return markdown.inline(question.found.right[0].why, _link(studied, question))


def _link(studied: Studied, question: Answered) -> Refer | None:
    """Where references lead in the author's own words; the run's may have braces that are none."""
    return refer(studied.trace) if isinstance(question.question.answer, Typed) else None


def _feedback(question: Answered, stands: State, picked: Picks, last: Grade | None) -> str:
    if question.question.kind == "free":
        return "Compare: here is a model answer." if picked else ""
    if stands == "right":
        return "Right." if len(picked) == 1 else f"Right, at the {_TIMES[len(picked) - 2]} try."
    if stands == "shown":
        return "No tries left: the right answer is shown, with the reason." if not question.options else _NONE_LEFT
    if last is None:
        return ""
    if question.question.kind == "several" and all(last.parts):
        return "Right so far, but not all of them. Which are missing?"
    if question.question.kind in ("order", "match"):
        return f"{sum(last.parts)} of {len(last.parts)} are right. Try again."
    this = f"line {picked[-1]}" if question.question.kind == "line" else "this one"
    return f"Not {this}. Read why, then try again."


_NONE_LEFT = "No tries left: the right answer is marked, with the reason."
