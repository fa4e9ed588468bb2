"""The lines of a handler call in words: what each did, what it changed and how things stood, a window at a time.

A call may have 20,000 lines, and nobody reads them all: a `Window` is some of them in order, with the state that they
begin from, so that it stands alone. Places count from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracer.lines.insides import Inside
from tracer.lines.log import Change, Event, Line, LineLog, Yielded
from tracer.outcomes import Raised, Returned
from tracer.values import Value
from tutorial import narration

WINDOW = 200
"""Lines in a window, where nothing else is asked for."""

_SAID, _SHOWN, _SPOKEN = 120, 300, 80
"""Characters kept of a value beside the code, among the variables, and in a sentence."""

_CHANGES = 6
_PRINTED = 2_000
_VARIABLES = 40
_FRAMES_BELOW = 12
_CHECKPOINT = 2_000


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A variable changed: `text` says how (`i: 1 → 2`), `now` is its value then, and None when it is gone.

    `call` is the call whose variable it is; None for a global.
    """

    text: str
    name: str
    now: str | None
    call: int | None


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line of the code as a reader sees it executed.

    `number` is its line in the program, `depth` how deep its call is nested. `outcome` is how a call ended here
    (`returns 3`). `known` has the variables of a generator that goes on; its call has been seen before.
    """

    number: int
    event: Event
    function: str
    call: int
    depth: int
    sentence: str
    changes: tuple[ToldChange, ...] = ()
    outcome: str = ""
    printed: str = ""
    known: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A call that is under way: its function, the line it has come to, and its variables."""

    call: int
    function: str
    number: int
    variables: dict[str, str]


@dataclass(frozen=True, slots=True)
class Window:
    """The lines from the place `first` on, and how things stood before them.

    `stack` has the calls under way, the outermost first; `below` counts those that are further out, and that these
    lines do not come back to. `printed` is the end of what the call had printed.
    """

    first: int
    below: int
    stack: tuple[Frame, ...]
    module: dict[str, str]
    printed: str
    lines: tuple[ToldLine, ...]


