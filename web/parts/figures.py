"""The figures of Perf: each is asked for, and shown with its plot and table to who has answered."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.course.measured import Figure
from tutorial.lesson import markdown
from web.parts.material import Material
from web.parts.part import Part
from web.parts.provenance import day_in_words
from web.parts.slots import slot
from web.student.attempts import Attempt

_SLOT = "figure:"


@dataclass(frozen=True, slots=True)
class PlottedBar:
    """A bar of a plot: its length, of 100, and its value in words."""

    label: str
    text: str
    length: float


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """A figure as a page shows it. Without an attempt it has no bars, and nothing of what was measured."""

    id: str
    title: str
    question: Markup
    choices: tuple[str, ...]
    how: Markup
    bars: tuple[PlottedBar, ...]
    says: Markup
    verdict: str
    right: str
    given: str


@dataclass(frozen=True, slots=True)
class FiguresView:
    """A slot for each figure; where there is none, why. The day and the machine of the measurement."""

    slots: tuple[Markup, ...]
    why: str
    day: str
    machine: str


def figure_of(name: str) -> str | None:
    """The id of the figure for which a slot stands; None, if it stands for something else."""
    return name.removeprefix(_SLOT) if name.startswith(_SLOT) else None


def asked_figure(figure: Figure, attempt: Attempt | None) -> AskedFigure:
    """A figure for a student who has made this attempt."""
    verdict = "" if attempt is None else {True: "right", False: "wrong", None: "seen"}[attempt.right]
    chosen = int(attempt.given) if attempt and attempt.given.isdecimal() else -1
    return AskedFigure(
        id=figure.id,
        title=figure.title,
        question=markdown.inline(figure.question),
        choices=figure.choices,
        how=markdown.inline(figure.how),
        bars=_bars(figure) if attempt else (),
        says=markdown.inline(figure.says) if attempt else Markup(),
        verdict=verdict,
        right=figure.choices[figure.right] if attempt else "",
        given=figure.choices[chosen] if 0 <= chosen < len(figure.choices) else "",
    )


def _bars(figure: Figure) -> tuple[PlottedBar, ...]:
    longest = max(bar.value for bar in figure.bars) or 1.0
    return tuple(
        PlottedBar(bar.label, _text(bar.value, figure.unit), round(100 * bar.value / longest, 2)) for bar in figure.bars
    )


def _text(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}" if value < 10 and unit == "ms" else f"{value:,.0f} {unit}"


def _figures(material: Material) -> FiguresView:
    measured = material.studied.measured
    if measured is None:
        return FiguresView((), "this page was made without measuring; `stepwire serve` measures", "", "")
    slots = tuple(slot(f"{_SLOT}{figure.id}") for figure in measured.figures)
    return FiguresView(slots, measured.why, day_in_words(measured.ran_on), measured.machine)


def figure_ids(studied: Studied) -> tuple[str, ...]:
    """The ids of all figures of a lesson."""
    return tuple(figure.id for figure in studied.measured.figures) if studied.measured else ()


def figure_named(studied: Studied, name: str) -> Figure | None:
    """The lesson's figure with this id."""
    figures = studied.measured.figures if studied.measured else ()
    return next((one for one in figures if one.id == name), None)


FIGURES = Part("figures", _figures)
