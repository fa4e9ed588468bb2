"""The lines of a handler call in words: what each did, what it changed and how things stood, a window at a time.

A call may have 20,000 lines, and nobody reads them all: a `Window` is some of them in order, with the state that they
begin from, so that it stands alone. Places count from 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from tracer.lines.insides import Inside, Path
from tracer.lines.log import Change, Event, Line, LineLog, Yielded
from tracer.outcomes import Raised, Returned
from tracer.values import Value
from tutorial import narration
from tutorial.linesource import Definition, Definitions, as_written, definitions

WINDOW = 200
"""Lines in a window, where nothing else is asked for."""

_SAID, _SHOWN, _SPOKEN = 120, 300, 80
"""Characters kept of a value beside the code, among the variables, and in a sentence."""

_CHANGES = 6
_PRINTED = 2_000
_VARIABLES = 40
_FRAMES_BELOW = 12
_CHECKPOINT = 2_000

_NAMELESS = {
    "<lambda>": "the lambda",
    "<listcomp>": "the list comprehension",
    "<setcomp>": "the set comprehension",
    "<dictcomp>": "the dict comprehension",
    "<genexpr>": "the generator expression",
}

_WRAPPED = {"~": "object", "type": "async_generator_wrapped_value"}
"""What an asynchronous generator is seen to yield: Python wraps the value in an object that nobody can look into."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A variable changed: `text` says how (`i: 1 → 2`, of another line's doing `line 22: i: 1 → 2`), `now` is its value
    then, and None when it is gone.

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
        written = as_written((variable.name for variable in log.variables), code)
        self._lines = _renamed(log.lines(), written)
        self._code = code.splitlines()
        self._definitions, self._goes_on = _calls(self._lines, definitions(code))
        names = [written.get(variable.name, variable.name) for variable in log.variables]
        module = {names[variable]: value for variable, value in log.start}
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
            told = _told(owner, change, old)
            changes.append(told if owner is line else replace(told, text=f"line {owner.number}: {told.text}"))
            (mine if owner is line else others).append((owner, _spoken(change)))
            state.change(owner, change)
        return ToldLine(
            number=self._number(place),
            event=line.event,
            function=narration.visible(line.function),
            call=line.call,
            depth=line.depth,
            sentence=self._sentence(place, mine, others, printed, known),
            changes=tuple(changes),
            outcome=_outcome(line, self._defined(place)),
            printed=_printable(_cut(printed, _PRINTED)),
            known=known,
        )

    def _changes(self, place: int) -> Iterator[tuple[Line, Change]]:
        """The changes that came about at a place, each with the line that made it."""
        line = self._lines[place]
        yield from ((line, change) for change in line.changes if change.at == place)
        yield from self._late.get(place, ())

    def _number(self, place: int) -> int:
        """The line to mark: Python has a decorated function begin at its decorator, readers at its `def`."""
        line, defined = self._lines[place], self._defined(place)
        begins = line.event == "call" and place not in self._goes_on
        return defined.line if begins and defined else line.number

    def _defined(self, place: int) -> Definition | None:
        """What the line is one of, if the program's text has it."""
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
        return narration.visible(_cut(sentence[0].upper() + sentence[1:] if _is_nameless(line) else sentence, 400))

    def _call(self, place: int, _mine: list[str], _printed: str, known: dict[str, str] | None) -> str:
        line, defined = self._lines[place], self._defined(place)
        changes = [change for change in line.changes if change.at == place and not change.gone]
        if known is not None:
            return f"{_who(line)} goes on" + (f" with {_listed(map(_standing, changes))}." if changes else ".")
        if defined is not None and defined.kind == "class":
            return f"The body of class {line.function} begins."
        given = [change for change in changes if defined is None or change.name in defined.parameters]
        seen = [change for change in changes if change not in given and not _is_code(change.now)]
        begins = "begins" if _is_nameless(line) and defined is None else "is called"
        said = f"{_who(line)} {begins}" + (f" with {_listed(map(_standing, given))}" if given else "")
        return said + (f"; it sees {_listed(map(_standing, seen))}." if seen else ".")

    def _line(self, place: int, mine: list[str], printed: str, _known: dict[str, str] | None) -> str:
        line, following = self._lines[place], self._after(place)
        deeds = [*mine]
        if printed:
            deeds.append(f"prints {narration.literal(_cut(printed.rstrip(chr(10)), _SPOKEN))}")
        if following and following.event == "call" and following.depth > line.depth:
            return f"Line {line.number} {self._calls(place + 1)}" + (f"; {_listed(deeds)}." if deeds else ".")
        if deeds:
            return f"Line {line.number}: {_listed(deeds)}."
        return f"Line {line.number}: {_cut(self._text(line.number).rstrip(':'), _SPOKEN)}"

    def _calls(self, place: int) -> str:
        """What a line does when this is the place after it, where something that it calls begins."""
        line, defined = self._lines[place], self._defined(place)
        if place in self._goes_on:
            return f"lets {_who(line)} go on"
        if defined is not None and defined.kind == "class":
            return f"runs the body of class {line.function}"
        return f"{'runs' if _is_nameless(line) and defined is None else 'calls'} {_who(line)}"

    def _return(self, place: int, mine: list[str], _printed: str, _known: dict[str, str] | None) -> str:
        line, defined = self._lines[place], self._defined(place)
        outcome = _outcome(line, defined, _SPOKEN)
        ended = f"{_who(line)} {outcome}" if outcome else f"The body of class {line.function} ends"
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
        return f"{said}; {_listed(mine)}." if mine else f"{said}, and leaves {_who(line)}." if leaves else f"{said}."

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
        if top is not None and top.call == line.call and line.event == "call":
            known = _texts(top.values)  # a generator goes on before anything else has been where it was
        elif top is None or top.call != line.call:
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


