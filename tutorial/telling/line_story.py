"""The lines of a handler call in words: what each line did, what it changed, and the state before it.

A call may have 20,000 lines, and nobody reads them all. A `Window` has some of them in order, and the state before the
first one, so that a reader needs no other window. A line's place in the call counts from 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tracer.lines.log import Event, Line, LineLog, VariableChange
from tracer.outcomes import Raised, Returned
from tracer.values import Value
from tutorial.telling.definitions import Definition, Definitions, as_written, definitions
from tutorial.telling.line_words import (
    SPOKEN,
    ToldChange,
    is_code,
    outcome,
    spoken,
    standing,
    texts,
    told,
)
from tutorial.telling.literals import literal
from tutorial.telling.words import cut, listed_few, visible

WINDOW = 200
"""How many lines a window has, unless the caller says otherwise."""

_PRINTED = 2_000
_FRAMES_BELOW = 12
_CHECKPOINT = 2_000

_NAMELESS = {
    "<lambda>": "the lambda",
    "<listcomp>": "the list comprehension",
    "<setcomp>": "the set comprehension",
    "<dictcomp>": "the dict comprehension",
    "<genexpr>": "the generator expression",
}


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line of the code as a reader sees it executed.

    `number` is the line's number in the program, `depth` the nesting of its call. `outcome` says how a call ended
    here (`returns 3`). `known` has the variables of a generator that goes on; other lines are told without them.
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
    """A call under way: its function, its current line, and its variables."""

    call: int
    function: str
    number: int
    variables: dict[str, str]


@dataclass(frozen=True, slots=True)
class Window:
    """The lines from the place `first` on, and the state before them.

    `stack` has the calls under way, the outermost first. `below` counts the calls further out, to which these lines
    do not return. `printed` is the end of the call's output so far.
    """

    first: int
    below: int
    stack: tuple[Frame, ...]
    module: dict[str, str]
    printed: str
    lines: tuple[ToldLine, ...]


class Story:
    """Tells the lines of one call.

    Attributes:
        total: how many lines the call has.
        note: what the log left out, and why recording ended; empty when the log has the whole call.
    """

    def __init__(self, log: LineLog, code: str) -> None:
        written = as_written((variable.name for variable in log.variables), code)
        self._lines = _renamed(log.lines(), written)
        self._code = code.splitlines()
        self._definitions, self._goes_on = _calls(self._lines, definitions(code))
        names = [written.get(variable.name, variable.name) for variable in log.variables]
        module = {names[variable]: value for variable, value in log.start}
        self._late, self._printed = _late(self._lines)
        self._checkpoints = {0: _PlaceState(module)}
        self.total = len(self._lines)
        self.note = _note(log)

    def walked(self) -> Iterator[tuple[int, Event, int]]:
        """The number, the event and the depth of each line in order."""
        return ((line.number, line.event, line.depth) for line in self._lines)

    def window(self, first: int = 0, count: int = WINDOW) -> Window:
        """Tell `count` lines from the place `first` on; fewer where the call ends."""
        state = self._before(first)
        places = range(first, min(first + count, self.total))
        least = min((self._lines[place].depth for place in places), default=0)
        below = max(0, min(least, len(state.stack)) - _FRAMES_BELOW)
        stack = tuple(frame.told() for frame in state.stack[below:])
        module, printed = texts(state.module), state.printed
        return Window(first, below, stack, module, printed, tuple(self._tell(state, place) for place in places))

    def _before(self, first: int) -> _PlaceState:
        """The state before a place. Checkpoints on the way make the next call quick."""
        nearest = max(place for place in self._checkpoints if place <= first)
        state = self._checkpoints[nearest].copy()
        for place in range(nearest, first):
            if place % _CHECKPOINT == 0 and place not in self._checkpoints:
                self._checkpoints[place] = state.copy()
            self._pass(state, place)
        return state

    def _pass(self, state: _PlaceState, place: int) -> None:
        """Take the state past a line without telling the line."""
        line = self._lines[place]
        state.begin(line)
        state.print(self._printed.get(place, line.printed))
        for owner, change in self._changes(place):
            state.change(owner, change)

    def _tell(self, state: _PlaceState, place: int) -> ToldLine:
        line = self._lines[place]
        known = state.begin(line)
        printed = self._printed.get(place, line.printed)
        state.print(printed)
        mine: list[tuple[Line, str]] = []
        others: list[tuple[Line, str]] = []
        changes = []
        for owner, change in self._changes(place):
            old = state.value(owner, change)
            seen = told(owner, change, old)
            changes.append(seen if owner is line else replace(seen, text=f"line {owner.number}: {seen.text}"))
            (mine if owner is line else others).append((owner, spoken(change)))
            state.change(owner, change)
        return ToldLine(
            number=self._number(place),
            event=line.event,
            function=visible(line.function),
            call=line.call,
            depth=line.depth,
            sentence=self._sentence(place, mine, others, printed, known),
            changes=tuple(changes),
            outcome=outcome(line, self._defined(place)),
            printed=visible(cut(printed, _PRINTED), keep="\n"),
            known=known,
        )

    def _changes(self, place: int) -> Iterator[tuple[Line, VariableChange]]:
        """The changes that happened at a place, each with the line that made it."""
        line = self._lines[place]
        yield from ((line, change) for change in line.changes if change.at == place)
        yield from self._late.get(place, ())

    def _number(self, place: int) -> int:
        """The line to mark. Python counts a decorator as the first line of a function; a reader looks at the `def`."""
        line, defined = self._lines[place], self._defined(place)
        begins = line.event == "call" and place not in self._goes_on
        return defined.line if begins and defined else line.number

    def _defined(self, place: int) -> Definition | None:
        """The definition that the line belongs to, if the program's text has one."""
        return self._definitions.get(self._lines[place].call)

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
        sentence = "".join([first, *later])
        return visible(cut(sentence[0].upper() + sentence[1:] if _is_nameless(line) else sentence, 400))

    def _call(self, place: int, _mine: list[str], _printed: str, known: dict[str, str] | None) -> str:
        line, defined = self._lines[place], self._defined(place)
        changes = [change for change in line.changes if change.at == place and not change.gone]
        if known is not None:
            return f"{_who(line)} goes on" + (f" with {listed_few(map(standing, changes))}." if changes else ".")
        if defined is not None and defined.kind == "class":
            return f"The body of class {line.function} begins."
        given = [change for change in changes if defined is None or change.name in defined.parameters]
        seen = [change for change in changes if change not in given and not is_code(change.now)]
        begins = "begins" if _is_nameless(line) and defined is None else "is called"
        said = f"{_who(line)} {begins}" + (f" with {listed_few(map(standing, given))}" if given else "")
        return said + (f"; it sees {listed_few(map(standing, seen))}." if seen else ".")

    def _line(self, place: int, mine: list[str], printed: str, _known: dict[str, str] | None) -> str:
        line, following = self._lines[place], self._after(place)
        deeds = [*mine]
        if printed:
            deeds.append(f"prints {literal(cut(printed.rstrip(chr(10)), SPOKEN))}")
        if following and following.event == "call" and following.depth > line.depth:
            return f"Line {line.number} {self._calls(place + 1)}" + (f"; {listed_few(deeds)}." if deeds else ".")
        if deeds:
            return f"Line {line.number}: {listed_few(deeds)}."
        return f"Line {line.number}: {cut(self._text(line.number).rstrip(':'), SPOKEN)}"

    def _calls(self, place: int) -> str:
        """Say what a line calls; the call begins at this place, right after the line."""
        line, defined = self._lines[place], self._defined(place)
        if place in self._goes_on:
            return f"lets {_who(line)} go on"
        if defined is not None and defined.kind == "class":
            return f"runs the body of class {line.function}"
        return f"{'runs' if _is_nameless(line) and defined is None else 'calls'} {_who(line)}"

    def _return(self, place: int, mine: list[str], _printed: str, _known: dict[str, str] | None) -> str:
        line, defined = self._lines[place], self._defined(place)
        how = outcome(line, defined, SPOKEN)
        ended = f"{_who(line)} {how}" if how else f"The body of class {line.function} ends"
        return f"{ended}; {listed_few(mine)}." if mine else f"{ended}."

    def _exception(self, place: int, mine: list[str], _printed: str, _known: dict[str, str] | None) -> str:
        line, following, before = self._lines[place], self._after(place), self._lines[place - 1]
        error = line.outcome if isinstance(line.outcome, Raised) else Raised("An exception", "", None)
        if before.event == "exception" and before.depth > line.depth:
            said = f"{error.type} comes to line {line.number}"
        else:
            message = f": {cut(error.message, SPOKEN)}" if error.message else ""
            said = f"Line {line.number} raises {error.type}{message}"
        leaves = following is None or following.depth < line.depth
        return f"{said}; {listed_few(mine)}." if mine else f"{said}, and leaves {_who(line)}." if leaves else f"{said}."

    def _after(self, place: int) -> Line | None:
        return self._lines[place + 1] if place + 1 < self.total else None


