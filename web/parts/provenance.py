"""The provenance: the run's day, transport, versions and code."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from web.parts.material import Material
from web.parts.part import Part

_TRANSPORTS = {"websocket": "WebSocket", "polling": "long polling", "upgrade": "long polling, then WebSocket"}
_NAMES = {"flask": "Flask", "flask-socketio": "Flask-SocketIO"}


@dataclass(frozen=True, slots=True)
class ProvenanceView:
    """Where a run came from; `ran_on` is its day in ISO form, `day` in words, `took` its duration in words."""

    slug: str
    ran_on: str
    day: str
    took: str
    transport: str
    versions: dict[str, str]
    code_hash: str
    sealed: bool


def _provenance(material: Material) -> ProvenanceView:
    studied, provenance = material.studied, material.trace.provenance
    libraries = {_NAMES.get(name, name): version for name, version in provenance.libraries.items()}
    return ProvenanceView(
        slug=studied.slug,
        ran_on=studied.ran_on,
        day=day_in_words(studied.ran_on),
        took=_took(studied.seconds),
        transport=_TRANSPORTS[provenance.transport],
        versions={"Python": provenance.python} | libraries,
        code_hash=provenance.code[:12],
        sealed=studied.sealed,
    )


def _took(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def day_in_words(iso: str) -> str:
    """A date in words: `22 November 2025`; a text that is no date stays as it is."""
    try:
        day = datetime.date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {day:%B %Y}"


PROVENANCE = Part("provenance", _provenance)
