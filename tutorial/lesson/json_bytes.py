"""Payloads in JSON: an event, an acknowledgement or a connection may carry bytes, which JSON does not have."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, ValidationInfo

BYTES = "~bytes"
_MARK = re.compile(r"~+bytes")


def packed(value: Any) -> Any:
    """Write a payload in plain JSON: bytes as `{"~bytes": hex}`. A key that looks like `~bytes` gets one more `~`."""
    if isinstance(value, bytes):
        return {BYTES: value.hex()}
    if isinstance(value, dict):
        return {f"~{key}" if _MARK.fullmatch(key) else key: packed(part) for key, part in value.items()}
    return [packed(part) for part in value] if isinstance(value, (list, tuple)) else value


def unpacked(value: Any) -> Any:
    """Read what `packed` returned.

    Raises:
        ValueError: bytes are not written in hexadecimal.
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