@dataclass(slots=True)
class _LiveFrame:
    """A call under way, with its variables as values."""

    call: int
    function: str
    number: int
    values: dict[str, Value] = field(default_factory=dict)

    def told(self) -> Frame:
        return Frame(self.call, visible(self.function), self.number, texts(self.values))


@dataclass(slots=True)
class _PlaceState:
    """The state at a place: the module's variables, the calls under way, and the output."""

    module: dict[str, Value]
    stack: list[_LiveFrame] = field(default_factory=list)
    frames: dict[int, _LiveFrame] = field(default_factory=dict)
    printed: str = ""
    ended: int | None = None

    def begin(self, line: Line) -> dict[str, str] | None:
        """Go to a line, and return the variables of a call that goes on where it waited."""
        if self.ended is not None:
            self.frames.pop(self.ended, None)
        self.ended = line.call if isinstance(line.outcome, Returned) else None
        del self.stack[line.depth + 1 :]
        top = self.stack[-1] if len(self.stack) > line.depth else None
        known = None
        if top is not None and top.call == line.call and line.event == "call":
            known = texts(top.values)  # nothing else has used its place on the stack
        elif top is None or top.call != line.call:
            frame = self.frames.get(line.call)
            known = None if frame is None else texts(frame.values)
            top = self.frames[line.call] = frame or _LiveFrame(line.call, line.function, line.number)
            self.stack[line.depth :] = [top]
        top.number = line.number
        return known

    def copy(self) -> _PlaceState:
        """Copy this state. The copy shares the values, which never change."""
        frames = {
            call: _LiveFrame(call, frame.function, frame.number, dict(frame.values))
            for call, frame in self.frames.items()
        }
        stack = [frames.setdefault(frame.call, frame) for frame in self.stack]
        return _PlaceState(dict(self.module), stack, frames, self.printed, self.ended)

    def value(self, owner: Line, change: VariableChange) -> tuple[Value] | None:
        values = self._values(owner, change)
        return (values[change.name],) if change.name in values else None

    def change(self, owner: Line, change: VariableChange) -> None:
        values = self._values(owner, change)
        if change.gone:
            values.pop(change.name, None)
        else:
            values[change.name] = change.now

    def print(self, text: str) -> None:
        if text:
            self.printed = visible((self.printed + text)[-_PRINTED:], keep="\n")

    def _values(self, owner: Line, change: VariableChange) -> dict[str, Value]:
        if change.scope == "global":
            return self.module
        frame = self.frames.setdefault(owner.call, _LiveFrame(owner.call, owner.function, owner.number))
        return frame.values


