"""What a player is asked for: a lesson's run, as JSON data, with its limits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from tracer.building import CORE_VARIABLES
from tracer.trace import Transport
from tutorial.lesson.json_bytes import packed
from tutorial.lesson.lesson import Lesson
from tutorial.run.orders import Order


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use: wall-clock seconds, bytes of memory, characters of output, seconds of simulated time, and how
    often it may emit."""

    seconds: float = 10.0
    memory: int = 1024 * 2**20
    output: int = 1_000_000
    simulated: float = 10.0
    emits: int = 5_000


def code_hash(code: str) -> str:
    """The SHA-256 of a program's text, in hexadecimal."""
    return hashlib.sha256(code.encode()).hexdigest()


def run_request(
    lesson: Lesson,
    limits: Limits,
    transport: Transport | None = None,
    *,
    order: Order | None = None,
    reached: bool = False,
    simulated: bool = False,
) -> dict[str, Any]:
    """The request to the worker, as JSON data: what a lesson's run is made of, how to play it, and its limits.

    A run in an order, and a run that notes which lines are `reached`, get twice the time, simulated time as well.
    """
    times = 2 if order or reached else 1
    watch = {w.name: w.expression or (None if w.name in CORE_VARIABLES else w.name) for w in lesson.watch}
    return {
        "code": lesson.code,
        "code_hash": code_hash(lesson.code),
        "scenario": [action.to_data() for action in lesson.scenario],
        "answers": {event: packed(list(arguments)) for event, arguments in lesson.answers.items()},
        "watch": watch,
        "clients": list(lesson.clients),
        "transport": transport or lesson.transport,
        "seconds": times * limits.seconds,
        "memory": limits.memory,
        "output_limit": limits.output,
        "emit_limit": limits.emits,
        "order": order.to_data() if order else None,
        "reached": reached,
        "simulated": times * limits.simulated if simulated else None,
    }
