"""The program: its lines with their marks, and the state at a line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from web.parts.material import Material
from web.parts.part import Part


@dataclass(frozen=True, slots=True)
class ProgramView:
    """The coloured lines of the code, and the author's note on them; `edit` is the lesson that editing leads to."""

    code: tuple[Markup, ...]
    note: Markup
    edit: str = ""


def _program(material: Material) -> ProgramView:
    return ProgramView(material.code, material.prose(material.lesson.code_note))


def _editable(material: Material) -> ProgramView:
    return replace(_program(material), edit=material.slug)


PROGRAM = Part("program", _program)
EDITABLE_PROGRAM = Part("program", _editable)
"""The program with a link that leads to editing it."""
