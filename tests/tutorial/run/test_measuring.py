"""What is measured of a program: everything is there, and holds together; a program that lets nobody in says so."""

from __future__ import annotations

from pathlib import Path

from tests.tutorial.lessons import REFERENCE, ROOT
from tutorial.reading.loading import load
from tutorial.run.runner import Runner


def test_the_figures_of_the_reference_lesson_hold_together(runner: Runner) -> None:
    told = runner.measured(load(REFERENCE))
    figures = told["figures"]
    assert told["why"] == ""
    assert figures["function"] == "message"
    assert len(figures["own"]) == len(figures["handler"]) > 0
    assert sum(figures["handler"]) < sum(figures["own"]), "the handler is a part of the round trip"
    socket, polling = (figures["transports"][name] for name in ("websocket", "polling"))
    assert (socket["message"]["requests"], polling["message"]["requests"]) == (0, 2)
    assert 0 < socket["message"]["to_server"] + socket["message"]["to_client"] < 100
    assert polling["message"]["to_server"] > 3 * socket["message"]["to_server"], "each request has its headers"
    assert [one["clients"] for one in figures["more"]] == [1, 2, 4, 8, 16]
    assert figures["more"][-1]["threads"] - figures["more"][0]["threads"] == 15 * 4
    assert all(figures["beside"].values())


def test_a_program_that_refuses_everybody_is_not_measured_and_says_why(runner: Runner, tmp_path: Path) -> None:
    path = tmp_path / "closed.yaml"
    refusing = (ROOT / "lessons" / "websocket-events.yaml").read_text(encoding="utf-8").split("scenario:")[0]
    closed = "  @socketio.on('connect')\n  def nobody(auth):\n      return False\n\n"
    path.write_text(f"{refusing.split('# What the client')[0]}{closed}scenario: [connect]\n", encoding="utf-8")
    told = runner.measured(load(path))
    assert told["figures"] is None
    assert "the first client does not get a connection" in told["why"]
