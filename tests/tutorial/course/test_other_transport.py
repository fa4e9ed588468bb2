"""A lesson over the other transport: the same table, and other packets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import REFERENCE
from tutorial.course.course import Studied, study
from tutorial.course.other_transport import with_other_transport
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from tutorial.telling import narration


def studied(path: Path, runner: Runner, store: TraceStore) -> Studied:
    found = study(path, runner, store)
    assert isinstance(found, Studied)
    return with_other_transport(found, runner, store)


def test_a_lesson_is_played_over_polling_beside_websocket(runner: Runner, tmp_path: Path) -> None:
    found = studied(REFERENCE, runner, TraceStore(tmp_path))
    assert found.other_transport
    assert found.other_transport.provenance.transport == "polling"
    assert narration.rows(found.other_transport) == narration.rows(found.trace)


@pytest.mark.parametrize(
    ("scenario", "played"),
    [("[connect, send: Hi, drop]", ["Client connects", "Client sends 'Hi'"]), ("[connect, drop]", ["Client connects"])],
)
def test_over_polling_a_lesson_ends_where_a_cable_is_cut(
    runner: Runner, tmp_path: Path, scenario: str, played: list[str]
) -> None:
    path = tmp_path / "cut.yaml"
    text = REFERENCE.read_text(encoding="utf-8").split("# What the client")[0]
    path.write_text(f"{text}scenario: {scenario}\n", encoding="utf-8")
    found = studied(path, runner, TraceStore(tmp_path / "store"))
    assert found.other_transport
    assert [narration.trigger(step) for step in found.other_transport.steps] == [*played, "No more events"]
    assert len(found.trace.steps) == len(played) + 2
