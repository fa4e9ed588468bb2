"""The key of a trace: what a run showed, in a few characters. Answers stay with the trace that they were given on."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from tracer.trace import Trace

_LENGTH = 16


def trace_key(trace: Trace) -> str:
    """The same for equal runs of the same code, whatever the versions of Python, the libraries and Stepwire."""
    return _key(_SameTrace(trace))


class _SameTrace:
    """A trace as a key of the cache, by identity: comparing or hashing its contents would be slow."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    def __hash__(self) -> int:
        return id(self.trace)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameTrace) and other.trace is self.trace


@lru_cache(maxsize=512)
def _key(one: _SameTrace) -> str:
    shown = json.loads(one.trace.to_json())
    shown["provenance"] = shown["provenance"]["code"]
    del shown["format"]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:_LENGTH]
