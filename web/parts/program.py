"""The program: its lines with their marks, and the state at a line."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from web.parts.material import Material
from web.parts.part import Part


@dataclass(frozen=True, slots=True)
class ProgramView:
    """The coloured lines of the code, and the author's note on them."""

    code: tuple[Markup, ...]
    note: Markup


def _program(material: Material) -> ProgramView:
    return ProgramView(material.code, material.prose(material.lesson.code_note))


PROGRAM = Part("program", _program)
