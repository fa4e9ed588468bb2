"""Ask a trace what happened in it: counts, clients, orders, exceptions, lines and packets."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.trace import Delivery, Raised, Step, Trace
from tracer.values import Value
from tutorial.lesson.answers import (
    Count,
    ExceptionIn,
    LineOf,
    Matching,
    OrderOf,
    PacketOf,
    Received,
    ReceivedBy,
    WhoMissed,
    WhoReceived,
)
from tutorial.quiz.run_answer import Candidate, RunAnswer, UnanswerableError
from tutorial.telling import narration
from tutorial.telling.literals import literals, plain
from tutorial.telling.phases import phase_sentence
from tutorial.telling.words import code, each_quoted, listed, short, short_quoted, steps

_NOTHING = "nothing"


def count(query: Count, trace: Trace) -> RunAnswer:
    """Count things. The wrong numbers are the counts of other names, clients and directions."""
    places = _places(query, trace)
    if query.of is not None and not places:
        names = {name for name, *_ in _counted(_all_of(query), trace) if name}
        if query.of not in names:
            what = f"the run has no {query.count} of {short_quoted(query.of)}"
            raise UnanswerableError(what, f"it has {each_quoted(sorted(names))}")
    where = f", in {steps(dict.fromkeys(places))}" if places else ""
    number = str(len(places))
    why = f"The run has {number} of them{where}."
    right = Candidate(number, why)
    others: dict[str, Candidate] = {}
    for other, told in _neighbours(query, trace):
        said = str(len(_places(other, trace)))
        if said != number:
            others.setdefault(said, Candidate(said, f"That is the number {told}."))
    return RunAnswer(number, (right,), tuple(others.values()), lambda _: "That many of them are nowhere in this run.")


def _all_of(query: Count) -> Count:
    """The query without its name, client, direction and step."""
    return query.model_copy(update={"of": None, "client": None, "step": None, "direction": None})


def _neighbours(query: Count, trace: Trace) -> Iterator[tuple[Count, str]]:
    """Other counts that a student may mistake for this one, and what they count."""
    everything = list(_counted(_all_of(query), trace))
    for name in dict.fromkeys(name for name, *_ in everything if name):
        yield query.model_copy(update={"of": name}), f"of {code(name)}"
    for client in trace.clients if query.client or len(trace.clients) > 1 else ():
        yield query.model_copy(update={"client": client}), f"for {client}"
    for direction in ("to server", "to client") if query.count == "packets" else ():
        yield query.model_copy(update={"direction": direction}), f"of those that go {direction}"
    for number in range(1, len(trace.steps) + 1) if query.step else ():
        yield query.model_copy(update={"step": number}), f"in step {number}"
    yield _all_of(query), f"of all {query.count} in the run"
    events = query.model_copy(update={"count": "steps", **_NO_FILTERS})
    if query.count != "steps":
        yield events, "of the run’s steps"


_NO_FILTERS = {"of": None, "client": None, "step": None, "direction": None}


def _places(query: Count, trace: Trace) -> list[int]:
    """The step of each thing that the query counts."""
    return [
        number
        for name, clients, direction, number in _counted(query, trace)
        if query.of in (None, name)
        and (query.client is None or query.client in clients)
        and query.step in (None, number)
        and query.direction in (None, direction)
    ]


_CountedThing = tuple[str | None, tuple[str, ...], str | None, int]


def _counted(query: Count, trace: Trace) -> Iterator[_CountedThing]:
    """The things to count: name, clients, direction and step of each."""
    for step in trace.steps:
        yield from ((*one, step.number) for one in _of_step(query.count, step))


def _of_step(what: str, step: Step) -> Iterator[tuple[str | None, tuple[str, ...], str | None]]:
    own = (step.trigger.client,) if step.trigger.client else ()
    if what == "steps" and step.trigger.kind != "end":
        yield step.trigger.event or step.trigger.kind, own, None
    elif what == "calls":
        yield from ((call.function, own, None) for call in step.calls)
    elif what == "emits":
        yield from ((emit.event, emit.to, None) for emit in step.emits if emit.failed is None)
    elif what == "packets":
        yield from ((None, (packet.client,), packet.direction) for phase in step.phases for packet in phase.packets)
    elif what == "deliveries":
        yield from ((one.event or one.kind, (one.client,), None) for one in step.deliveries if not one.local)


def who_received(query: WhoReceived, trace: Trace) -> RunAnswer:
    """The clients that received something."""
    return _who(query.who_received, trace, missed=False)


def who_missed(query: WhoMissed, trace: Trace) -> RunAnswer:
    """The clients that did not receive something."""
    return _who(query.who_missed, trace, missed=True)


def _who(wanted: Received, trace: Trace, *, missed: bool) -> RunAnswer:
    got: dict[str, list[int]] = {client: [] for client in trace.clients}
    for step in trace.steps:
        for delivery in step.deliveries:
            if wanted.step in (None, step.number) and _is(delivery, wanted):
                got[delivery.client].append(step.number)
    if not any(got.values()):
        texts = [narration.received(one) for step in trace.steps for one in step.deliveries if not one.local]
        raise UnanswerableError("no client receives that in this run", f"they receive {each_quoted(texts)}")

    def candidate(client: str) -> Candidate:
        if got[client]:
            return Candidate(client, f"{client} receives it in {steps(dict.fromkeys(got[client]))}.")
        return Candidate(client, f"{client} does not receive it.")

    right = [client for client in trace.clients if bool(got[client]) != missed]
    if not right:
        raise _missed_by_nobody(wanted, trace)
    others = tuple(candidate(client) for client in trace.clients if client not in right)
    return RunAnswer(
        listed(right), tuple(map(candidate, right)), others, lambda _: "No client of this run is called so.", str.strip
    )


def _missed_by_nobody(wanted: Received, trace: Trace) -> UnanswerableError:
    """Why there is nobody: all clients receive it. Name a step in which some client misses it, if there is one."""
    got = [
        (step.number, one)
        for step in trace.steps
        for one in step.deliveries
        if _is(one, wanted) and wanted.step in (None, step.number)
    ]
    texts = each_quoted(narration.received(one) for _, one in got)
    verb = {1: "receives", 2: "both receive"}.get(len(trace.clients), "all receive")
    what = f"{steps(dict.fromkeys(number for number, _ in got))}: {listed(trace.clients)} {verb} {texts}"
    events = {one.event for _, one in got}
    for step in trace.steps:
        receivers = {one.client for one in step.deliveries if one.event in events and _is(one, wanted)}
        if receivers and (missing := [client for client in trace.clients if client not in receivers]):
            return UnanswerableError(what, f"step {step.number} is missed by {listed(missing)}")
    return UnanswerableError(what, "no step's is missed by anyone; ask `who_received`")


def _is(delivery: Delivery, wanted: Received) -> bool:
    said = [narration.received(delivery), *map(plain, delivery.arguments)]
    return (
        not delivery.local
        and wanted.event in (None, delivery.event)
        and (wanted.message is None or wanted.message in said)
    )


def received_by(query: ReceivedBy, trace: Trace) -> RunAnswer:
    """The answer: what one client received in a step."""
    step = _step(trace, query.step)
    real = _got(step, query.received_by)
    said = tuple(", ".join(map(plain, one.arguments)) for one in step.deliveries if one.client == query.received_by)
    forms = said if len(said) == 1 and said[0] else ()
    right = Candidate(real, f"In step {query.step} {query.received_by} receives {_shown(real)}.", forms)
    others = [
        Candidate(_got(step, client), f"That is what {client} receives in this step.")
        for client in trace.clients
        if client != query.received_by
    ]
    others += [
        Candidate(_got(other, query.received_by), f"{query.received_by} receives that in step {other.number}.")
        for other in trace.steps
    ]
    wrong = {other.text: other for other in reversed(others) if other.text != real}
    return RunAnswer(
        short_quoted(real),
        (right,),
        tuple(reversed(wrong.values())),
        lambda _: f"{query.received_by} never receives that.",
    )


def _got(step: Step, client: str) -> str:
    texts = [narration.received(one) for one in step.deliveries if one.client == client and not one.local]
    return "; ".join(texts) or _NOTHING


def _shown(text: str) -> str:
    return text if text == _NOTHING else code(short(text))


def order(query: OrderOf, trace: Trace) -> RunAnswer:
    """The answer: things in the order in which they happened."""
    things = _in_order(query, trace)
    if len(things) < 2:
        raise UnanswerableError(f"the run has fewer than two {query.order} to put in order", "ask about more of it")
    if len(things) > 12:
        raise UnanswerableError(f"{len(things)} {query.order} are too many to put in order", "name 12 steps at most")
    loose = [step for step in trace.steps if step.unordered and (not query.steps or step.number in query.steps)]
    if loose and query.order != "phases":
        raise UnanswerableError(
            f"nothing fixes the order of {steps(step.number for step in loose)}", "leave all but one of them out"
        )
    right = tuple(Candidate(text, f"It is number {place}, in step {step}.") for place, (text, step) in _placed(things))
    return RunAnswer(", ".join(short_quoted(text) for text, _ in things), right)


def _placed(things: list[tuple[str, int]]) -> Iterator[tuple[int, tuple[str, int]]]:
    return enumerate(things, 1)


def _in_order(query: OrderOf, trace: Trace) -> list[tuple[str, int]]:
    """The words and the step of each thing."""
    chosen = [step for step in trace.steps if step.number in query.steps or not query.steps]
    if query.order == "steps":
        return [(narration.trigger(step), step.number) for step in chosen]
    if query.order == "calls":
        return [(_called(call.function, call.arguments), step.number) for step in chosen for call in step.calls]
    return [(str(phase_sentence(step, phase)), step.number) for step in chosen for phase in step.phases]


def _called(function: str, arguments: tuple[Value, ...]) -> str:
    return f"{function}({literals(arguments)})"


def matching(query: Matching, trace: Trace) -> RunAnswer:
    """The answer: what each client received in a step, or sent in the whole run."""
    chosen = [_step(trace, query.step)] if query.step else list(trace.steps)
    one = _got if query.match == "received" else _sent
    said = {client: _joined(one(step, client) for step in chosen) for client in trace.clients}
    texts = list(dict.fromkeys(said.values()))
    if len(texts) < 2:
        who = "every client" if len(said) > 1 else "the only client"
        raise UnanswerableError(f"there is nothing to match: {who} {query.match} the same", "name another step")
    right = tuple(
        Candidate(text, f"{listed(c for c in said if said[c] == text)} {query.match} {_shown(text)}.") for text in texts
    )
    pairs = tuple((client, texts.index(text)) for client, text in said.items())
    return RunAnswer("; ".join(f"{client}: {short(text)}" for client, text in said.items()), right, pairs=pairs)


def _joined(texts: Iterator[str]) -> str:
    return "; ".join(text for text in texts if text != _NOTHING) or _NOTHING


def _sent(step: Step, client: str) -> str:
    what = step.trigger
    if what.kind != "event" or what.client != client:
        return _NOTHING
    arguments = literals(what.arguments)
    return arguments if what.event == "message" else f"'{what.event}' {arguments}".strip()


def exception_in(query: ExceptionIn, trace: Trace) -> RunAnswer:
    """The answer: the exception that a handler raised in a step."""
    raised = {
        step.number: call.outcome
        for step in trace.steps
        for call in reversed(step.calls)
        if isinstance(call.outcome, Raised)
    }
    if query.step not in raised:
        said = f"{steps(raised)} raise{'s' if len(raised) == 1 else ''} one" if raised else "no step of this run does"
        raise UnanswerableError(f"no handler raises an exception in step {query.step}", said)

    def text(outcome: Raised) -> str:
        return {"type": outcome.type, "message": outcome.message, "line": str(outcome.line)}[query.exception]

    right_one = raised[query.step]
    said = f"`{right_one.type}`" + (f" with the message {code(right_one.message)}" if right_one.message else "")
    line = f" in line {right_one.line}" if right_one.line else ""
    right = Candidate(text(right_one), f"In step {query.step} the handler raises {said}{line}.")
    others = tuple(
        Candidate(text(outcome), f"That is the exception of step {number}.")
        for number, outcome in raised.items()
        if text(outcome) != right.text
    )
    return RunAnswer(short_quoted(right.text), (right,), others, lambda _: "No exception of this run is so.")


def line_of(query: LineOf, trace: Trace) -> RunAnswer:
    """The answer: the line where something of a step happens."""
    happens = list(_happenings(trace))
    lines = {line for what, step, line, _ in happens if what == query.line and step == query.step}
    if not lines:
        had = dict.fromkeys(step for what, step, *_ in happens if what == query.line)
        said = f"{steps(had)} {'has' if len(had) == 1 else 'have'} one" if had else "no step of this run has one"
        raise UnanswerableError(f"no line of step {query.step} is that of '{query.line}'", said)
    why: dict[int, str] = {}
    for what, step, line, told in happens:
        here = what == query.line and step == query.step
        if here or line not in lines:
            why.setdefault(line, f"Line {line}: {told} in step {step}.")
    right = tuple(_line(line, why[line]) for line in sorted(lines))
    others = tuple(_line(line, told) for line, told in sorted(why.items()) if line not in lines)
    real = listed(f"line {line}" for line in sorted(lines))
    return RunAnswer(real, right, others, lambda _: "Nothing that was asked for happens on that line.", _canonical_line)


def _happenings(trace: Trace) -> Iterator[tuple[str, int, int, str]]:
    """What happens at lines of the code: its kind, its step, its line, and words for it."""
    for step in trace.steps:
        for call in step.calls:
            if call.line:
                yield "handler", step.number, call.line, f"{code(call.function)} begins here, and is called"
            if isinstance(call.outcome, Raised) and call.outcome.line:
                yield "exception", step.number, call.outcome.line, f"`{call.outcome.type}` is raised here"
        for emit in step.emits:
            if emit.line and emit.kind == "event":
                yield "emit", step.number, emit.line, f"the server sends {code(emit.event)} from here"
        for change in step.rooms:
            if change.line:
                yield "room", step.number, change.line, f"a room is {change.kind} here"


def _line(number: int, why: str) -> Candidate:
    return Candidate(f"Line {number}", why, (str(number),))


def _canonical_line(text: str) -> str:
    return text.strip().casefold().removeprefix("line").strip()


def packet_of(query: PacketOf, trace: Trace) -> RunAnswer:
    """The answer: a packet of a step."""

    def packets(step: Step) -> list[str]:
        return [one.text for phase in step.phases for one in phase.packets if one.direction == query.packet]

    here = packets(_step(trace, query.step))
    if len(here) < query.number:
        what = f"step {query.step} has {len(here)} packets {query.packet}"
        raise UnanswerableError(what, "ask for another one, or in another step")
    real = here[query.number - 1]
    right = Candidate(real, f"In step {query.step} {code(short(real))} goes {query.packet}.")
    others: dict[str, Candidate] = {}
    for step in trace.steps:
        for packet in (one for phase in step.phases for one in phase.packets if one.text != real):
            why = f"That packet goes {packet.direction} in step {step.number}."
            others.setdefault(packet.text, Candidate(packet.text, why))
    return RunAnswer(
        short_quoted(real), (right,), tuple(others.values()), lambda _: "No packet of this run has this text."
    )


def _step(trace: Trace, number: int | None) -> Step:
    found = next((step for step in trace.steps if step.number == number), None)
    if found is None:
        raise UnanswerableError(f"the run has no step {number}", f"it has steps 1 to {len(trace.steps)}")
    return found
