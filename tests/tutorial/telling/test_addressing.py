"""Whom an emit was for, and who got it, as a sentence says it."""

from __future__ import annotations

import pytest

from tracer.trace import Address, Emit, Unreached
from tutorial.telling.phases import emits

ALL = Address("namespace", "/", ("Ada", "Grace"))
RED = Address("room", "red", ("Ada", "Grace"))
ADA = Address("sid", "‹Ada's sid›", ("Ada",), "Ada")
GRACE = Address("sid", "‹Grace's sid›", (), "Grace", before=True)


def emit(to: tuple[str, ...], *addressed: Address, unreached: tuple[Unreached, ...] = ()) -> Emit:
    return Emit("e", (), to, 1, addressed=addressed, unreached=unreached)


@pytest.mark.parametrize(
    ("emit", "told"),
    [
        (emit(("Ada",), ADA), "to Ada."),
        (emit(("Ada", "Grace"), ALL), "to everybody (a broadcast): Ada and Grace."),
        (
            emit(("Ada",), ALL, unreached=(Unreached("Grace", "left out"),)),
            "to everybody (a broadcast) but not Grace: Ada.",
        ),
        (emit(("Ada",), RED, unreached=(Unreached("Grace", "lost"),)), "to the room red: Ada; Grace is gone."),
        (emit(("Ada",), RED, Address("room", "blue")), "to the room red and the room blue: Ada."),
        (
            emit(("Ada",), RED, Address("room", "blue"), Address("room", "1")),
            "to the room red, the room blue and the room '1': Ada.",
        ),
        (
            emit(("Ada",), Address("namespace", "/chat", ("Ada",))),
            "to everybody (a broadcast) in the namespace /chat: Ada.",
        ),
        (
            emit((), Address("room", "1", alike=(1,))),
            "to nobody: nobody is in room '1' (there is a room 1, a number).",
        ),
        (emit((), Address("namespace", "/")), "to nobody: nobody is in namespace /."),
        (emit((), GRACE), "to nobody: the connection ‹Grace's sid› is gone."),
        (
            emit((), Address("room", "red", ("Ada",)), unreached=(Unreached("Ada", "left out"),)),
            "to the room red but not Ada, and nobody gets it: Ada is left out.",
        ),
    ],
)
def test_an_emit_says_to_whom_it_was_addressed_and_who_got_it(emit: Emit, told: str) -> None:
    assert str(emits(emit)) == f"The server sends the event e {told}"
