"""Packets of the wire, each to be matched with its step."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from tutorial.practice.because import chosen
from tutorial.practice.exercise import Cause, Sketch
from tutorial.practice.grounds import Grounds
from tutorial.quiz.answered import Option
from tutorial.telling import narration
from tutorial.telling.words import as_read, code, short, visible

_LONGEST_PACKET = 90
_MOST = 4

_STARTS = {
    "40": "`40` opens a connection of Socket.IO",
    "41": "`41` says goodbye",
    "42": "`42` carries an event",
    "43": "`43` carries an acknowledgement",
    "44": "`44` refuses a connection",
}
"""How packets of Socket.IO begin (its protocol, version 5, on Engine.IO 4)."""


def match_packets(grounds: Grounds, draw: Random) -> Sketch | None:
    """Packets that cross the wire in one step only, and the steps."""
    steps = {step.number for step in grounds.distinct(grounds.settled)}
    only = {text: number for text, number in _only_once(grounds).items() if number in steps}
    if len(set(only.values())) < 2:
        return None
    texts = _spread(only, draw)
    numbers = sorted({only[text] for text in texts})
    options = [Option(_step_text(grounds, number), False, "") for number in numbers]
    whys = tuple(tuple(_why(text, only[text], number) for number in numbers) for text in texts)
    return Sketch(
        words="In which step does each packet cross the wire?",
        form="match",
        steps=tuple(numbers),
        options=tuple(options),
        key=tuple(numbers.index(only[text]) for text in texts),
        sides=tuple(texts),
        whys=whys,
        because=_kind_of_packet(texts[0], draw),
        about=("packets",),
    )


def _only_once(grounds: Grounds) -> dict[str, int]:
    """The packets of Socket.IO that one step alone has, by their texts."""
    seen: dict[str, set[int]] = defaultdict(set)
    for step in grounds.trace.steps:
        for packet in (packet for phase in step.phases for packet in phase.packets):
            seen[packet.text].add(step.number)
    short_ones = {text: numbers for text, numbers in seen.items() if _is_short(text)}
    read = [as_read(text) for text in seen]
    return {
        text: next(iter(numbers))
        for text, numbers in short_ones.items()
        if len(numbers) == 1 and read.count(as_read(text)) == 1
    }


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_PACKET and text[:2] in _STARTS


def _spread(only: dict[str, int], draw: Random) -> list[str]:
    """Packets of different steps first, then others; events before all else."""
    texts = sorted(draw.sample(list(only), len(only)), key=lambda text: not text.startswith("42"))
    first = list({only[text]: text for text in reversed(texts)}.values())
    kept = draw.sample(first, min(_MOST, len(first)))
    rest = [text for text in texts if text not in kept]
    return kept + rest[: max(0, 3 - len(kept))]


def _step_text(grounds: Grounds, number: int) -> str:
    return f"Step {number}: {short(visible(narration.trigger(grounds.trace.steps[number - 1])))}"


def _why(text: str, right: int, number: int) -> str:
    shown = code(short(visible(text)))
    if number == right:
        return f"{shown} crosses the wire in step {right}."
    return f"Step {number} has no such packet. {shown} crosses the wire in step {right}."


def _kind_of_packet(text: str, draw: Random) -> tuple[Cause, ...]:
    """Why a packet is what it is: how it begins."""
    shown = code(short(visible(text)))
    right = f"{shown}: {_STARTS[text[:2]]}."
    wrong = [f"{shown}: {words.replace(start, text[:2])}." for start, words in _STARTS.items() if start != text[:2]]
    return chosen(right, wrong, "So it is in the protocol", draw)
