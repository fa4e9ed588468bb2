"""What a line changed, and how it ended, in words: beside the code, among the variables, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from tracer.lines.container_changes import ContainerChange, Path
from tracer.lines.log import Line, VariableChange, Yielded
from tracer.outcomes import Raised, Returned
from tracer.values import Value
from tutorial.telling.definitions import Definition
from tutorial.telling.literals import literal
from tutorial.telling.words import cut, listed_few, visible

_SAID, _SHOWN, SPOKEN = 120, 300, 80
"""How many characters of a value stand beside the code, among the variables, and in a sentence."""

_CHANGES = 6
_VARIABLES = 40

_WRAPPED = {"~": "object", "type": "async_generator_wrapped_value"}
"""What an asynchronous generator seems to yield: Python wraps the value in an object that hides it."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A changed variable: `text` says how it changed, `now` is its new value, or None when it is gone.

    `text` is `i: 1 → 2`, and `line 22: i: 1 → 2` when another line made the change. `call` is the call that has the
    variable; None for a global.
    """

    text: str
    name: str
    now: str | None
    call: int | None


def told(owner: Line, change: VariableChange, old: tuple[Value] | None) -> ToldChange:
    """Tell a change beside the code. `old` holds the variable's old value; None when it had none."""
    name = visible(change.name)
    call = None if change.scope == "global" else owner.call
    if change.gone:
        return ToldChange(f"{name} is gone", name, None, call)
    now = text(change.now, _SHOWN)
    if change.inside:
        return ToldChange(f"{name}: {_inside(change.inside)}", name, now, call)
    if old is None:
        return ToldChange(f"{name} = {text(change.now, _SAID)}", name, now, call)
    was = text(old[0], _SAID // 2)
    return ToldChange(f"{name}: {was} → {text(change.now, _SAID)}", name, now, call)


def _inside(changed: tuple[ContainerChange, ...]) -> str:
    texts = [_inside_text(one) for one in changed[:_CHANGES]]
    more = len(changed) - len(texts)
    return ", ".join(texts) + (f", and {more} more {'change' if more == 1 else 'changes'} inside" if more else "")


def _inside_text(one: ContainerChange) -> str:
    where = _place("", one.holder if one.kind in ("added", "removed") else one.path)
    keyed = f"{_key(one)}: " if one.container == "dict" and one.kind != "length" else ""
    if one.kind == "added":
        return f"{where} + {keyed}{text(one.new, _SAID)}".strip()
    if one.kind == "removed":
        return f"{where} − {keyed}{text(one.old, _SAID)}".strip()
    if one.kind == "length":
        return f"{where} {one.old} → {one.new} items".strip()
    return f"{where} {text(one.old, _SAID // 2)} → {text(one.new, _SAID)}".strip()


def _place(name: str, path: Path) -> str:
    """An item of a variable, as Python writes it: `rooms['lobby'][0]`."""
    return name + "".join(f"[{text(key, SPOKEN)}]" for key in path)


def _key(one: ContainerChange) -> str:
    return text(one.path[-1], SPOKEN)


def spoken(change: VariableChange) -> str:
    """Tell a change in a sentence."""
    name, changed = change.name, change.inside
    if change.gone:
        return f"{name} is gone"
    if not changed or (len(changed) > 2 and all(one.kind == "changed" and len(one.path) == 1 for one in changed)):
        return f"{name} becomes {text(change.now, SPOKEN)}"
    groups = [[*group] for _, group in groupby(changed, key=_group)]
    groups.sort(key=lambda group: group[0].kind != "removed")  # an item that moved is removed first, then added
    said = [_spoken_inside(name, group) for group in groups]
    if len(groups) <= 2:
        return " and ".join(said)
    more = len(changed) - len(groups[0])
    return f"{said[0]}, and {more} more changes inside"


def _group(one: ContainerChange) -> tuple[str, str]:
    """The key of changes that one sentence can tell together: all removals from a place, or all additions to it."""
    alone = one.kind == "changed" or (one.kind == "added" and one.container == "dict")
    return one.kind, repr(one.path if alone else one.holder)


def _spoken_inside(name: str, group: list[ContainerChange]) -> str:
    """Tell the changes of one group: of one item, or of several."""
    one, are = group[0], "is" if len(group) == 1 else "are"
    where = _place(name, one.holder)
    if one.kind == "removed":
        gone = [_key(each) if one.container == "dict" else text(each.old, SPOKEN) for each in group]
        keys = one.container == "dict" and not all(isinstance(each.path[-1], str) for each in group)
        the = f"the key{'s' if len(group) > 1 else ''} " if keys else ""  # without these words a key looks like a value
        return f"{the}{listed_few(gone)} {are} removed from {where}"
    if one.kind == "added" and one.container != "dict":
        return f"{listed_few(text(each.new, SPOKEN) for each in group)} {are} added to {where}"
    if one.kind == "length":
        return f"{where} has {one.new} items now" if one.new else f"{where} is empty now"
    return f"{_place(name, one.path)} becomes {text(one.new, SPOKEN)}"


def standing(change: VariableChange) -> str:
    """A variable and its value: `count = 3`."""
    return f"{change.name} = {text(change.now, SPOKEN)}"


def is_code(value: Value) -> bool:
    """Whether a value is a function, a module or a class; only its type is recorded."""
    return isinstance(value, dict) and value.get("~") == "object" and value["type"] in ("function", "module", "type")


def outcome(line: Line, defined: Definition | None, kept: int = _SAID) -> str:
    """How a call ended at this line; nothing when it goes on, or when it is the body of a class that ends."""
    ended, kind = line.outcome, defined.kind if defined else "function"
    if isinstance(ended, Returned):
        return f"returns {text(ended.value, kept)}" if kind != "class" else ""
    if isinstance(ended, Yielded) and ended.value == _WRAPPED:
        return "yields"
    if isinstance(ended, Yielded):
        return f"yields {text(ended.value, kept)}" if kind != "async" else "waits"
    if isinstance(ended, Raised):
        return visible(f"{ended.type}: {cut(ended.message, kept)}" if ended.message else ended.type)
    return ""


def texts(values: dict[str, Value]) -> dict[str, str]:
    """The first variables as texts; no reader wants hundreds of them."""
    kept: Iterable[tuple[str, Value]] = list(values.items())[:_VARIABLES]
    return {visible(name): text(value, _SHOWN) for name, value in kept}


def text(value: Value, kept: int) -> str:
    """A value as Python writes it, cut after `kept` characters."""
    return cut(visible(literal(value)), kept)
