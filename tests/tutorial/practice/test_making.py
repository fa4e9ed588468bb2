"""Exercises over all lessons of project and tests: the trace’s own answer is right, others are wrong and explained."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.studying import study_course, study_lessons
from tests.tutorial import traces as made
from tracer.trace import Emit, Trace
from tutorial.course.course import Studied
from tutorial.lesson.changes import Change
from tutorial.practice.exercise import EXERCISE_KINDS, Exercise, explain
from tutorial.practice.grounds import Grounds
from tutorial.practice.making import draw, kinds_for, make, named
from tutorial.quiz.changed_run import differing
from tutorial.quiz.kinds import kind_of
from tutorial.telling import narration
from tutorial.telling.literals import literal
from tutorial.telling.phases import phase_sentence
from tutorial.telling.words import visible

SEEDS = range(6)


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> list[Grounds]:
    """All lessons of the project and of its tests, with what exercises are made of."""
    tests = study_course(tmp_path_factory.mktemp("practice"), traces).lessons
    good = [one for one in (study_lessons(traces).lessons | tests).values() if isinstance(one, Studied)]
    left_out = {2: made.reference_without(2), 4: made.reference_without(4)}
    by_hand = Grounds(next(one for one in good if one.slug == "websocket-events").lesson, made.reference(), left_out)
    return [*(Grounds(one.lesson, one.trace, one.practice.left_out) for one in good), by_hand]


@pytest.fixture(scope="module")
def exercises(grounds: list[Grounds]) -> list[tuple[Grounds, Exercise]]:
    """Some exercises of each kind, of each lesson."""
    every = itertools.product(grounds, EXERCISE_KINDS, SEEDS)
    return [(each, one) for each, kind, seed in every if (one := make(kind, seed, each))]


def truth(grounds: Grounds, one: Exercise) -> str:
    """The right answer as a student gives it, read from the trace without the code that makes exercises."""
    asked, trace = one.asked, grounds.trace
    texts = [option.text for option in asked.options]
    match one.kind:
        case "cell":
            (right,) = [place for place, option in enumerate(asked.options) if option.right]
            return str(right)  # tests/tutorial/quiz/test_predicting.py holds these against the trace
        case "holes":
            return ",".join(str(texts.index(cell(trace, side))) for side in asked.sides)
        case "order" if len(one.steps) > 1:
            begun = [narration.trigger(step) for step in trace.steps]
            return ",".join(map(str, sorted(range(len(texts)), key=lambda place: begun.index(texts[place]))))
        case "order":
            step = trace.steps[one.steps[0] - 1]
            told = [str(phase_sentence(step, phase)) for phase in step.phases]
            return ",".join(map(str, sorted(range(len(texts)), key=lambda place: told.index(texts[place]))))
        case "receivers":
            got = receivers(trace, one)
            return ",".join(str(texts.index(name)) for name in texts if name in (got or {"nobody"}))
        case "packets":
            return ",".join(
                str(texts.index(next(text for text in texts if crosses(trace, text, side)))) for side in asked.sides
            )
        case "lie":
            assert one.sheet
            columns = [trigger_or(heading) for heading in one.sheet.headings]
            untrue = [
                row
                for row in one.sheet.rows
                if any(
                    text != shown(trace, int(str(row[0])), column) for text, column in zip(row, columns, strict=True)
                )
            ]
            (row,) = untrue
            return str(texts.index(f"Step {row[0]}"))
        case "line":
            step = trace.steps[one.steps[0] - 1]
            said = asked.question.question
            (line,) = {emit.line for emit in step.emits if is_named(emit, said) and emit.line}
            return str(line)
        case "left-out":
            number = one.steps[0]
            different = differing(trace, grounds.left_out[number], Change(without=number))
            changed = [text for text in texts[:-1] if int(text.split(":")[0].removeprefix("Step ")) in different]
            return ",".join(str(texts.index(text)) for text in changed or ["none of them"])


def trigger_or(heading: str) -> str:
    return next((key for key, name in narration.COLUMNS.items() if name == heading), heading)


def shown(trace: Trace, number: int, column: str) -> str:
    """What the run has in a column of a step."""
    step = trace.steps[number - 1]
    cells = {str(key): text for key, text in narration.row(step).cells.items()}
    return cells[column] if column in cells else literal(step.variables[column])


def cell(trace: Trace, side: str) -> str:
    number, column = side.removeprefix("Step ").split(", ", 1)
    return shown(trace, int(number), trigger_or(column))


def receivers(trace: Trace, one: Exercise) -> set[str]:
    """Who received, as the clients themselves saw it, what is named in the question."""
    step = trace.steps[one.steps[0] - 1]
    said = one.asked.question.question.rpartition(" emits ")[2]
    found = [emit for emit in step.emits if emit.kind == "event" and visible(f"'{emit.event}'") in said]
    fitting = [emit for emit in found if not emit.arguments or visible(literal(emit.arguments[0]))[:20] in said]
    return {
        delivery.client
        for emit in fitting[:1]
        for delivery in step.deliveries
        if delivery.kind == "event" and (delivery.event, delivery.arguments) == (emit.event, emit.arguments)
    }


def is_named(emit: Emit, said: str) -> bool:
    """Whether a question names an emit: by its event, unless that is `message`, and by how its first value begins."""
    return emit.kind == "event" and all(text in said for text in _names(emit))


def _names(emit: Emit) -> list[str]:
    first = [visible(literal(value))[1:20] for value in emit.arguments[:1]]
    return first if emit.event == "message" else [emit.event, *first]


def crosses(trace: Trace, text: str, packet: str) -> bool:
    number = int(text.split(":", maxsplit=1)[0].removeprefix("Step "))
    return packet in [one.text for phase in trace.steps[number - 1].phases for one in phase.packets]


def other_answers(grounds: Grounds, one: Exercise, right: str) -> Iterator[str]:
    """Other answers: all of them where they are few, else those that differ in one part or two."""
    count, kind = len(one.asked.options), one.asked.question.kind
    if kind == "line":
        lines = grounds.lesson.code.rstrip("\n").split("\n")
        own = one.asked.run_answer.right[0].forms
        yield from (str(number) for number in range(1, len(lines) + 1) if str(number) not in (right, *own))
    elif kind == "several":
        places = range(count)
        some = (chosen for size in range(1, count + 1) for chosen in itertools.combinations(places, size))
        yield from (given for chosen in some if (given := ",".join(map(str, chosen))) != right)
    elif kind == "order":
        yield from (
            given for each in itertools.permutations(range(count)) if (given := ",".join(map(str, each))) != right
        )
    elif kind == "match":
        parts = right.split(",")
        for place, other in itertools.product(range(len(parts)), map(str, range(count))):
            if parts[place] != other:
                yield ",".join([*parts[:place], other, *parts[place + 1 :]])
    else:
        yield from (str(place) for place in range(count) if str(place) != right)


def test_the_lessons_of_the_tests_have_all_kinds(exercises: list[tuple[Grounds, Exercise]]) -> None:
    assert {one.kind for _, one in exercises} == set(EXERCISE_KINDS)


def test_the_answer_of_the_trace_is_right(exercises: list[tuple[Grounds, Exercise]]) -> None:
    for grounds, one in exercises:
        given = truth(grounds, one)
        assert kind_of(one.asked).valid(one.asked, given), one
        assert one.grade(given).right, one
        assert explain(one, given) == ()


def test_every_other_answer_is_wrong_and_explained(exercises: list[tuple[Grounds, Exercise]]) -> None:
    for grounds, one in exercises:
        for given in other_answers(grounds, one, truth(grounds, one)):
            assert not one.grade(given).right, (given, one)
            told = explain(one, given)
            assert told, (given, one)
            assert all(each.why.strip() for each in told), (given, one)


def test_nothing_to_choose_reads_like_something_else(exercises: list[tuple[Grounds, Exercise]]) -> None:
    for _, one in exercises:
        for texts in (
            [option.text for option in one.asked.options],
            one.asked.sides,
            [each.text for each in one.because],
        ):
            assert len({" ".join(text.split()) for text in texts}) == len(texts), one


def test_one_reason_is_the_right_one_and_each_is_explained(exercises: list[tuple[Grounds, Exercise]]) -> None:
    for _, one in exercises:
        assert [each.right for each in one.because].count(True) == bool(one.because)
        assert all(each.why for each in one.because)
    assert {one.kind for _, one in exercises if one.because} == set(EXERCISE_KINDS)


def test_a_name_and_a_run_make_the_same_exercise(exercises: list[tuple[Grounds, Exercise]]) -> None:
    for grounds, one in exercises:
        assert named(one.id, grounds) == one
    again = Grounds(exercises[0][0].lesson, Trace.from_json(exercises[0][0].trace.to_json()))
    assert named(exercises[0][1].id, again) == exercises[0][1]


@pytest.mark.parametrize("name", ["", "cell", "cell-", "cell-01", "cell--1", "cell-10000", "dance-1", "cell-1 "])
def test_other_names_name_nothing(grounds: list[Grounds], name: str) -> None:
    assert named(name, grounds[0]) is None


def test_what_was_wrong_comes_more_often(grounds: list[Grounds]) -> None:
    reference = grounds[-1]
    chance = Random(1)  # noqa: S311  # the test is to come out the same each time
    drawn = [draw("cell", reference, chance, {"step 2": 50}) for _ in range(40)]
    about = [one.steps for one in drawn if one]
    assert about.count((2,)) > 25
    assert set(about) > {(2,)}


def test_a_run_in_which_nothing_happens_has_little_to_practise(grounds: list[Grounds]) -> None:
    short = Grounds(grounds[-1].lesson, made.trace(made.connect(1), made.end(2, "Open", None)))
    assert kinds_for(short) == ("cell",)
    assert draw("lie", short, Random(1)) is None  # noqa: S311  # nothing is drawn
