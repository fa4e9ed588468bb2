"""The stage: the current step, with its phases on the lanes of clients and server, and its changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from web.parts.lines.line_cache import Numbers
from web.parts.lines.phase_lines import PhaseLines
from web.parts.material import Material
from web.parts.part import Part
from web.parts.steps import ShownStep


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of the quiz that the stepper stops at, after a step: its number in the quiz, and its id."""

    number: int
    id: str


@dataclass(frozen=True, slots=True)
class StageView:
    """The lanes' names, the steps, the lines of their calls, and the questions by the step they are asked after."""

    slug: str
    clients: tuple[str, ...]
    steps: tuple[ShownStep, ...]
    lines: dict[Numbers, PhaseLines]
    code: tuple[Markup, ...]
    asks: dict[int, tuple[Ask, ...]]


def _stage(material: Material) -> StageView:
    return StageView(material.slug, material.trace.clients, material.steps, material.lines, material.code, asks={})


def _asking_stage(material: Material) -> StageView:
    return replace(_stage(material), asks=_asks(material))


def _asks(material: Material) -> dict[int, tuple[Ask, ...]]:
    studied = material.studied
    asked: dict[int, tuple[Ask, ...]] = {}
    for number, question in zip(studied.numbers(), studied.quiz, strict=True):
        if (after := question.question.after) is not None:
            asked[after] = (*asked.get(after, ()), Ask(number, question.id))
    return asked


STAGE = Part("stage", _stage)
"""The stage alone."""

ASKING_STAGE = Part("stage", _asking_stage)
"""The stage of a page with the quiz on it: questions that are asked on the way have their places here."""
