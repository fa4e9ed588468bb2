"""Figures in words: what is right to guess, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from tutorial.course.measured import measured
from tutorial.run.store import KeptFigures


def told(**other: Any) -> dict[str, Any]:
    """What `tutorial.run.measuring` tells, made by hand."""
    counts = {"to_server": 250, "to_client": 270, "requests": 1, "connections": 1}
    socket = {"connect": [10.0], "trips": [2.0], "handshake": counts}
    made = {
        "empty": [2.0, 2.0, 2.0],
        "own": [2.0, 4.0, 6.0],
        "handler": [1.0, 1.0, 1.0],
        "function": "message",
        "beside": {"quiet": [2.0], "sleeps": [2.0], "computes": [18.0]},
        "transports": {
            "websocket": socket | {"message": {"to_server": 35, "to_client": 7, "requests": 0}},
            "polling": socket | {"message": {"to_server": 506, "to_client": 456, "requests": 2}, "connect": [30.0]},
        },
        "way": [[{"module": "engineio.socket", "function": "Socket.receive", "line": 46}], []],
        "more": [
            {"clients": 1, "ms": 0.5, "threads": 5, "memory": 1_000_000},
            {"clients": 16, "ms": 2.5, "threads": 65, "memory": 3_000_000},
        ],
    }
    return made | other


def right(figures: dict[str, Any]) -> dict[str, str]:
    made = measured(KeptFigures(figures, "", "2026-11-28", "this machine"))
    return {figure.id: figure.choices[figure.right] for figure in made.figures}


def test_the_right_guess_is_where_the_value_is() -> None:
    assert right(told()) == {
        "round-trip": "1 to 5 ms",
        "handler": "10 to 50 %",
        "bytes": "More than 20 times as much",
        "handshake": "5 to 20 times as much",
        "one-more": "4 to 16 times",
        "slow": "5 to 20 times as long",
    }


@pytest.mark.parametrize(
    ("computes", "choice"),
    [(2.0, "About as long as ever"), (4.0, "2 to 5 times as long"), (90.0, "More than 20 times as long")],
)
def test_another_value_makes_another_guess_right(computes: float, choice: str) -> None:
    beside = {"quiet": [2.0], "sleeps": [2.0], "computes": [computes]}
    assert right(told(beside=beside))["slow"] == choice


def test_a_program_without_an_event_of_its_own_has_no_share_of_a_handler() -> None:
    assert "handler" not in right(told(own=[], handler=[], function=""))


def test_what_is_said_has_the_measured_values() -> None:
    said = {one.id: one.says for one in measured(KeptFigures(told(), "", "2026-11-28", "here")).figures}
    assert "42 bytes in 2 packets" in said["bytes"]
    assert "962 bytes in 2 HTTP requests" in said["bytes"]
    assert "about 4 threads and 130 kB of memory" in said["one-more"]


def test_without_figures_it_says_why() -> None:
    made = measured(KeptFigures(None, "nobody gets in", "2026-11-28", "here"))
    assert (made.figures, made.why) == ((), "nobody gets in")
