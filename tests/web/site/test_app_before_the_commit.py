"""Nothing of a key is in any answer of the server before the student's commit, at any address of a lesson.

A lesson whose keys are all turned to something else must read the same at every address, byte for byte. What has no key
to turn, since it is made from the run, is searched for in its own page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.studying import study_lessons
from tutorial.course.changed_outcome import WhatIf
from tutorial.course.course import Course, Studied
from tutorial.course.measured import Bar, Figure
from tutorial.course.told_runs import FailingRun, Judged
from tutorial.lesson import markdown
from tutorial.lesson.project import Project
from tutorial.practice.exercise import EXERCISE_KINDS, Exercise
from tutorial.practice.grounds import Grounds
from tutorial.practice.making import named
from tutorial.practice.round_items import round_items
from tutorial.quiz.answered import Answered, Option
from tutorial.quiz.predicting import predictions
from tutorial.quiz.run_answer import Candidate, RunAnswer
from web.modes.modes import MODES
from web.site.app import create_app
from web.site.quiz_pages import FRAGMENT

LESSONS = ("websocket-events", "questions", "rooms")
TURNED = "All of this was turned."
ROUND = 4711

_Thing = TypeVar("_Thing")


@pytest.fixture(scope="module")
def whole(course: Course, traces: Path) -> Course:
    """The lessons of the tests, and one of the project's with three clients, as `serve` studies it."""
    return Course({**course.lessons, "rooms": study_lessons(traces, only=("rooms",)).lessons["rooms"]})


def studied(course: Course, slug: str) -> Studied:
    lesson = course.lessons[slug]
    assert isinstance(lesson, Studied)
    return lesson


def grounds(lesson: Studied) -> Grounds:
    return Grounds(lesson.lesson, lesson.trace, lesson.practice.left_out)


def rest(things: tuple[_Thing, ...], turn: Callable[[_Thing], _Thing]) -> tuple[_Thing, ...]:
    """The first thing as it is, and all others turned."""
    return (*things[:1], *map(turn, things[1:]))


def turned(lesson: Studied) -> Studied:
    """A lesson with other keys: of its questions, statements, figures and what-ifs all but the first are turned."""
    return replace(
        lesson,
        lesson=lesson.lesson.model_copy(
            update={"project": lesson.lesson.project and turned_project(lesson.lesson.project)}
        ),
        quiz=rest(lesson.quiz, turned_question),
        judged=rest(lesson.judged, turned_statement),
        what_ifs=rest(lesson.what_ifs, turned_what_if),
        failing=lesson.failing and turned_task(lesson.failing),
        measured=lesson.measured and replace(lesson.measured, figures=rest(lesson.measured.figures, turned_figure)),
    )


def turned_question(asked: Answered) -> Answered:
    options = asked.options
    others = [Option(one.text, options[place - 1].right, TURNED) for place, one in enumerate(options)]
    question = asked.question.model_copy(update={"misconceptions": ()})
    answer = RunAnswer(TURNED, (Candidate(TURNED, TURNED),))
    return replace(
        asked, question=question, options=tuple(others), run_answer=answer, key=(*asked.key[1:], *asked.key[:1])
    )


def turned_project(one: Project) -> Project:
    return one.model_copy(update={"solution": f"# {TURNED}\n", "so": TURNED, "hints": (TURNED,) * len(one.hints)})


def turned_statement(one: Judged) -> Judged:
    return replace(one, true=not one.true, statement=one.statement.model_copy(update={"why": TURNED}))


def turned_what_if(one: WhatIf) -> WhatIf:
    return replace(one, alignment=None, failed=TURNED, first=None)


def turned_task(one: FailingRun) -> FailingRun:
    why = one.why and one.why.model_copy(update={"so": TURNED, "others": ()})
    step, column = one.differing[-1]
    return replace(one, wrong=one.wrong.model_copy(update={"step": step, "column": column, "so": TURNED}), why=why)


def turned_figure(one: Figure) -> Figure:
    right = (one.right + 1) % len(one.choices)
    return replace(one, right=right, bars=(Bar("turned", 4711.0),), says=TURNED)


def calls(lesson: Studied) -> Iterator[dict[str, Any]]:
    every = ((step.number, number, one) for step in lesson.trace.steps for number, one in enumerate(step.phases, 1))
    return ({"step": step, "phase": phase} for step, phase, one in every if one.call and one.call.log)


ARGUMENTS: dict[str, Callable[[Studied], Iterator[dict[str, Any]]]] = {
    "pages.lesson": lambda _: iter([{}]),
    "pages.lesson_in": lambda _: ({"key": mode.key} for mode in MODES if mode.key != "try"),
    "pages.trace": lambda _: iter([{}]),
    "lines.window": calls,
    "lines.page": calls,
    "lines.task_page": lambda lesson: ({"task": number} for number, _ in enumerate(lesson.trace.tasks, 1)),
    "predict.asked": lambda lesson: ({"step": step.number} for step in lesson.trace.steps[:-1]),
    "practice.start": lambda _: iter(()),  # leads to what chance draws
    "practice.another": lambda _: iter(()),
    "practice.one": lambda lesson: ({"name": one.id} for one in exercises(lesson)),
    "challenge.start": lambda _: iter([{}]),
    "challenge.item": lambda _: ({"seed": ROUND, "number": number} for number in range(1, 12)),
    "challenge.go_on": lambda _: iter([{"seed": ROUND}]),
    "challenge.again": lambda _: iter([{"seed": ROUND}]),
    "challenge.result": lambda _: iter([{"seed": ROUND}]),
    "project.lab": lambda _: iter([{}]),
    "project.state": lambda _: iter([{}]),
    "what_if.first": lambda _: iter([{}]),
    "what_if.ask": lambda lesson: ({"change": one.id} for one in lesson.what_ifs),
    "what_if.run": lambda lesson: ({"change": one.id} for one in lesson.what_ifs),
}
"""What to ask for at each address of a lesson. A new address needs an entry here."""


