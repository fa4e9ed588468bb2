"""The stage: the current step, with its phases on the lanes of clients and server, and its changes."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from web.parts.lines.line_cache import Numbers
from web.parts.lines.phase_lines import PhaseLines
from web.parts.material import Material
from web.parts.part import Part
from web.parts.steps import ShownStep


@dataclass(frozen=True, slots=True)
class StageView:
    """The lanes' names, the steps, and the lines of their calls."""

    slug: str
    clients: tuple[str, ...]
    steps: tuple[ShownStep, ...]
    lines: dict[Numbers, PhaseLines]
    code: tuple[Markup, ...]


def _stage(material: Material) -> StageView:
    return StageView(material.slug, material.trace.clients, material.steps, material.lines, material.code)


STAGE = Part("stage", _stage)
