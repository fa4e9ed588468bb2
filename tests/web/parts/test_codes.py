"""The characters that packets of a run begin with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracer.trace import Transport
from tutorial.course.course import Course, Studied
from web.parts.codes import CODES, CodesView, PacketCode
from web.parts.lines.line_cache import LineCache
from web.parts.material import Material


def view_of(studied: object) -> CodesView:
    assert isinstance(studied, Studied)
    view = CODES.view(Material(studied, LineCache()))
    assert isinstance(view, CodesView)
    return view


def codes(course: Course, slug: str) -> tuple[PacketCode, ...]:
    return view_of(course.lessons[slug]).codes


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


@pytest.mark.parametrize(
    ("transport", "words"),
    [("websocket", "asked for a WebSocket"), ("polling", "The server holds a request back"), ("upgrade", "changed to")],
)
def test_what_carries_the_packets_is_told_of_the_run_s_own_transport(
    course: Course, transport: Transport, words: str
) -> None:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    provenance = replace(studied.trace.provenance, transport=transport)
    assert words in view_of(replace(studied, trace=replace(studied.trace, provenance=provenance))).carried


def test_signs_are_explained_where_they_stand(course: Course) -> None:
    view = view_of(course.lessons["websocket-events"])
    assert view.ids
    assert view.local.startswith("Nothing crossed the wire")
