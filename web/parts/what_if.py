"""What if: the changes of the scenario that a student can try, as links to their own pages."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from web.parts.material import Material
from web.parts.part import Part


@dataclass(frozen=True, slots=True)
class OfferedChange:
    """A change in words, with what sets off the step that it is about, and the address of its page."""

    id: str
    words: Markup
    trigger: str
    url: str


@dataclass(frozen=True, slots=True)
class WhatIfLink:
    """How many changes a lesson offers."""

    slug: str
    count: int


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """The changes that a lesson offers; `current` is the one whose page this is."""

    changes: tuple[OfferedChange, ...]
    current: str = ""


def offered(studied: Studied, current: str = "") -> WhatIfView:
    """The changes of a lesson, in the order of the steps that they are about."""
    changes = (
        OfferedChange(
            one.id,
            markdown.inline(one.words),
            one.trigger,
            url_for("what_if.ask", slug=studied.slug, change=one.id),
        )
        for one in studied.what_ifs
    )
    return WhatIfView(tuple(changes), current)


def _what_if(material: Material) -> WhatIfView | None:
    return offered(material.studied) if material.studied.what_ifs else None


def _what_if_link(material: Material) -> WhatIfLink | None:
    studied = material.studied
    return WhatIfLink(studied.slug, len(studied.what_ifs)) if studied.what_ifs else None


WHAT_IF = Part("what_if", _what_if)
WHAT_IF_LINK = Part("what_if_link", _what_if_link)
"""Leads to the changes, for a page that has no room to list them."""
