"""The key of a trace: what a run showed, in a few characters. Answers stay with the trace that they were given on."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from tracer.trace import Trace
from web.student.identity import ByIdentity

_LENGTH = 16


def trace_key(trace: Trace) -> str:
    """The same for equal runs of the same code, whatever the versions of Python, the libraries and Stepwire."""
    return _key(ByIdentity(trace))


@lru_cache(maxsize=512)
def _key(one: ByIdentity[Trace]) -> str:
    shown = json.loads(one.thing.to_json())
    shown["provenance"] = shown["provenance"]["code"]
    del shown["format"]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:_LENGTH]