class Story:
    """One call's lines, to be told.

    Attributes:
        total: how many lines there are.
        note: what was left out and why recording ended; empty when all of the call is here.
    """

    def __init__(self, log: LineLog, code: str) -> None:
        self._lines = log.lines()
        self._code = code.splitlines()
        module = {log.variables[variable].name: value for variable, value in log.start}
        self._late, self._printed = _late(self._lines)
        self._checkpoints = {0: _State(module)}
        self.total = len(self._lines)
        self.note = _note(log)

    def window(self, first: int = 0, count: int = WINDOW) -> Window:
        """So many lines from a place on; fewer where the call ends."""
        state = self._before(first)
        places = range(first, min(first + count, self.total))
        least = min((self._lines[place].depth for place in places), default=0)
        below = max(0, min(least, len(state.stack)) - _FRAMES_BELOW)
        stack = tuple(frame.told() for frame in state.stack[below:])
        module, printed = _texts(state.module), state.printed
        return Window(first, below, stack, module, printed, tuple(self._tell(state, place) for place in places))

    def _before(self, first: int) -> _State:
        """How things stand before a place; on the way there checkpoints are left, so that the next way is short."""
        nearest = max(place for place in self._checkpoints if place <= first)
        state = self._checkpoints[nearest].copy()
        for place in range(nearest, first):
            if place % _CHECKPOINT == 0 and place not in self._checkpoints:
                self._checkpoints[place] = state.copy()
            self._pass(state, place)
        return state

    def _pass(self, state: _State, place: int) -> None:
        """Bring the state past a line of which nothing is told."""
        line = self._lines[place]
        state.begin(line)
        state.print(self._printed.get(place, line.printed))
        for owner, change in self._changes(place):
            state.change(owner, change)

    def _tell(self, state: _State, place: int) -> ToldLine:
        line = self._lines[place]
        known = state.begin(line)
        printed = self._printed.get(place, line.printed)
        state.print(printed)
        mine: list[tuple[Line, str]] = []
        others: list[tuple[Line, str]] = []
        changes = []
        for owner, change in self._changes(place):
            old = state.value(owner, change)
            changes.append(_told(owner, change, old))
            (mine if owner is line else others).append((owner, _spoken(change)))
            state.change(owner, change)
        return ToldLine(
            number=self._number(line),
            event=line.event,
            function=narration.visible(line.function),
            call=line.call,
            depth=line.depth,
            sentence=self._sentence(place, mine, others, printed, known),
            changes=tuple(changes),
            outcome=_outcome(line),
            printed=_printable(_cut(printed, _PRINTED)),
            known=known,
        )

    def _changes(self, place: int) -> Iterator[tuple[Line, Change]]:
        """The changes that came about at a place, each with the line that made it."""
        line = self._lines[place]
        yield from ((line, change) for change in line.changes if change.at == place)
        yield from self._late.get(place, ())

    def _number(self, line: Line) -> int:
        """The line to mark: Python has a decorated function begin at its decorator, readers at its `def`."""
        begun = range(line.number - 1, min(line.number + 20, len(self._code)))
        if line.event == "call" and self._text(line.number).startswith("@"):
            is_def = re.compile(rf"\s*(async\s+)?(def|class)\s+{re.escape(line.function)}\b")
            return next((index + 1 for index in begun if is_def.match(self._code[index])), line.number)
        return line.number

    def _text(self, number: int) -> str:
        return self._code[number - 1].strip() if 0 < number <= len(self._code) else ""

    def _sentence(
        self,
        place: int,
        mine: list[tuple[Line, str]],
        others: list[tuple[Line, str]],
        printed: str,
        known: dict[str, str] | None,
    ) -> str:
        line = self._lines[place]
        said = {"call": self._call, "line": self._line, "return": self._return, "exception": self._exception}
        first = said[line.event](place, [text for _, text in mine], printed, known)
        later = [f" In line {owner.number} {text}." for owner, text in others[:2]]
        return narration.visible(_cut("".join([first, *later]), 400))

    def _call(self, place: int, mine: list[str], _printed: str, known: dict[str, str] | None) -> str:
        line = self._lines[place]
        if known is not None:
            return f"{line.function} goes on."
        return f"{line.function} is called" + (f": {_listed(mine)}." if mine else ".")

    def _line(self, place: int, mine: list[str], printed: str, _known: dict[str, str] | None) -> str:
        line, following = self._lines[place], self._after(place)
        deeds = [*mine]
        if printed:
            deeds.append(f"prints {narration.literal(_cut(printed.rstrip(chr(10)), _SPOKEN))}")
        if following and following.event == "call" and following.depth > line.depth:
            return f"Line {line.number} calls {following.function}" + (f"; {_listed(deeds)}." if deeds else ".")
        if deeds:
            return f"Line {line.number}: {_listed(deeds)}."
        return f"Line {line.number}: {_cut(self._text(line.number).rstrip(':'), _SPOKEN)}"

    def _return(self, place: int, mine: list[str], _printed: str, _known: dict[str, str] | None) -> str:
        line = self._lines[place]
        ended = f"{line.function} {_outcome(line, _SPOKEN)}"
        return f"{ended}; {_listed(mine)}." if mine else f"{ended}."

    def _exception(self, place: int, mine: list[str], _printed: str, _known: dict[str, str] | None) -> str:
        line, following, before = self._lines[place], self._after(place), self._lines[place - 1]
        error = line.outcome if isinstance(line.outcome, Raised) else Raised("An exception", "", None)
        if before.event == "exception" and before.depth > line.depth:
            said = f"{error.type} comes to line {line.number}"
        else:
            message = f": {_cut(error.message, _SPOKEN)}" if error.message else ""
            said = f"Line {line.number} raises {error.type}{message}"
        leaves = following is None or following.depth < line.depth
        return f"{said}; {_listed(mine)}." if mine else f"{said}, and leaves {line.function}." if leaves else f"{said}."

    def _after(self, place: int) -> Line | None:
        return self._lines[place + 1] if place + 1 < self.total else None


