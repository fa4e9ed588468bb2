"""Serves the lines of handler calls and of tasks: windows as JSON for the stepper, and pages for readers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, make_response, request, url_for

from tutorial.course.course import Studied
from tutorial.telling.line_story import WINDOW, Story
from web.parts.code import coloured_lines
from web.parts.lines.line_cache import LineCache
from web.site.kept_pages import answer_page, render
from web.site.pages import find, kept_pages

lines = Blueprint("lines", __name__, url_prefix="/lessons/<slug>")

MOST = 500
"""Lines in one answer at most."""


@lines.get("/steps/<step>/phases/<phase>/lines.json")
def window(slug: str, step: str, phase: str) -> Response:
    """Some lines of a call as JSON, with the state before them. An answer for a named trace never changes."""
    studied = find(slug)
    story, numbers = _story(studied, step, phase), _numbers(studied, step, phase)
    first, count = _span(story)
    version = _line_cache().version(studied)
    asked = request.args.get("trace", version)
    if asked != version:
        abort(409, "The lesson has been run anew since this page was made. Load the page again.")
    response = make_response(_line_cache().window(studied, numbers, first, count))
    response.mimetype = "application/json"
    keeps = "public, max-age=31536000, immutable" if "trace" in request.args else "no-cache"
    response.headers["Cache-Control"] = keeps
    response.set_etag(f"{version}-{step}-{phase}-{first}-{count}")
    response.make_conditional(request)
    return response


@lines.get("/steps/<step>/phases/<phase>/lines")
def page(slug: str, step: str, phase: str) -> Response:
    """The same lines as a page with a link to the next ones."""
    studied = find(slug)
    story, numbers = _story(studied, step, phase), _numbers(studied, step, phase)
    call = studied.trace.steps[numbers[0] - 1].phases[numbers[1] - 1].call
    function = call.function if call else ""
    places = (f"step {numbers[0]}", f"phase {numbers[1]}")
    back = ("To this phase in the lesson", f"#step-{numbers[0]}.{numbers[1]}")
    address = partial(url_for, "lines.page", slug=slug, step=numbers[0], phase=numbers[1])
    return _page(studied, story, function, places, back, address)


@lines.get("/tasks/<task>/lines")
def task_page(slug: str, task: str) -> Response:
    """A page of the lines of a thread that a handler started."""
    studied = find(slug)
    tasks = studied.trace.tasks
    known = f"tasks 1 to {len(tasks)}" if tasks else "no tasks"
    number = _number(task, 1, len(tasks)) or abort(404, f"This run has {known}; “{task[:20]}” is none.")
    story = _line_cache().story(studied, number) or abort(404, f"Task {number} executes no lines of the program.")
    back = ("To the tasks in the lesson", "#tasks")
    address = partial(url_for, "lines.task_page", slug=slug, task=number)
    return _page(studied, story, tasks[number - 1].function, (f"task {number}",), back, address)


def _page(
    studied: Studied,
    story: Story,
    function: str,
    places: tuple[str, ...],
    back: tuple[str, str],
    address: Callable[..., str],
) -> Response:
    first, count = _span(story)
    asked = {"count": count} if count != WINDOW else {}
    text = render(
        "site/lines.html",
        studied=studied,
        places=places,
        back=back,
        function=function,
        story=story,
        window=story.window(first, count),
        code=coloured_lines(studied.lesson.code),
        before=address(**{"from": max(0, first - count)}, **asked) if first else None,
        after=address(**{"from": first + count}, **asked) if first + count < story.total else None,
    )
    return answer_page(text)


def _line_cache() -> LineCache:
    return kept_pages().line_cache


def _numbers(studied: Studied, step: str, phase: str) -> tuple[int, int]:
    """Check and return the numbers of the step and the phase."""
    steps = studied.trace.steps
    step_number = _number(step, 1, len(steps)) or abort(
        404, f"This run has steps 1 to {len(steps)}; “{step[:20]}” is none."
    )
    phases = steps[step_number - 1].phases
    phase_number = _number(phase, 1, len(phases)) or abort(
        404, f"Step {step_number} has {len(phases)} phases; “{phase[:20]}” is none of them."
    )
    return step_number, phase_number


def _story(studied: Studied, step: str, phase: str) -> Story:
    numbers = _numbers(studied, step, phase)
    return _line_cache().story(studied, numbers) or abort(
        404, f"Phase {numbers[1]} of step {numbers[0]} executes no lines of the program."
    )


def _span(story: Story) -> tuple[int, int]:
    """The first line and the number of lines, from the query."""
    first, count = request.args.get("from", "0"), request.args.get("count", str(WINDOW))
    first_number, count_number = _number(first, 0, story.total - 1), _number(count, 1, MOST)
    if first_number is None:
        abort(400, f"“from” is a number from 0 to {story.total - 1}, not “{first[:20]}”.")
    if count_number is None:
        abort(400, f"“count” is a number from 1 to {MOST}, not “{count[:20]}”.")
    return first_number, count_number


def _number(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        return None
    return int(text)
