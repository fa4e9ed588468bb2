"""The hash seeds that put texts into another order in a set than the seed 0 of the lesson's own run.

Python hashes a text with SipHash, under a key that it makes of `PYTHONHASHSEED`. Both are computed here, so that no
process has to be started to learn which seed turns which texts round.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import permutations

MOST_SEEDS = 4
_TRIED = range(1, 13)
_MOST_TEXTS = 24
_WORD = (1 << 64) - 1

_BEGIN = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)

TextGroup = tuple[str, ...]


def seeds_for(groups: Iterable[TextGroup], chosen: Iterable[int] = ()) -> list[int]:
    """These seeds and a few more, so that any two texts of a group come in another order with one of them.

    A group has texts that may stand in one set. Some pairs may be left when there are very many of them.
    """
    seeds = list(chosen)
    pairs = {pair for group in groups for pair in permutations(sorted(set(group))[:_MOST_TEXTS], 2)}
    left = sorted(pair for pair in pairs if not any(_turns(seed, *pair) for seed in seeds))
    while left and len(seeds) < MOST_SEEDS:
        best = max(_TRIED, key=lambda seed: sum(_turns(seed, *pair) for pair in left))
        seeds.append(best)
        left = [pair for pair in left if not _turns(best, *pair)]
    return seeds


@cache
def _turns(seed: int, one: str, other: str) -> bool:
    """Whether a set of these two has another order with this seed than with 0, when `one` is put in first."""
    return first_of(seed, one, other) != first_of(0, one, other)


def first_of(seed: int, one: str, other: str) -> str:
    """Which text comes first in a set of two, when `one` is put in first.

    A set has eight places at first. A text that finds its place taken takes another one, by the rule of CPython's
    `set_add_entry`.
    """
    at, left = text_hash(seed, one) & 7, text_hash(seed, other)
    then = left & 7
    while then == at:
        left >>= 5
        then = (then * 5 + 1 + left) & 7
    return one if at < then else other


@cache
def text_hash(seed: int, text: str) -> int:
    """The bits that Python's `hash` of a text has in a process with this seed."""
    width = 1 if max(map(ord, text), default=0) < 256 else 2 if max(map(ord, text)) < 65536 else 4
    data = text.encode({1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}[width], "surrogatepass")
    return _siphash(_key(seed), data) if data else 0


@cache
def _key(seed: int) -> tuple[int, int]:
    """What Python makes of `PYTHONHASHSEED`: 16 bytes of a linear congruence; nothing for 0."""
    state, key = seed, bytearray()
    for _ in range(16 if seed else 0):
        state = (state * 214013 + 2531011) & 0xFFFFFFFF
        key.append(state >> 16 & 0xFF)
    return int.from_bytes(key[:8], "little"), int.from_bytes(key[8:], "little")


def _siphash(key: tuple[int, int], data: bytes) -> int:
    rounds, last = (2, 4) if sys.hash_info.algorithm == "siphash24" else (1, 3)
    v = [key[half] ^ word for half, word in zip((0, 1, 0, 1), _BEGIN, strict=True)]
    for word in _words(data):
        v[3] ^= word
        _mix(v, rounds)
        v[0] ^= word
    v[2] ^= 0xFF
    _mix(v, last)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _words(data: bytes) -> Iterator[int]:
    whole = len(data) // 8 * 8
    yield from (int.from_bytes(data[at : at + 8], "little") for at in range(0, whole, 8))
    yield int.from_bytes(data[whole:], "little") | (len(data) & 0xFF) << 56


def _mix(v: list[int], rounds: int) -> None:
    for _ in range(rounds):
        v[0] = v[0] + v[1] & _WORD
        v[1] = _left(v[1], 13) ^ v[0]
        v[0] = _left(v[0], 32)
        v[2] = v[2] + v[3] & _WORD
        v[3] = _left(v[3], 16) ^ v[2]
        v[0] = v[0] + v[3] & _WORD
        v[3] = _left(v[3], 21) ^ v[0]
        v[2] = v[2] + v[1] & _WORD
        v[1] = _left(v[1], 17) ^ v[2]
        v[2] = _left(v[2], 32)


def _left(word: int, bits: int) -> int:
    return (word << bits | word >> 64 - bits) & _WORD
