"""Writes a lesson's page in a mode once, with slots for text that differs between visitors."""

from __future__ import annotations

import re

from flask import render_template
from markupsafe import Markup

from tutorial.telling.word_list import TERMS
from web.modes.head import lesson_head
from web.modes.mode import Mode
from web.modes.modes import BEGIN, FIRST, MODES
from web.modes.onward import Onward
from web.parts.material import Material
from web.parts.part import Part
from web.parts.slots import Slotted, slot
from web.parts.terms import TERMS_PART, TermsView

NONCE, KEPT, RESUME, GATE = "nonce", "kept", "resume", "gate"
"""Names of slots: the nonce of the Content-Security-Policy, a note when nothing is kept, a link to where one was,
and in a page without the quiz the question that comes first."""

DUE, PROPOSAL = "due", "proposal"
"""Slots of a link to what is due, and of an offer to recall first what the lesson rests on."""

_DONE = "done "

_ID = re.compile(r' id="([^"]+)"')
_WORD = re.compile(r' popovertarget="word-([^"]+)"')
_LINK = re.compile(r'(?<= href=")#([^"]+)(?=")')


def write_page(mode: Mode, material: Material, elsewhere: str, onward: Onward) -> Slotted:
    """Write the page of a lesson in a mode; `elsewhere` is the address of the page that has what this one lacks."""
    views = {part: view for part in mode.parts if (view := part.view(material)) is not None}
    page = render_template(
        mode.template,
        mode=mode,
        first=FIRST,
        modes=MODES,
        head=lesson_head(material),
        parts=_with_terms(mode, {part.name: _written(part, view) for part, view in views.items()}),
        asks=any(question.question.after for question in material.studied.quiz),
        onward=onward,
        nonce=slot(NONCE),
        done={each.key: slot(_DONE + each.key) for each in MODES},
        begin=BEGIN,
        kept=slot(KEPT),
        resume=slot(RESUME),
        gate=slot(GATE),
        due=slot(DUE),
        proposal=slot(PROPOSAL),
    )
    return Slotted.of(page if mode is FIRST else _led_elsewhere(page, elsewhere))


def mode_of(name: str) -> str | None:
    """The key of the mode whose mark of being done fills a slot; None of any other slot."""
    return name.removeprefix(_DONE) if name.startswith(_DONE) else None


def _with_terms(mode: Mode, parts: dict[str, Markup]) -> dict[str, Markup]:
    """The parts, with the meanings of those words alone that some part explains."""
    if TERMS_PART.name in parts and not mode.lab:
        used = set(_WORD.findall("".join(parts.values())))
        terms = TermsView({key: term for key, term in TERMS.items() if key in used})
        parts[TERMS_PART.name] = _written(TERMS_PART, terms)
    return parts


def _written(part: Part, view: object) -> Markup:
    return Markup(render_template(part.template, **{part.name: view}))  # noqa: S704  # the template escapes


def _led_elsewhere(page: str, address: str) -> str:
    """Have links to places that this page lacks lead to the page that has them, such as a note's cell of the table."""
    here = set(_ID.findall(page))
    return _LINK.sub(lambda link: link[0] if link[1] in here else f"{address}{link[0]}", page)
