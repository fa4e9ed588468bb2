"""Whom an emit was for, and who got it."""

from __future__ import annotations

import pytest

from tracer.trace import Emit
from tutorial.telling.phases import emits

ADA, GRACE = "‹Ada's sid›", "‹Grace's sid›"


@pytest.mark.parametrize(
    ("emit", "told"),
    [
        (Emit("e", (), ("Ada",), 1, rooms=(ADA,)), "to Ada."),
        (Emit("e", (), ("Ada", "Grace"), 1), "to everybody (a broadcast): Ada and Grace."),
        (Emit("e", (), ("Ada",), 1, skipped=("Grace",)), "to everybody (a broadcast): Ada, but not Grace."),
        (Emit("e", (), ("Ada",), 1, rooms=("red",)), "to the room red: Ada."),
        (Emit("e", (), ("Ada",), 1, rooms=("red", "blue")), "to the rooms red and blue: Ada."),
        (Emit("e", (), ("Ada", "Grace"), 1, rooms=("red", GRACE)), "to the room red and Grace: Ada and Grace."),
        (Emit("e", (), ("Ada",), 1, "/chat"), "to everybody (a broadcast) in the namespace /chat: Ada."),
        (Emit("e", (), (), 1, rooms=("1",)), "to the room '1', and nobody gets it. Nobody is in the room '1'."),
        (Emit("e", (), (), 1), "to everybody (a broadcast), and nobody gets it. Nobody is in the namespace /."),
        (Emit("e", (), (), 1, rooms=(ADA,)), "to Ada, and nobody gets it. Nobody is there under the sid of Ada."),
    ],
)
def test_an_emit_says_to_whom_it_was_addressed_and_who_got_it(emit: Emit, told: str) -> None:
    assert str(emits(emit)) == f"The server sends the event e {told}"