def exercises(lesson: Studied) -> list[Exercise]:
    """One of each kind that the run has."""
    names = ([f"{kind}-{seed}" for seed in range(12)] for kind in EXERCISE_KINDS)
    found = (next(filter(None, (named(name, grounds(lesson)) for name in some)), None) for some in names)
    return [one for one in found if one]


def addresses(app: Flask, lesson: Studied) -> Iterator[str]:
    """Every address of a lesson, and those across lessons."""
    with app.test_request_context():
        for endpoint, arguments in ARGUMENTS.items():
            yield from (app.url_for(endpoint, slug=lesson.slug, **each) for each in arguments(lesson))
    yield from ("/", "/recall", "/progress")


def told(client: FlaskClient, address: str) -> str:
    """What a student gets at an address, without what is drawn anew for each answer."""
    answer = client.get(address)
    assert answer.status_code in (200, 301, 302, 303, 404, 409), address
    text = re.sub(r'nonce(="|-)[^"\']+|name="event" value="[^"]+"|"version":"\w+"', "", answer.text)
    return f"{answer.status_code} {answer.headers.get('Location')} {text}"


def commit_the_first(client: FlaskClient, lesson: Studied) -> None:
    """Answer the first of all that the lesson asks, open a hint of the others, and see the run to its end."""
    first, at = lesson.quiz[0], f"/lessons/{lesson.slug}"
    given = {"choice": "0"} if first.options else {"text": "4711", "line": "1"}
    given |= {f"{part}-{place}": str(place) for part in ("side", "place") for place in range(len(first.options))}
    sent = [client.post(f"{at}/quiz/{first.id}", data=given, headers={FRAGMENT: "1"})]
    sent += [client.post(f"{at}/quiz/{one.id}", data={"hint": "1"}) for one in lesson.quiz if one.question.hints]
    sent += [client.post(f"{at}/quiz/{one.id}", data={"past": ""}) for one in lesson.quiz if one.question.after]
    sent += [client.post(f"{at}/what-if/{one.id}", data={"row": one.choices[0]}) for one in lesson.what_ifs[:1]]
    sent += [client.post(f"{at}/statements/written-1", data={"pick": "true.sure"}) for _ in lesson.judged[:1]]
    figures = lesson.measured.figures[:1] if lesson.measured else ()
    sent += [client.post(f"{at}/figures/{one.id}", data={"pick": "0.think"}) for one in figures]
    sent += [client.post(f"{at}/finish", data={"mode": "visual"})]
    assert {answer.status_code for answer in sent} <= {200, 204, 302, 303}
    assert TURNED not in "".join(answer.text for answer in sent)


def test_every_address_of_a_lesson_is_looked_at(client: FlaskClient) -> None:
    rules = [rule for rule in client.application.url_map.iter_rules() if "slug" in rule.arguments]
    assert {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} == set(ARGUMENTS)


@pytest.mark.parametrize("slug", LESSONS)
def test_a_lesson_with_other_keys_reads_the_same(whole: Course, slug: str) -> None:
    lesson = studied(whole, slug)
    apps = [create_app(Course({slug: one}), secret_key="signs") for one in (lesson, turned(lesson))]
    assert lesson.quiz != turned(lesson).quiz
    clients = [app.test_client() for app in apps]
    for commit in (False, True):
        for client in clients if commit else ():
            client.get("/progress")
            commit_the_first(client, lesson)
        for address in addresses(apps[0], lesson):
            own, other = (told(client, address) for client in clients)
            assert own == other, address


def secrets(lesson: Studied) -> Iterator[tuple[str, list[str]]]:
    """Each address of what is made from the run, with what explains its answers."""
    for one in exercises(lesson):
        yield f"try/{one.id}", [*reasons(one.asked), *(why for part in one.whys for why in part), *causes(one)]
    for step in lesson.trace.steps[:-1]:
        for asked in predictions(lesson.trace, step.number)[:1]:
            yield f"steps/{step.number}/predict", reasons(asked)
    variants = [Grounds(one.lesson, one.trace) for one in lesson.practice.variants]
    items = round_items(grounds(lesson), variants, lesson.quiz, ROUND)
    for number, item in enumerate(items, 1):
        whys = [why for part in item.exercise.whys for why in part]
        yield f"challenge/{ROUND}/{number}", [*reasons(item.exercise.asked), *whys, *causes(item.exercise)]


def causes(one: Exercise) -> list[str]:
    return [text for cause in one.because for text in (cause.text, cause.why)]


def reasons(asked: Answered) -> list[str]:
    answers = (*asked.run_answer.right, *asked.run_answer.others)
    return [why for why in (*(one.why for one in asked.options), *(one.why for one in answers)) if why]


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())


@pytest.mark.parametrize("slug", LESSONS)
def test_what_is_made_from_the_run_is_asked_without_its_reasons(whole: Course, slug: str) -> None:
    lesson = studied(whole, slug)
    client = create_app(Course({slug: lesson}), secret_key="signs").test_client()
    client.get("/progress")
    for one in lesson.quiz:
        if one.question.after:
            client.post(f"/lessons/{slug}/quiz/{one.id}", data={"past": ""})
    for address, whys in secrets(lesson):
        page = client.get(f"/lessons/{slug}/{address}", headers={FRAGMENT: "1"})
        assert page.status_code == 200, address
        assert "data-verdict" not in page.text
        for why in whys:
            assert words(str(markdown.inline(why))) not in words(page.text), address
