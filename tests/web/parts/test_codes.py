"""The characters that packets of a run begin with."""

from __future__ import annotations

from tutorial.course.course import Course, Studied
from web.parts.codes import CODES, CodesView, PacketCode
from web.parts.lines.line_cache import LineCache
from web.parts.material import Material


def codes(course: Course, slug: str) -> tuple[PacketCode, ...]:
    studied = course.lessons[slug]
    assert isinstance(studied, Studied)
    view = CODES.view(Material(studied, LineCache()))
    assert isinstance(view, CodesView)
    return view.codes


def test_they_are_those_that_occur_engine_io_s_first(course: Course) -> None:
    assert codes(course, "websocket-events") == (
        PacketCode("0", "Engine.IO", "open"),
        PacketCode("1", "Engine.IO", "close"),
        PacketCode("4", "Engine.IO", "message"),
        PacketCode("0", "Socket.IO", "connect"),
        PacketCode("1", "Socket.IO", "disconnect"),
        PacketCode("2", "Socket.IO", "event"),
    )


def test_a_refusal_has_its_own(course: Course) -> None:
    assert PacketCode("4", "Socket.IO", "connect error") in codes(course, "refused")
