"""Both transports side by side, as far as both go."""

from __future__ import annotations

from dataclasses import replace

from tests.tutorial import traces as made
from tutorial.course.course import Course, Studied
from web.parts.lines.line_cache import LineCache
from web.parts.material import Material
from web.parts.transports import TRANSPORTS, TransportsView


def view(studied: Studied) -> TransportsView | None:
    found = TRANSPORTS.view(Material(studied, LineCache()))
    assert found is None or isinstance(found, TransportsView)
    return found


def test_steps_are_compared_up_to_where_a_line_is_cut(course: Course) -> None:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    whole, cut = made.reference(), made.trace(*made.reference().steps[:2], made.end(3, "Open", "Hello"))
    other = made.trace(made.connect(1), made.send(2, "Bye"), made.end(3, "Open", "Bye"))
    views = [view(replace(studied, trace=whole, other_transport=one)) for one in (whole, cut, other, None)]
    assert [one and ([row.number for row in one.rows], one.cut) for one in views] == [
        ([1, 2, 3, 4], 0),
        ([1, 2], 3),
        None,
        None,
    ]
