"""Check grading: nothing right is graded wrong, nothing wrong right, and no answer is typed in vain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer.values import Value
from tutorial.check.asked import Asked, questions
from tutorial.check.stated import NOTHING
from tutorial.check.subject import Subject
from tutorial.lesson.answers import OrderOf, ReceivedBy, StepWhere, Typed, VariableAfter
from tutorial.lesson.kind_rules import KIND_RULES
from tutorial.lesson.problems import Problem
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds.texts import forms, number
from tutorial.telling import narration
from tutorial.telling.literals import literal, plain
from tutorial.telling.words import in_quotes, quoted, short_quoted

_ALONE = re.compile(r"\b(?:only|alone|just|exactly|nobody|nothing|else|whole)\b", re.IGNORECASE)


def check_keys(subject: Subject) -> Iterator[Problem]:
    """Warn of questions that are graded otherwise than their words ask."""
    for asked in questions(subject):
        if asked.answered is not None:
            yield from _parts_of_cells(asked, asked.answered)
            yield from _parts_of_choices(asked, asked.answered)
            yield from _equal_things(asked, asked.answered)
            yield from _same_to_read(asked, asked.answered)
            yield from _tolerated(asked, asked.answered)
        yield from _typed(asked)


def _parts(text: str) -> set[str]:
    """The parts of a cell, with and without the client that each is for."""
    parts = text.split("; ")
    return {*parts, *(part.partition(": ")[2] for part in parts if ": " in part)}


def _parts_of_cells(asked: Asked, answered: Answered) -> Iterator[Problem]:
    """Steps whose cell has the text that is asked for, and more, and which are graded wrong."""
    query, trace = asked.query, asked.subject.trace
    if not isinstance(query, StepWhere) or query.when is not None or _ALONE.search(asked.main.plain):
        return
    wrong = {option.text for option in answered.options if not option.right}
    for row in narration.rows(trace):
        cells = {key: row.cells[key] for key in narration.COLUMNS if key in query.step_where}
        if f"Step {row.number}" not in wrong or len(cells) != len(query.step_where):
            continue
        has = [query.step_where[key] == cell or query.step_where[key] in _parts(cell) for key, cell in cells.items()]
        if all(has):
            column, cell = next(one for one in cells.items() if query.step_where[one[0]] != one[1])
            what = f"step {row.number} is graded wrong, but has it, too: its '{column}' is {short_quoted(cell)}"
            remedy = "say in the question that there is nothing else, or ask for what only one step has"
            yield asked.subject.warning(("quiz", asked.index, "answer"), what, remedy)


def _parts_of_choices(asked: Asked, answered: Answered) -> Iterator[Problem]:
    """Choices that are a part of what is right, or say the same in other words, and are graded wrong."""
    wrong = [(index, option.text) for index, option in enumerate(answered.options) if not option.right]
    for index, text in wrong if KIND_RULES[asked.question.kind].choices else ():
        for right in (one.text for one in answered.run_answer.right):
            place = ("quiz", asked.index, "choices", index)
            if "; " in right and text in _parts(right) and not _ALONE.search(asked.main.plain):
                what = f"{quoted(text)} is graded wrong, but is a part of what is right: {short_quoted(right)}"
                yield asked.subject.warning(place, what, "ask for one client, or take the choice away")
            elif _same_nothing(text, right):
                what = f"{quoted(text)} is graded wrong, but says the same as the right {quoted(right)}"
                yield asked.subject.warning(place, what, "take one of them away")


def _same_nothing(one: str, other: str) -> bool:
    """Whether both say that there is nothing. False, a closed and a missing connection are not the same."""
    apart = ("false", "closed", "no connection")
    return all(NOTHING.fullmatch(text) and text.lower() not in apart for text in (one, other))


def _equal_things(asked: Asked, answered: Answered) -> Iterator[Problem]:
    """Things to put in order that have the same text."""
    texts = [option.text for option in answered.options]
    twice = [text for text in dict.fromkeys(texts) if texts.count(text) > 1]
    if OrderOf in KIND_RULES[asked.question.kind].answers and twice:
        what = f"{short_quoted(twice[0])} stands twice among the things to put in order, and both orders are right"
        remedy = "ask for things that differ, such as `order: steps`, or name other steps"
        yield asked.subject.warning(("quiz", asked.index, "answer"), what, remedy)


def _same_to_read(asked: Asked, answered: Answered) -> Iterator[Problem]:
    """Another value of the run that a student cannot tell from the right one, or that passes for it."""
    place, query = ("quiz", asked.index, "answer"), asked.query
    if isinstance(query, VariableAfter) and query.when is None and (other := _same_text(asked, query)):
        real = asked.answer(query)
        what = f"{literal(other[1])} after step {other[0]} reads like the right answer, {real.real if real else ''}"
        yield asked.subject.warning(place, what, "ask for a value that cannot be taken for another one")
    if KIND_RULES[asked.question.kind].typed:
        run = answered.run_answer
        right = {form: one for one in run.right for form in forms(one)}
        for one in run.others:
            if same := [form for form in forms(one) if form in right and one.text != right[form].text]:
                passes = f"{short_quoted(one.text)} passes for {short_quoted(right[same[0]].text)}"
                what = f"{passes}: case and quotes do not count"
                yield asked.subject.warning(place, what, "ask with choices, or for a value that differs in more")
                return


def _same_text(asked: Asked, query: VariableAfter) -> tuple[int, Value] | None:
    """A value of the variable, after another step, that is another one and reads the same."""
    trace = asked.subject.trace
    columns = {0: trace.start, **{step.number: step.variables for step in trace.steps}}
    real = columns.get(query.after, {}).get(query.variable)
    for after, values in columns.items():
        value = values.get(query.variable)
        if plain(value) == plain(real) and literal(value) != literal(real):
            return after, value
    return None


def _tolerated(asked: Asked, answered: Answered) -> Iterator[Problem]:
    """Another value of the run that lies within the tolerance."""
    tolerance, run = asked.question.tolerance, answered.run_answer
    if not isinstance(asked.query, VariableAfter):
        return  # other counts are counts of something else
    right = [value for one in run.right if (value := number(one.text)) is not None]
    for one in run.others[: run.near] if tolerance and right else ():
        value = number(one.text)
        if value is not None and 0 < abs(value - right[0]) <= tolerance:
            what = f"a tolerance of {tolerance:g} lets {one.text} pass for {run.right[0].text}: {one.why}"
            yield asked.subject.warning(("quiz", asked.index, "tolerance"), what, "make it smaller, or leave it out")
            return


def _typed(asked: Asked) -> Iterator[Problem]:
    """An answer that the author typed although the run has one."""
    if not isinstance(asked.query, Typed) or KIND_RULES[asked.question.kind].prose:
        return
    found = _of_run(asked)
    if found is not None and (real := asked.answer(found[0])) is not None:
        what = f"this answer is typed, and the run has one: it is {real.real}, not typed {in_quotes(asked.query.text)}"
        if any(one.reads(asked.query.text) for one in real.right):
            what = f"this answer is typed, and the run has one: {real.real}"
        yield asked.subject.warning(("quiz", asked.index, "answer"), what, f"write `answer: {found[1]}`")


def _of_run(asked: Asked) -> tuple[VariableAfter | ReceivedBy, str] | None:
    """The query that the words of a question are."""
    names, steps, words = asked.named.names, asked.named.steps, asked.main.plain
    if len(steps) != 1 or steps[0].number > len(asked.subject.trace.steps):
        return None
    step = steps[0].number - (steps[0].role == "before")
    if len(names.variables) == 1 and re.search(r"\b(?:what (?:is|was)|value)\b", words, re.IGNORECASE):
        (name,) = names.variables
        return VariableAfter(variable=name, after=step), f"{{variable: {name}, after: {step}}}"
    if len(names.clients) == 1 and step and re.search(r"\bwhat\b.*\b(?:receives?|get|gets)\b", words, re.IGNORECASE):
        (name,) = names.clients
        return ReceivedBy(received_by=name, step=step), f"{{received_by: {name}, step: {step}}}"
    return None
