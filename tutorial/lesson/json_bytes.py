"""Payloads: what an event, an acknowledgement or a connection carries; JSON, and bytes wherever it has a value."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, ValidationInfo

BYTES = "~bytes"
_MARK = re.compile(r"~+bytes")


def packed(value: Any) -> Any:
    """The same in JSON alone: bytes are `{"~bytes": hex}`, and a key that looks like that one gets one more `~`."""
    if isinstance(value, bytes):
        return {BYTES: value.hex()}
    if isinstance(value, dict):
        return {f"~{key}" if _MARK.fullmatch(key) else key: packed(part) for key, part in value.items()}
    return [packed(part) for part in value] if isinstance(value, (list, tuple)) else value


def unpacked(value: Any) -> Any:
    """What was `packed`.

    Raises:
        ValueError: the bytes are not in hexadecimal.
    """
    if isinstance(value, dict):
        if BYTES in value:
            return bytes.fromhex(value[BYTES])
        return {key[1:] if _MARK.fullmatch(key) else key: unpacked(part) for key, part in value.items()}
    return [unpacked(part) for part in value] if isinstance(value, list) else value


def _read(value: Any, info: ValidationInfo) -> Any:
    return unpacked(value) if info.mode == "json" else value


Payload = Annotated[Any, BeforeValidator(_read), PlainSerializer(packed, when_used="json")]
"""A value that keeps its bytes through JSON."""
