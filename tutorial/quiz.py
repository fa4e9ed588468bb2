"""The quiz, answered by the trace: which choice is right, and why each one is or is not."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracer.trace import Trace
from tracer.values import Value
from tutorial import narration
from tutorial.lesson import MissingStep, Question, StepWhere, VariableAfter
from tutorial.loading import Loaded
from tutorial.problems import LessonError, Problem
from tutorial.where import Loc

Rerun = Callable[[int], Trace]
"""The trace of the lesson's run without the action that makes this step."""

_LONGEST = 80
_LONGEST_ID = 48


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a question: whether it is right, and why, in one line of Markdown."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer from the trace. `id` is unique within the lesson, and stays when others move."""

    id: str
    question: Question
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the trace answers: `real` in words, and for a choice's text whether it is right and why."""

    real: str
    judge: Callable[[str], tuple[bool, str]]


class _UnanswerableError(Exception):
    """The trace has no one answer among the choices: what it has instead, and what to do.

    `place` is the way from the question to the mistake.
    """

    def __init__(self, what: str, next_step: str, place: Loc = ("answer",)) -> None:
        super().__init__(what)
        self.what, self.next_step, self.place = what, next_step, place


def answer_all(loaded: Loaded, trace: Trace, without: Rerun) -> tuple[Answered, ...]:
    """Answer every question of a lesson from its trace.

    Raises:
        LessonError: a question has no answer in the trace, or not exactly one of its choices is right; every
            such question is reported.
    """
    problems: list[Problem] = []
    answered: list[Answered] = []
    for index, question in enumerate(loaded.lesson.quiz):
        try:
            options = _options(question, _verdict(question, trace, without))
            name = _slug(question.question, {other.id for other in answered})
            answered.append(Answered(name, question, options))
        except _UnanswerableError as error:
            problems.append(loaded.where.problem(("quiz", index, *error.place), error.what, error.next_step))
        except LessonError as error:
            problems.extend(error.problems)
    if problems:
        raise LessonError(problems)
    return tuple(answered)


def _options(question: Question, verdict: _Verdict) -> tuple[Option, ...]:
    options = tuple(Option(text, *verdict.judge(text)) for text in question.choices)
    right = [index for index, option in enumerate(options) if option.right]
    if not right:
        what = f"none of the choices is right: in the run it is {verdict.real}"
        raise _UnanswerableError(what, "add it to the choices", ("choices",))
    if len(right) > 1:
        both = _and(f"'{options[index].text}'" for index in right)
        what = f"{both} are all right: in the run it is {verdict.real}"
        raise _UnanswerableError(what, "keep one of them", ("choices", right[1]))
    return options


def _verdict(question: Question, trace: Trace, without: Rerun) -> _Verdict:
    """Put the question's answer to the trace: one function for each kind."""
    answer = question.answer
    if isinstance(answer, VariableAfter):
        return _variable_after(answer, trace)
    if isinstance(answer, StepWhere):
        return _step_where(answer, trace)
    return _missing_step(answer, trace, without)


def _variable_after(answer: VariableAfter, trace: Trace) -> _Verdict:
    """The value of a variable after a step, or at the start."""
    columns = _columns(trace)
    if answer.variable not in trace.start:
        close = ", ".join(trace.start)
        raise _UnanswerableError(f"the run has no variable '{answer.variable}'", f"it has {close}")
    if answer.after not in columns:
        raise _UnanswerableError(f"the run has no step {answer.after}", f"it has steps 1 to {len(trace.steps)}")
    real = columns[answer.after].get(answer.variable)
    name = code(answer.variable)

    def judge(text: str) -> tuple[bool, str]:
        if _reads(text, real):
            return True, f"{_when(answer.after)} {name} is {code(_short(narration.plain(real)))}."
        if same := [number for number in _told(trace) if _reads(text, columns[number].get(answer.variable))]:
            return False, f"That is its value {_at(same)}."
        for other, value in columns[answer.after].items():
            if other != answer.variable and _reads(text, value):
                return False, f"That is {code(other)} {_at([answer.after])}."
        return False, "It never has that value in this run."

    return _Verdict(f"'{_short(narration.plain(real))}'", judge)


def _step_where(answer: StepWhere, trace: Trace) -> _Verdict:
    """The one step whose cells read as the lesson says."""
    table = {row.number: row for row in narration.rows(trace)}
    rows = {number: row.cells for number, row in table.items()}
    wanted = answer.step_where
    found = [number for number, cells in rows.items() if all(cells[key] == text for key, text in wanted.items())]
    if len(found) != 1:
        raise _no_one_step(answer, rows, found)
    right = found[0]

    def judge(text: str) -> tuple[bool, str]:
        number = _step_number(text)
        if number is None:
            return False, f"It happens in step {right}."
        if number not in rows:
            return False, f"This run has no step {number}."
        column = next((key for key, cell in wanted.items() if rows[number][key] != cell), next(iter(wanted)))
        return number == right, _cell(table[number], column)

    return _Verdict(f"step {right}", judge)