def _who(line: Line) -> str:
    """The words for a line's function in a sentence."""
    return _NAMELESS.get(line.function.rpartition(".")[2], line.function)


def _is_nameless(line: Line) -> bool:
    return _who(line) != line.function


def _renamed(lines: tuple[Line, ...], written: dict[str, str]) -> tuple[Line, ...]:
    """Give the variables the names that they have in the code."""
    if not written:
        return lines

    def renamed(change: VariableChange) -> VariableChange:
        return replace(change, name=written.get(change.name, change.name))

    return tuple(replace(line, changes=tuple(map(renamed, line.changes))) for line in lines)


def _calls(lines: tuple[Line, ...], defined: Definitions) -> tuple[dict[int, Definition | None], frozenset[int]]:
    """Each call's definition, and the places where a call goes on that began before."""
    found: dict[int, Definition | None] = {}
    goes_on: set[int] = set()
    for place, line in enumerate(lines):
        if line.event == "call" and line.call in found:
            goes_on.add(place)
        elif line.event == "call":
            found[line.call] = defined.get((line.number, line.function.rpartition(".")[2]))
    return found, frozenset(goes_on)


def _late(lines: tuple[Line, ...]) -> tuple[dict[int, list[tuple[Line, VariableChange]]], dict[int, str]]:
    """Find what a line did after the lines that it called: such a change or output belongs to a later place.

    Returns:
        By place, the changes with their lines, and the output where it differs from the line's own.
    """
    changes: dict[int, list[tuple[Line, VariableChange]]] = {}
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
        said.append(f"Recording ended before the call did: {visible(log.stopped)}.")
    return " ".join(said)