def _who(line: Line) -> str:
    """What a sentence calls the function of a line."""
    return _NAMELESS.get(line.function.rpartition(".")[2], line.function)


def _is_nameless(line: Line) -> bool:
    return _who(line) != line.function


def _renamed(lines: tuple[Line, ...], written: dict[str, str]) -> tuple[Line, ...]:
    """The lines with variables named as the code has them."""
    if not written:
        return lines

    def renamed(change: Change) -> Change:
        return replace(change, name=written.get(change.name, change.name))

    return tuple(replace(line, changes=tuple(map(renamed, line.changes))) for line in lines)


def _calls(lines: tuple[Line, ...], defined: Definitions) -> tuple[dict[int, Definition | None], frozenset[int]]:
    """What each call is one of, and the places where a call goes on that had begun before."""
    found: dict[int, Definition | None] = {}
    goes_on: set[int] = set()
    for place, line in enumerate(lines):
        if line.event == "call" and line.call in found:
            goes_on.add(place)
        elif line.event == "call":
            found[line.call] = defined.get((line.number, line.function.rpartition(".")[2]))
    return found, frozenset(goes_on)


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
    return ", ".join(texts) + (f", and {more} more {'change' if more == 1 else 'changes'} inside" if more else "")


def _inside_text(one: Inside) -> str:
    where = _place("", _holder(one) if one.kind in ("added", "removed") else one.path)
    keyed = f"{_key(one)}: " if one.container == "dict" and one.kind != "length" else ""
    if one.kind == "added":
        return f"{where} + {keyed}{_text(one.new, _SAID)}".strip()
    if one.kind == "removed":
        return f"{where} − {keyed}{_text(one.old, _SAID)}".strip()
    if one.kind == "length":
        return f"{where} {one.old} → {one.new} items".strip()
    return f"{where} {_text(one.old, _SAID // 2)} → {_text(one.new, _SAID)}".strip()


def _place(name: str, path: Path) -> str:
    """An item of a variable as Python has it: `rooms['lobby'][0]`."""
    return name + "".join(f"[{_text(key, _SPOKEN)}]" for key in path)


def _holder(one: Inside) -> Path:
    """The path to what an item was added to or removed from, or changed in."""
    return one.path if one.container in ("set", "frozenset") or one.kind == "length" else one.path[:-1]


def _key(one: Inside) -> str:
    return _text(one.path[-1], _SPOKEN)


def _spoken(change: Change) -> str:
    name, changed = change.name, change.inside
    if change.gone:
        return f"{name} is gone"
    if not changed or (len(changed) > 2 and all(one.kind == "changed" and len(one.path) == 1 for one in changed)):
        return f"{name} becomes {_text(change.now, _SPOKEN)}"
    groups = [[*group] for _, group in groupby(changed, key=_group)]
    groups.sort(key=lambda group: group[0].kind != "removed")  # what goes from one place to another is gone first
    said = [_spoken_inside(name, group) for group in groups]
    if len(groups) <= 2:
        return " and ".join(said)
    more = len(changed) - len(groups[0])
    return f"{said[0]}, and {more} more changes inside"


def _group(one: Inside) -> tuple[str, str]:
    """What is the same of changes that can be told in one: what was removed from one place, or added to it."""
    alone = one.kind == "changed" or (one.kind == "added" and one.container == "dict")
    return one.kind, repr(one.path if alone else _holder(one))


def _spoken_inside(name: str, group: list[Inside]) -> str:
    """What happened to one item, or to several of which the same is to be said."""
    one, are = group[0], "is" if len(group) == 1 else "are"
    where = _place(name, _holder(one))
    if one.kind == "removed":
        gone = [_key(each) if one.container == "dict" else _text(each.old, _SPOKEN) for each in group]
        keys = one.container == "dict" and not all(isinstance(each.path[-1], str) for each in group)
        the = f"the key{'s' if len(group) > 1 else ''} " if keys else ""  # or they are taken for values
        return f"{the}{_listed(gone)} {are} removed from {where}"
    if one.kind == "added" and one.container != "dict":
        return f"{_listed(_text(each.new, _SPOKEN) for each in group)} {are} added to {where}"
    if one.kind == "length":
        return f"{where} has {one.new} items now" if one.new else f"{where} is empty now"
    return f"{_place(name, one.path)} becomes {_text(one.new, _SPOKEN)}"


def _standing(change: Change) -> str:
    return f"{change.name} = {_text(change.now, _SPOKEN)}"


def _is_code(value: Value) -> bool:
    """Whether a value is something that code is made of, and that is shown by its type alone."""
    return isinstance(value, dict) and value.get("~") == "object" and value["type"] in ("function", "module", "type")


def _listed(all_texts: Iterable[str]) -> str:
    texts = [*all_texts]
    said = texts[:3] + ([f"{len(texts) - 3} more"] if len(texts) > 3 else [])
    return ", ".join(said[:-1]) + (" and " if len(said) > 1 else "") + said[-1] if said else ""


def _outcome(line: Line, defined: Definition | None, kept: int = _SAID) -> str:
    """How a call ended here, if it did: what the body of a class returns is nothing that anybody asked for."""
    ended, kind = line.outcome, defined.kind if defined else "function"
    if isinstance(ended, Returned):
        return f"returns {_text(ended.value, kept)}" if kind != "class" else ""
    if isinstance(ended, Yielded) and ended.value == _WRAPPED:
        return "yields"
    if isinstance(ended, Yielded):
        return f"yields {_text(ended.value, kept)}" if kind != "async" else "waits"
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
