"""Writes the parts of a page for a run of the lab: by the same views and templates as a lesson's page has."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment

from tutorial.course.studied import Studied
from web.parts.flow import FLOW
from web.parts.lines.line_cache import LineCache, Numbers, window_data
from web.parts.material import Material
from web.parts.part import Part
from web.parts.program import PROGRAM
from web.parts.run import RUN
from web.parts.scene import SCENE
from web.parts.table import TABLE
from web.parts.tasks import TASKS
from web.parts.templates import environment_of_parts
from web.parts.tracker import TRACKER
from web.parts.transport import TRANSPORT

DRAWN: tuple[Part, ...] = (SCENE, PROGRAM, FLOW, TABLE, TRACKER, TASKS, TRANSPORT)
"""The parts that need no prose of an author and no page beside this one."""

_WINDOW = 500


class Drawing:
    """A run, and the HTML of its parts."""

    def __init__(self, studied: Studied) -> None:
        self.material = Material(studied, LineCache(), _address)

    def parts(self) -> dict[str, str]:
        """The HTML of each part that the run has something for."""
        views = {part: part.view(self.material) for part in DRAWN}
        environment = _environment()
        return {
            part.name: environment.get_template(part.template).render({part.name: view})
            for part, view in views.items()
            if view is not None
        }

    def run(self) -> str:
        """The run as JSON for the scripts, as `web/stepper/run.js` documents it."""
        view: Any = RUN.view(self.material)
        return str(view.json)

    def window(self, where: Numbers, first: int) -> dict[str, Any] | None:
        """Some lines of a call, from this one on; None when there are none."""
        steps = self.material.trace.steps
        if not (0 < where[0] <= len(steps) and 0 < where[1] <= len(steps[where[0] - 1].phases)):
            return None
        story = self.material.line_cache.story(self.material.studied, where)
        return window_data(story.window(first, _WINDOW)) if story else None


@cache
def _environment() -> Environment:
    environment = environment_of_parts()
    environment.globals["url_for"] = _address
    return environment


def _address(endpoint: str, **values: Any) -> str:
    """The address of some lines, which the page asks its worker for; empty for a page, since there are none here."""
    return f"lab:{values['step']}.{values['phase']}" if endpoint == "lines.window" else ""
