"""Detached values as text: as Python writes them, or as a message shows them."""

from __future__ import annotations

from collections.abc import Iterable

from tracer.values import Value
from tutorial.telling.words import visible


def literal(value: Value) -> str:
    """A value as Python writes it: `'Hello'`, `None`, `{'a': 1}`. A value that was cut ends in an ellipsis."""
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, list):
        return f"[{literals(value)}]"
    if isinstance(value, dict):
        return _tagged(value) if "~" in value else _braces(f"{key!r}: {literal(item)}" for key, item in value.items())
    return repr(value)


def plain(value: Value) -> str:
    """A value as a message shows it: a string without quotes, any other value as `literal` writes it."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict) and value.get("~") == "str":
        return f"{visible(value['head'])}…"
    return literal(value)


def literals(values: Iterable[Value]) -> str:
    """Values as Python writes them, with commas between: `'Hello', 1`."""
    return ", ".join(map(literal, values))


def _tagged(value: dict[str, Value]) -> str:
    kind = value["~"]
    if kind == "str":
        return f"{value['head']!r}… ({value['length']:,} characters)"
    if kind == "bytes":
        kept = bytes.fromhex(value["hex"])
        return repr(kept) + (f"… ({value['length']:,} bytes)" if len(kept) < value["length"] else "")
    if kind in ("int", "float"):
        return str(value["text"])
    if kind in ("deeper", "cycle", "object", "error"):
        return {"deeper": "…", "cycle": "… (itself)"}.get(kind) or f"<{value['type']}>"
    return _container(kind, value["items"], value["length"])


def _container(kind: str, items: list[Value], length: int) -> str:
    more = [f"… ({length:,} in all)"] if length > len(items) else []
    if kind == "dict":
        return _braces([f"{literal(k)}: {literal(v)}" for k, v in items] + more)
    inner = ", ".join([literal(item) for item in items] + more)
    if kind == "tuple":
        return f"({inner},)" if length == 1 else f"({inner})"
    if kind == "list":
        return f"[{inner}]"
    return f"{{{inner}}}" if kind == "set" and items else f"{kind}({f'{{{inner}}}' if items else ''})"


def _braces(items: Iterable[str]) -> str:
    return "{" + ", ".join(items) + "}"