@dataclass(slots=True)
class _Frame:
    """A call under way, its variables live."""

    call: int
    function: str
    number: int
    values: dict[str, Value] = field(default_factory=dict)

    def told(self) -> Frame:
        return Frame(self.call, narration.visible(self.function), self.number, _texts(self.values))


@dataclass(slots=True)
class _State:
    """How things stand at a place."""

    module: dict[str, Value]
    stack: list[_Frame] = field(default_factory=list)
    frames: dict[int, _Frame] = field(default_factory=dict)
    printed: str = ""
    ended: int | None = None

    def begin(self, line: Line) -> dict[str, str] | None:
        """Go to a line; returns the variables of a call that goes on where it waited."""
        if self.ended is not None:
            self.frames.pop(self.ended, None)
        self.ended = line.call if isinstance(line.outcome, Returned) else None
        del self.stack[line.depth + 1 :]
        top = self.stack[-1] if len(self.stack) > line.depth else None
        known = None
        if top is None or top.call != line.call:
            frame = self.frames.get(line.call)
            known = None if frame is None else _texts(frame.values)
            top = self.frames[line.call] = frame or _Frame(line.call, line.function, line.number)
            self.stack[line.depth :] = [top]
        top.number = line.number
        return known

    def copy(self) -> _State:
        """This state, to go on from; only values are shared, and those are never changed."""
        frames = {
            call: _Frame(call, frame.function, frame.number, dict(frame.values)) for call, frame in self.frames.items()
        }
        stack = [frames.setdefault(frame.call, frame) for frame in self.stack]
        return _State(dict(self.module), stack, frames, self.printed, self.ended)

    def value(self, owner: Line, change: Change) -> tuple[Value] | None:
        values = self._values(owner, change)
        return (values[change.name],) if change.name in values else None

    def change(self, owner: Line, change: Change) -> None:
        values = self._values(owner, change)
        if change.gone:
            values.pop(change.name, None)
        else:
            values[change.name] = change.now

    def print(self, text: str) -> None:
        if text:
            self.printed = _printable((self.printed + text)[-_PRINTED:])

    def _values(self, owner: Line, change: Change) -> dict[str, Value]:
        if change.scope == "global":
            return self.module
        frame = self.frames.setdefault(owner.call, _Frame(owner.call, owner.function, owner.number))
        return frame.values


def _late(lines: tuple[Line, ...]) -> tuple[dict[int, list[tuple[Line, Change]]], dict[int, str]]:
    """What came about at a later place than its line's own, since the line called something in between.

    By place the changes, each with its line, and what was printed where that differs from the lines' own.
    """
    changes: dict[int, list[tuple[Line, Change]]] = {}
    printed: dict[int, str] = {}
    last: dict[int, int] = {}
    for place, line in enumerate(lines):
        for change in line.changes:
            if change.at != place:
                changes.setdefault(change.at, []).append((line, change))
        before = last.get(line.call)
        if before is not None and before + 1 < place and lines[before].printed:
            printed[place - 1] = lines[place - 1].printed + lines[before].printed
            printed[before] = ""
        last[line.call] = place
    return changes, printed


def _note(log: LineLog) -> str:
    said = []
    if log.left_out:
        least = "At least " if log.more else ""
        what = "line was" if log.left_out == 1 else "lines were"
        said.append(f"{least}{log.left_out:,} more {what} executed, and not recorded.")
    if log.stopped:
        said.append(f"Recording ended before the call did: {narration.visible(log.stopped)}.")
    return " ".join(said)