def _no_one_step(
    answer: StepWhere, rows: dict[int, dict[narration.ColumnKey, str]], found: list[int]
) -> _UnanswerableError:
    if found:
        return _UnanswerableError(f"{_steps(found)} all read so", "name a second column that only one of them has")
    for column, text in answer.step_where.items():
        cells = [cells[column] for cells in rows.values()]
        if text not in cells:
            close = difflib.get_close_matches(text, cells, 1, 0.5)
            said = f"did you mean '{_short(close[0])}'?" if close else f"they read {_listed(cells)}"
            return _UnanswerableError(f"no step's '{column}' reads '{_short(text)}'", said)
    return _UnanswerableError("no step has all these cells together", "take one of the columns away")


def _missing_step(answer: MissingStep, trace: Trace, without: Rerun) -> _Verdict:
    """The step that a run without one of the actions lacks."""
    left_out = answer.missing_step.without
    triggers = [narration.trigger(step) for step in trace.steps]
    kept = _kept(triggers, [narration.trigger(step) for step in without(left_out).steps], left_out)
    missing = [number for number in range(1, len(triggers) + 1) if number not in kept]
    if len(missing) != 1:
        lacks = _steps(missing) if missing else "no step"
        raise _UnanswerableError(
            f"without step {left_out} the run lacks {lacks}", "ask about an action that makes one step"
        )
    right = missing[0]
    action = f"“{triggers[left_out - 1]}”"

    def judge(text: str) -> tuple[bool, str]:
        number = _step_number(text)
        if number is None:
            return False, f"Without {action} step {right} is missing."
        if number == right:
            return True, f"Played again without {action}, the run no longer has step {right}."
        if number not in kept:
            return False, f"This run has no step {number}."
        now = f", as step {kept[number]}" if kept[number] != number else ""
        return False, f"Step {number}, “{_short(triggers[number - 1])}”, is still there without {action}{now}."

    return _Verdict(f"step {right}", judge)


def _kept(before: list[str], after: list[str], left_out: int) -> dict[int, int]:
    """Which steps of the whole run the changed run still has, and their numbers in it."""
    if before[: left_out - 1] + before[left_out:] == after:
        numbers = [number for number in range(1, len(before) + 1) if number != left_out]
        return {number: index for index, number in enumerate(numbers, 1)}
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {block.a + offset + 1: block.b + offset + 1 for block in blocks for offset in range(block.size)}


def code(text: str) -> str:
    """Text as a Markdown code span, whatever backticks it holds."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{edge}{text or ' '}{edge}{fence}"


def _columns(trace: Trace) -> dict[int, dict[str, Value]]:
    """The variables at the start (0) and after every step."""
    return {0: trace.start, **{step.number: step.variables for step in trace.steps}}


def _told(trace: Trace) -> list[int]:
    """The columns worth naming: the end row only repeats the step before it."""
    return [0, *(step.number for step in trace.steps if step.trigger.kind != "end")]


def _reads(text: str, value: Value) -> bool:
    """Whether a choice's text is this value, as a message reads or as Python writes it."""
    return text in (narration.plain(value), narration.literal(value))


def _step_number(text: str) -> int | None:
    """The number in `Step 3` or `3`."""
    found = re.fullmatch(r"(?:step\s*)?([0-9]{1,6})", text.strip(), re.IGNORECASE)
    return int(found[1]) if found else None


def _cell(row: narration.Row, column: narration.ColumnKey) -> str:
    number, cell = row.number, row.cells[column]
    shown = code(_short(cell))
    if column == "receives" and row.marks.get(column) == "local":
        return f"In step {number} the client's own library says {shown}; the server sends nothing."
    if column == "receives":
        received = "nothing" if cell == "No message" else shown
        return f"In step {number} the client receives {received}."
    if column == "trigger":
        return f"Step {number} begins with {shown}."
    return f"In step {number}, “{narration.COLUMNS[column]}” reads {shown}."


def _when(number: int) -> str:
    return f"After step {number}" if number else "At the start"


def _at(numbers: list[int]) -> str:
    """`at the start`, `after step 2`, `after steps 2 and 3`, `from the start until after step 3`."""
    if numbers == list(range(len(numbers))) and len(numbers) > 1:
        return f"from the start until step {numbers[-1] + 1}"
    later = [number for number in numbers if number]
    start = ["at the start"] if 0 in numbers else []
    return " and ".join([*start, *([f"after {_steps(later)}"] if later else [])])


def _steps(numbers: list[int]) -> str:
    return f"step{'s' if len(numbers) > 1 else ''} {_and(map(str, numbers))}"


def _and(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _listed(cells: Iterable[str]) -> str:
    return ", ".join(f"'{_short(cell)}'" for cell in dict.fromkeys(cells))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _slug(question: str, taken: set[str]) -> str:
    """A question's id: its first words, and a number when another question has them."""
    plain = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall("[a-z0-9]+", plain))
    words = (slug if len(slug) <= _LONGEST_ID else slug[: _LONGEST_ID + 1].rpartition("-")[0]) or "question"
    numbered = (f"{words}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (words, *numbered) if name not in taken)
