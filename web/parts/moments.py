"""The key moments: questions that a student may have, with their answers and the places that show them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.lesson import markdown
from tutorial.lesson.lesson import KeyMoment
from tutorial.lesson.references import Reference
from web.parts.material import Material
from web.parts.part import Part
from web.parts.points import Target, target


@dataclass(frozen=True, slots=True)
class Moment:
    """A key moment: question and answer as HTML, the places that show it, and the last step that it tells of."""

    question: Markup
    answer: Markup
    targets: tuple[Target, ...]
    tells: int


@dataclass(frozen=True, slots=True)
class MomentsView:
    """The key moments in the author's order."""

    moments: tuple[Moment, ...]


def _moments(material: Material) -> MomentsView | None:
    moments = tuple(_moment(material, moment) for moment in material.lesson.key_moments)
    return MomentsView(moments) if moments else None


def _moment(material: Material, moment: KeyMoment) -> Moment:
    names, link = tuple(material.trace.start), material.link
    pointed = {point.step for point in moment.points}
    named = [reference.point for reference in markdown.references(moment.answer) if isinstance(reference, Reference)]
    rows = tuple(Target(f"step {step}", f"row-{step}", step) for step in moment.steps if step not in pointed)
    told = (point.step or point.after or 0 for point in (*moment.points, *named))
    return Moment(
        markdown.inline(moment.question, link),
        markdown.block(moment.answer, link),
        rows + tuple(target(point, names) for point in moment.points),
        max([*moment.steps, *told], default=0),
    )


MOMENTS = Part("moments", _moments)
