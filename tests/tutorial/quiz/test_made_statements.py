"""Statements made from a run: each form of each is held against the run, without the code that makes it."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.tutorial import traces as made
from tracer.trace import Emit, Packet, Phase, Provenance, Trace
from tutorial.quiz.made_statements import JudgedStatement, made_statements


def with_packets() -> Trace:
    """The reference run, with two packets in step 2 that go to two clients."""
    trace = made.reference()
    packets = tuple(Packet(way, made.CLIENT, "42", 2) for way in ("to server", "to client"))
    emit = Emit("message", ("Hi",), ("Ada", "Grace"), 9)
    sent = replace(trace.steps[1], phases=(Phase("responds", made.CLIENT, packets=packets, emit=emit),))
    return replace(trace, steps=(trace.steps[0], sent, *trace.steps[2:]))


def is_so(trace: Trace, one: JudgedStatement) -> bool:
    step = trace.steps[one.step - 1]
    if one.id == "accepted":
        return bool(step.calls) != ("without calling" in one.says)
    if one.id == "packets":
        told = re.match(r"(\d+) packets? (is|are)", one.says)
        return told is not None and int(told[1]) == sum(len(phase.packets) for phase in step.phases)
    if one.id == "each":
        return "times" in one.says
    return one.says.count("no packet tells") == 1


def test_a_statement_holds_exactly_when_the_run_shows_it_in_both_forms() -> None:
    seen = set()
    for number in range(12):
        program = Provenance(f"{number:064d}", "3.11", {}, "websocket")
        trace = replace(with_packets(), provenance=program)
        for one in made_statements(trace):
            assert one.holds == is_so(trace, one), one
            seen.add((one.id, one.holds))
    assert seen == {(name, holds) for name in ("accepted", "packets", "each", "local") for holds in (True, False)}


def test_the_same_run_makes_the_same_statements_and_an_empty_one_makes_none() -> None:
    assert made_statements(with_packets()) == made_statements(with_packets())
    assert made_statements(made.trace()) == ()