def _told(owner: Line, change: Change, old: tuple[Value] | None) -> ToldChange:
    name = narration.visible(change.name)
    call = None if change.scope == "global" else owner.call
    if change.gone:
        return ToldChange(f"{name} is gone", name, None, call)
    now = _text(change.now, _SHOWN)
    if change.inside:
        return ToldChange(f"{name}: {_inside(change.inside)}", name, now, call)
    if old is None:
        return ToldChange(f"{name} = {_text(change.now, _SAID)}", name, now, call)
    was = _text(old[0], _SAID // 2)
    return ToldChange(f"{name}: {was} → {_text(change.now, _SAID)}", name, now, call)


def _inside(changed: tuple[Inside, ...]) -> str:
    texts = [_inside_text(one) for one in changed[:_CHANGES]]
    more = len(changed) - len(texts)
    return ", ".join(texts) + (f", and {more} more changes inside" if more else "")


def _inside_text(one: Inside) -> str:
    where = "".join(f"[{key!r}]" for key in one.path)
    if one.kind == "added":
        keyed = f"{one.path[-1]!r}: " if one.path and isinstance(one.path[-1], str) else ""
        return f"+ {keyed}{_text(one.new, _SAID)}"
    if one.kind == "removed":
        keyed = f"{one.path[-1]!r}: " if one.path and isinstance(one.path[-1], str) else ""
        return f"− {keyed}{_text(one.old, _SAID)}"
    if one.kind == "length":
        return f"{where} {one.old} → {one.new} items".strip()
    return f"{where} {_text(one.old, _SAID // 2)} → {_text(one.new, _SAID)}".strip()


def _spoken(change: Change) -> str:
    name = change.name
    if change.gone:
        return f"{name} is gone"
    if not change.inside:
        return f"{name} becomes {_text(change.now, _SPOKEN)}"
    one = change.inside[0]
    key = one.path[-1] if one.path and isinstance(one.path[-1], str) else None
    if one.kind == "removed" and key is not None:
        said = f"{key!r} is removed from {name}"
    elif one.kind == "added" and key is None:
        said = f"{_text(one.new, _SPOKEN)} is added to {name}"
    elif one.kind == "removed":
        said = f"{_text(one.old, _SPOKEN)} is removed from {name}"
    elif one.kind == "length":
        said = f"{name} has {one.new} items now"
    else:
        where = "".join(f"[{key!r}]" for key in one.path)
        said = f"{name}{where} becomes {_text(one.new, _SPOKEN)}"
    more = len(change.inside) - 1
    return said + (f", and {more} more {'change' if more == 1 else 'changes'} inside" if more else "")


def _listed(texts: list[str]) -> str:
    said = texts[:3] + ([f"{len(texts) - 3} more"] if len(texts) > 3 else [])
    return ", ".join(said[:-1]) + (" and " if len(said) > 1 else "") + said[-1] if said else ""


def _outcome(line: Line, kept: int = _SAID) -> str:
    ended = line.outcome
    if isinstance(ended, Returned):
        return f"returns {_text(ended.value, kept)}"
    if isinstance(ended, Yielded):
        return f"yields {_text(ended.value, kept)}"
    if isinstance(ended, Raised):
        return narration.visible(f"{ended.type}: {_cut(ended.message, kept)}" if ended.message else ended.type)
    return ""


def _texts(values: dict[str, Value]) -> dict[str, str]:
    """Variables as texts; of very many the first, for no reader wants all."""
    kept: Iterable[tuple[str, Value]] = list(values.items())[:_VARIABLES]
    return {narration.visible(name): _text(value, _SHOWN) for name, value in kept}


def _text(value: Value, kept: int) -> str:
    return _cut(narration.visible(narration.literal(value)), kept)


def _cut(text: str, kept: int) -> str:
    return text if len(text) <= kept else f"{text[: kept - 1]}…"


def _printable(text: str) -> str:
    """Printed text: its line ends are kept, everything else that cannot be seen is written as an escape."""
    return "\n".join(map(narration.visible, text.split("\n")))
