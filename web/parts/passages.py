"""The lesson in prose, with moments of the run to open in place, and call-outs that light lines of the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from tutorial.lesson import markdown
from tutorial.lesson.markdown import Link, Refer
from tutorial.lesson.references import Reference
from tutorial.telling.walkthrough import walkthrough
from web.parts.material import Material
from web.parts.part import Part
from web.parts.steps import ShownStep

_MOST_STEPS = 40
"""Steps of the run that stand below a text which the tool has written."""


@dataclass(frozen=True, slots=True)
class LearnPassage:
    """A paragraph, the lines of the program that it calls out (`7-9 12-12`), and the steps that open below it."""

    html: Markup
    lines: str
    steps: tuple[ShownStep, ...]


@dataclass(frozen=True, slots=True)
class PassagesView:
    """The text, and below it those steps of the run that it does not open; `left` counts those that are left out.

    `written` says that the text is the author's.
    """

    passages: tuple[LearnPassage, ...]
    written: bool
    rest: tuple[ShownStep, ...]
    left: int


def _passages(material: Material) -> PassagesView:
    own = material.lesson.learn
    text = own or walkthrough(material.lesson.code, material.trace)
    passages = tuple(_each(text, material))
    opened = {step.number for passage in passages for step in passage.steps}
    rest = () if own else tuple(step for step in material.steps if step.number not in opened)
    return PassagesView(passages, bool(own), rest[:_MOST_STEPS], max(len(rest) - _MOST_STEPS, 0))


def _each(text: str, material: Material) -> Iterator[LearnPassage]:
    opened: set[int] = set()
    for block in markdown.blocks(text):
        named = [one for one in markdown.references(block) if isinstance(one, Reference)]
        numbers = dict.fromkeys(one.point.step or one.point.after or 0 for one in named)
        new = [number for number in numbers if number not in opened and 1 <= number <= len(material.steps)]
        opened.update(new)
        lines = " ".join("-".join(map(str, one.lines)) for one in named if one.lines)
        html = markdown.block(block, _opening(material.link, opened))
        yield LearnPassage(html, lines, tuple(material.steps[number - 1] for number in new))


def _opening(link: Refer, opened: set[int]) -> Refer:
    """References to steps lead to the moments of the text; other places are on other pages."""

    def opening(reference: Reference) -> Link | None:
        found, point = link(reference), reference.point
        number = point.step or point.after or 0
        return replace(found, id=f"moment-{number}", step=number) if found and number in opened else found

    return opening


PASSAGES = Part("passages", _passages)
