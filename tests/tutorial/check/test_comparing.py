"""Two traces compared: which cells and values differ, and what no table shows."""

from __future__ import annotations

from dataclasses import replace

from tests.tutorial import traces
from tracer.trace import Packet
from tutorial.check.comparing import diff, differences


def test_equal_traces_do_not_differ() -> None:
    assert list(differences(traces.reference(), traces.reference())) == []


def test_cells_and_values_are_told_in_the_order_of_the_run() -> None:
    before = traces.trace(traces.connect(1), traces.send(2, "Hello"), traces.end(3, "Open", "Hello"))
    after = traces.trace(traces.connect(1), traces.send(2, "Bye"), traces.end(3, "Open", "Bye"))
    told = list(map(str, differences(before, after)))
    assert told[0] == "step 2, “Event Trigger”: \"Client sends 'Hello'\" → \"Client sends 'Bye'\""
    assert "last_message after step 2: 'Hello' → 'Bye'" in told
    assert told[-1] == "last_message after step 3: 'Hello' → 'Bye'"


def test_a_step_that_only_one_run_has_is_told_as_such() -> None:
    before = traces.trace(traces.connect(1), traces.end(2, "Open", None))
    after = traces.trace(traces.connect(1))
    assert list(map(str, differences(before, after))) == ["step 2: No more events → nothing"]


def test_a_packet_is_told_when_no_cell_shows_the_difference() -> None:
    before, after = (traces.trace(traces.connect(1)) for _ in range(2))
    packet = Packet("to server", "Client", "40", 2)
    phases = (replace(after.steps[0].phases[0], packets=(packet,)), *after.steps[0].phases[1:])
    after = replace(after, steps=(replace(after.steps[0], phases=phases),))
    assert list(map(str, differences(before, after))) == ["a packet of step 1: nothing → 40"]


def test_a_diff_is_word_by_word() -> None:
    assert diff("Received: Hullo you", "Received: Hello you") == "Received: [-Hullo-]{+Hello+} you"
    assert diff("a b", "a b") == "a b"
