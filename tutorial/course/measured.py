"""What was measured of a lesson's program, as figures: each with a question to answer before it is shown."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tutorial.run.store import KeptFigures
from tutorial.telling.words import code, counted, visible


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of a figure."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what is asked before it is shown, the bars in `unit`, and what they say (Markdown).

    `choices` are the answers in order, and `right` is the place of the one that was measured. `how` tells how it was
    measured, and can be read before the answer.
    """

    id: str
    title: str
    question: str
    choices: tuple[str, ...]
    right: int
    unit: str
    bars: tuple[Bar, ...]
    says: str
    how: str


@dataclass(frozen=True, slots=True)
class StackFrame:
    """A function of a library on a thread's stack, and the line that it stood at."""

    module: str
    function: str
    line: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of a lesson's program, or `why` there are none; the ISO date and the machine.

    `way` has the libraries' functions between a packet and a handler: a stack for each of the two threads.
    """

    figures: tuple[Figure, ...]
    why: str
    ran_on: str
    machine: str
    way: tuple[tuple[StackFrame, ...], ...] = ()


_TIMES = ("Less than 1 ms", "1 to 5 ms", "5 to 20 ms", "More than 20 ms")
_SHARES = ("Less than 1 %", "1 to 10 %", "10 to 50 %", "More than half")
_RATIOS = ("About as much", "2 to 5 times as much", "5 to 20 times as much", "More than 20 times as much")
_GROWTH = ("Hardly at all", "Up to 4 times", "4 to 16 times", "More than 16 times")


def measured(kept: KeptFigures) -> Measured:
    """What was measured, in figures and words."""
    told = kept.figures
    if told is None:
        return Measured((), kept.why, kept.ran_on, kept.machine)
    way = tuple(tuple(StackFrame(**frame) for frame in stack) for stack in told["way"])
    return Measured(tuple(_figures(told)), "", kept.ran_on, kept.machine, way)


def _figures(told: dict[str, Any]) -> list[Figure]:
    own = bool(told["own"])
    shares = [_share(told)] if own else []
    return [_trip(told, own), *shares, _bytes(told), _handshake(told), _more(told), _slow(told)]


def _trip(told: dict[str, Any], own: bool) -> Figure:
    times = told["own"] if own else told["empty"]
    event = f"the event {code(visible(told['function']))}" if own else "an event whose handler does nothing"
    middle = statistics.median(times)
    bars = (
        Bar("fastest", min(times)),
        Bar("median", middle),
        Bar("slowest tenth from", _ninth(times)),
        Bar("slowest", max(times)),
    )
    says = f"Half of them took less than {_ms(middle)}. The slowest took {_times(max(times) / min(times))} the fastest."
    how = f"One client sends {event} and waits for the answer, {counted(len(times), 'time')}, by WebSocket."
    question = "How long does one message take, there and back?"
    return Figure("round-trip", "A round trip", question, _TIMES, _place(middle, (1, 5, 20)), "ms", bars, says, how)


def _share(told: dict[str, Any]) -> Figure:
    trip, handler = statistics.median(told["own"]), statistics.median(told["handler"])
    share = handler / trip
    bars = Bar("in the handler", handler), Bar("all else", max(0.0, trip - handler))
    says = f"The handler has {share:.0%} of the time. The rest goes to the libraries, their threads, and the line."
    how = "The same messages; a clock around the handler, with the request context that Flask-SocketIO makes for it."
    question = "Which part of a round trip is spent in the handler?"
    return Figure(
        "handler",
        "The share of the handler",
        question,
        _SHARES,
        _place(share * 100, (1, 10, 50)),
        "ms",
        bars,
        says,
        how,
    )


def _bytes(told: dict[str, Any]) -> Figure:
    sizes = {name: one["message"] for name, one in told["transports"].items()}
    socket, polling = (sizes[name]["to_server"] + sizes[name]["to_client"] for name in ("websocket", "polling"))
    bars = Bar("WebSocket", socket), Bar("polling", polling)
    says = (
        f"Over WebSocket a message and its answer are {socket:.0f} bytes in 2 packets. Over polling they are "
        f"{polling:.0f} bytes in {sizes['polling']['requests']:.0f} HTTP requests, each with its headers."
    )
    how = (
        "The message `Hello` and its acknowledgement, five times; counted between client and server, headers included."
    )
    question = "How many bytes does a message cost over polling, beside WebSocket?"
    right = _place(polling / socket, (2, 5, 20))
    return Figure("bytes", "Bytes of a message", question, _RATIOS, right, "bytes", bars, says, how)


def _handshake(told: dict[str, Any]) -> Figure:
    ways = told["transports"]
    socket, polling = (statistics.median(ways[name]["connect"]) for name in ("websocket", "polling"))
    trip = statistics.median(told["empty"])
    bars = (
        Bar("a message over WebSocket", trip),
        Bar("connecting by WebSocket", socket),
        Bar("connecting by polling", polling),
    )
    counts = [ways[name]["handshake"] for name in ("websocket", "polling")]
    sums = [one["to_server"] + one["to_client"] for one in counts]
    requests = [counted(one["requests"], "HTTP request") for one in counts]
    says = (
        f"Connecting by WebSocket takes {_ms(socket)} and {sums[0]} bytes in {requests[0]}; "
        f"by polling {_ms(polling)} and {sums[1]} bytes in {requests[1]}. "
        "It is paid once for each connection."
    )
    how = "Five connections each, until the server has let the client in. The message has a handler that does nothing."
    question = "How long does connecting by WebSocket take, beside one message there and back?"
    right = _place(socket / trip, (2, 5, 20))
    return Figure("handshake", "What a handshake costs", question, _RATIOS, right, "ms", bars, says, how)


def _more(told: dict[str, Any]) -> Figure:
    first, *_, last = told["more"]
    bars = tuple(Bar(counted(one["clients"], "client"), one["ms"]) for one in told["more"])
    more = last["clients"] - first["clients"]
    threads, memory = ((last[name] - first[name]) / more for name in ("threads", "memory"))
    says = (
        f"From {first['clients']} to {last['clients']} clients it takes {_times(last['ms'] / first['ms'])} as long. "
        f"Each client more costs the server about {threads:.0f} threads and {memory / 1024:.0f} kB of memory."
    )
    how = "The server emits one event to everybody, five times; the clock stops when the last client has it."
    question = (
        f"The server tells everybody. How much longer until the last one has it, of {last['clients']} instead of 1?"
    )
    right = _place(last["ms"] / first["ms"], (1.5, 4, 16))
    return Figure("one-more", "What one more client costs", question, _GROWTH, right, "ms", bars, says, how)


def _slow(told: dict[str, Any]) -> Figure:
    quiet, sleeps, computes = (statistics.median(told["beside"][name]) for name in ("quiet", "sleeps", "computes"))
    bars = Bar("nothing else runs", quiet), Bar("a handler sleeps", sleeps), Bar("a handler computes", computes)
    says = (
        f"A message takes {_ms(quiet)}; beside a handler that sleeps {_ms(sleeps)}, beside one that computes "
        f"{_ms(computes)}. "
        "Each handler has a thread of its own. One that waits leaves the processor to the others; one that computes "
        "shares it with them, since one thread at a time runs Python."
    )
    how = "One client sends messages while a handler of another client takes 100 ms: once it sleeps, once it computes."
    question = "Another client’s handler computes for 100 ms. How long do the others’ messages take meanwhile?"
    choices = ("About as long as ever", "2 to 5 times as long", "5 to 20 times as long", "More than 20 times as long")
    return Figure(
        "slow",
        "A slow handler and the others",
        question,
        choices,
        _place(computes / quiet, (2, 5, 20)),
        "ms",
        bars,
        says,
        how,
    )


def _place(value: float, bounds: Sequence[float]) -> int:
    """Between which bounds a value is."""
    return sum(value >= bound for bound in bounds)


def _ninth(times: Sequence[float]) -> float:
    """Nine of ten took no longer."""
    return sorted(times)[min(len(times) - 1, len(times) * 9 // 10)]


def _ms(value: float) -> str:
    return f"{value:.2g} ms" if value < 10 else f"{value:.0f} ms"


def _times(ratio: float) -> str:
    return f"{ratio:.1f} times" if ratio < 10 else f"{ratio:.0f} times"
