"""Retell an app recording as a scenario: actions as an author writes them, and remarks on what cannot be said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Any

from tracer.trace import Step
from tutorial.lesson.scenario import MOST_ACTIONS
from tutorial.record.app_recording import AppRecording, Seen
from tutorial.record.items import LOST, Connection, Item, OpenAcks, in_namespace, shorten_returns, told_locally
from tutorial.record.sent_payloads import SentPayloads, cookie_remarks
from tutorial.record.unrepeatable import unrepeatable
from tutorial.record.written_actions import Written, message, sayable_namespace, unsayable, unsayable_event
from tutorial.run.runner import Limits
from tutorial.telling.words import quoted

_SLOWEST = Limits().seconds / 2
"""How many seconds a lesson waits for a background task at most."""
_SLOW = 0.05
"""A handler that runs for at least so many seconds runs at once with what comes meanwhile."""
_REQUEST = re.compile(r"[A-Z]+ /")
_NO_GOODBYE = "no goodbye came: the line was cut, or the client closed it without one"


class Script:
    """A recording retold as a scenario: `items` in order, `answers` by event, and the steps that both will make."""

    def __init__(self, recorded: AppRecording) -> None:
        self.recorded = recorded
        self.items: list[Item] = []
        self.answers: dict[str, tuple[Any, ...]] = {}
        self.payloads = SentPayloads(recorded)
        self._open: dict[str, Connection] = {}
        self._connected: set[str] = set()
        self._asked = OpenAcks()
        self._awaited: dict[str, int] = {}
        self._end: list[Step] = []
        self._slow: set[int] = set()
        for step, seen in zip(recorded.trace.steps, recorded.seen, strict=False):
            self._tell(in_namespace(step), seen)
            self.payloads.hear(step.deliveries)
        for what in recorded.unfinished:
            self._remark(f"{what} had not ended when the recording did, and is left out")
        shorten_returns(self.items)
        self.unrepeatable = unrepeatable(recorded, {step.number for item in self.items for step in item.steps})
        self._note_unsure()
        self.rest = self._beyond()

    def _beyond(self) -> list[Item]:
        """Take away the actions beyond the number that a scenario may have."""
        counts = accumulate(len(item.actions) for item in self.items)
        fit = sum(count <= MOST_ACTIONS for count in counts)
        rest, self.items = self.items[fit:], self.items[:fit]
        last = next((item.steps[-1] for item in reversed(self.items) if item.steps), None)
        if rest and last is not None:
            state, variables = last.after, last.variables
            self._end = [replace(end, before=state, after=state, variables=variables) for end in self._end]
        return rest

    def _note_unsure(self) -> None:
        """Add the notes on what is not expected, each before the first action from which it holds."""
        for number, note in self.unrepeatable.notes.items():
            later = (item for item in self.items if item.steps and item.steps[0].number >= number)
            (next(later, None) or self._remark()).notes.append(note)

    def steps(self) -> tuple[Step, ...]:
        """The steps that the scenario makes, with new numbers; the end row is the last."""
        found = [step for item in self.items for step in self._in_order(item)] + self._end
        return tuple(replace(step, number=number, unordered=()) for number, step in enumerate(found, 1))

    def doubts(self) -> Iterator[frozenset[str]]:
        """For each step of `steps`, the cells and variables that are not expected."""
        for item in self.items:
            yield from (self.unrepeatable.of(step, silent=step.number in item.silent) for step in self._in_order(item))
        yield from map(self.unrepeatable.of, self._end)

    def _in_order(self, item: Item) -> list[Step]:
        """An item's steps in the order of a run: the order of the clients, where several acted at once."""
        lanes = self.recorded.trace.clients
        if not item.together():
            return item.steps
        return sorted(item.steps, key=lambda step: lanes.index(step.trigger.client or ""))

    def _tell(self, step: Step, seen: Seen) -> None:
        client = step.trigger.client or ""
        self._slow |= {step.number} if seen.took > _SLOW else set()
        if step.trigger.kind == "end":
            self._end = [step]
        elif step.trigger.kind == "connect":
            self._connect(client, step, seen)
        elif step.trigger.kind == "event":
            self._say(client, step, seen)
        elif step.trigger.kind == "disconnect":
            self._leave(client, step, seen)
        elif step.trigger.kind == "ack":
            self._answer(client, step, seen)
        else:
            self._outside(step, seen)

    def _add(self, step: Step, client: str | None, action: Written) -> Item:
        item = Item([(client, action)], steps=[step])
        self.items.append(item)
        self._asked.note(step, item)
        return item

    def _remark(self, *texts: str) -> Item:
        item = Item(remarks=list(texts))
        self.items.append(item)
        return item

    # -- connections

    def _connect(self, client: str, step: Step, seen: Seen) -> None:
        before, namespace = self._open.get(client), step.trigger.namespace
        if not sayable_namespace(namespace):
            self._remark(f"{client} connects to {quoted(namespace)}, which a scenario cannot name")
            return
        if before is not None and step.before.get(client) == "Closed":
            before.joined.clear()  # the server has ended it, if the client has not
            before.at_once = False
        accepted = any(phase.kind == "accepts" for phase in step.phases)
        if before is None or not before.joined or (before.connection == seen.connection and before.at_once):
            self._connect_now(client, step, seen, before, accepted=accepted)
        elif before.connection == seen.connection and namespace not in before.had:
            what = f"{client} connects to {namespace} only now; a scenario connects to all namespaces at once, above"
            self._remark(what)
            self._join(before, step, accepted=accepted)
            before.item.silent.add(step.number)
        else:
            self._remark(f"{client} connects again while it is connected, which a scenario cannot say")

    def _connect_now(self, client: str, step: Step, seen: Seen, before: Connection | None, *, accepted: bool) -> None:
        if before is not None and before.connection == seen.connection and before.at_once:
            self._join(before, step, accepted=accepted)
            return
        step = replace(step, trigger=replace(step.trigger, again=client in self._connected))
        self._connected.add(client)
        action: Written = {"namespaces": [step.trigger.namespace]}
        auth, remark = seen.payload[0] if seen.payload else None, ""
        if isinstance(auth, dict) and unsayable(auth) is None:
            (auth,), notes = self.payloads.written(client, step.trigger.namespace, (auth,))
            remark = "; ".join(notes)
            action |= {"auth": auth} if auth else {}
        elif auth is not None:
            remark = f"{client} connects with an auth that is no plain mapping, which a scenario cannot say"
        if seen.query:
            action["query"] = dict(seen.query)
        item = self._add(step, client, {"connect": action})
        item.remarks += [remark] if remark else []
        item.remarks += cookie_remarks(client, seen, self.recorded.code)
        joined = [step.trigger.namespace] if accepted else []
        self._open[client] = Connection(
            seen.connection, item, action, joined, {step.trigger.namespace}, at_once=accepted
        )

    def _join(self, connection: Connection, step: Step, *, accepted: bool) -> None:
        connection.action["namespaces"].append(step.trigger.namespace)
        connection.item.steps.append(step)
        connection.had.add(step.trigger.namespace)
        connection.joined += [step.trigger.namespace] if accepted else []

    def _leave(self, client: str, step: Step, seen: Seen) -> None:
        connection, namespace = self._open.get(client), step.trigger.namespace
        if connection is None or connection.connection != seen.connection or namespace not in connection.joined:
            return
        reason, task = step.trigger.reason or "", step.trigger.task
        last = connection.joined == [namespace]
        connection.joined.remove(namespace)
        connection.at_once = False
        if reason in LOST:
            self._drop(client, step, reason, first=not connection.lost)
            connection.lost = True
        elif reason == "client disconnect":
            one = {"disconnect": None} if last else {"disconnect": {"namespace": namespace}}
            self._add(told_locally(step, [namespace]), client, one)
        elif (
            task is not None and not _REQUEST.match(task) and task not in self.recorded.running and task.isidentifier()
        ):
            self._add(step, None, {"wait": {"task": task}})
        else:
            by = task or "the server"
            item = self._add(step, client, {"disconnect": None if last else {"namespace": namespace}})
            item.remarks.append(f"here {by} disconnects {client}, which a scenario cannot say; it leaves by itself")
            item.silent.add(step.number)

    def _drop(self, client: str, step: Step, reason: str, *, first: bool) -> None:
        """Note a lost connection. It makes a step for each namespace; the last step tells the client of all of them."""
        if not first:
            item = next(item for item in reversed(self.items) if (client, {"drop": None}) in item.actions)
            earlier = [one.namespace for one in item.steps[-1].deliveries if one.local]
            quiet = tuple(one for one in item.steps[-1].deliveries if not one.local)
            item.steps[-1] = replace(item.steps[-1], deliveries=quiet)
            item.steps.append(told_locally(step, [*earlier, step.trigger.namespace]))
            return
        item = self._add(told_locally(step, [step.trigger.namespace]), client, {"drop": None})
        if reason == "ping timeout":
            item.remarks.append(f"{client} answers no more pings, which a scenario cannot say; here its cable is cut")
            item.silent.add(step.number)
        else:
            item.notes.append(_NO_GOODBYE)

    # -- events

    def _say(self, client: str, step: Step, seen: Seen) -> None:
        what, event = step.trigger, step.trigger.event or ""
        connection = self._open.get(client)
        why = unsayable_event(event) or next(filter(None, map(unsayable, seen.payload)), None)
        if connection is None or what.namespace not in connection.joined:
            why = why or f"it is not connected to {what.namespace} in this scenario"
        if why:
            self._remark(f"{client} emits {quoted(event)} here, which a scenario cannot say: {why}")
            return
        if connection is not None:
            connection.at_once = False
        payload, notes = self.payloads.written(client, what.namespace, seen.payload)
        action = message(event, payload)
        action |= {"ack": True} if what.wants_ack else {}
        action |= {"namespace": what.namespace} if what.namespace != "/" else {}
        last = self.items[-1] if self.items else None
        if (
            last
            and last.actions
            and any(one.number in step.unordered and one.number in self._slow for one in last.steps)
        ):
            last.actions.append((client, action))
            last.steps.append(step)
            self._asked.note(step, last)
            item = last
        else:
            item = self._add(step, client, action)
        item.remarks += notes

    # -- acknowledgements of clients

    def _answer(self, client: str, step: Step, seen: Seen) -> None:
        event, item = self._asked.answered(client, step)
        if item is None:
            self._remark(f"{client} acknowledges something here that is not in this scenario")
            return
        why = next(filter(None, map(unsayable, seen.payload)), None)
        if why is None and self.answers.setdefault(event, seen.payload) != seen.payload:
            why = f"it answers {quoted(event)} otherwise than before, and `answers` has one answer for an event"
        if why:
            item.remarks.append(f"{client} acknowledges {quoted(event)}, which a scenario cannot say: {why}")
            return
        self._answered_at_once(client, step, item)
        item.steps.append(step)
        self._asked.note(step, item)

    def _answered_at_once(self, client: str, step: Step, item: Item) -> None:
        """A lesson's client acknowledges at once, so what came before the acknowledgement is played after it."""
        between = self.items[self.items.index(item) + 1 :]
        leaves = step.before.get(client) == "Open" and step.after.get(client) == "Closed"
        for later in between:
            if leaves and any(actor == client for actor, _ in later.actions):
                later.actions, later.steps = [], []
                what = f"{client} did something here before it acknowledged, and was disconnected; here it acknowledges"
                later.remarks.append(f"{what} at once, and is gone")
            elif step.calls:
                later.silent.update(one.number for one in later.steps)
        if between:
            item.silent.add(step.number)

    def unanswered(self) -> Iterator[str]:
        """Events that one client answered and another did not; a lesson's clients all answer alike."""
        for client, event in self._asked.open():
            if event in self.answers:
                yield f"{client} once did not acknowledge {quoted(event)}; in a lesson every client does"

    # -- what the server does by itself

    def _outside(self, step: Step, seen: Seen) -> None:
        task, event = step.trigger.task, step.trigger.event
        what = f"{task or 'the server'} {f'emits {quoted(event)}' if event else 'changes rooms'} here"
        if task and _REQUEST.match(task):
            self._remark(f"{what}; a scenario asks for no page: let a client emit an event whose handler does the same")
        elif event is None:
            self._remark(f"{what}, outside any event, and nothing says when: no action waits for that")
        elif seen.delay > _SLOWEST:
            why = f"after {seen.delay:.0f} s; a lesson's run ends after {Limits().seconds:.0f}: let it wait less"
            self._remark(f"{what} {why}, and write `- wait: {{event: {event}}}`")
        elif why_not := unsayable_event(event):
            self._remark(f"{what}, which a scenario cannot wait for: {why_not}")
        else:
            self._wait(step, event)

    def _wait(self, step: Step, event: str) -> None:
        self._awaited[event] = times = self._awaited.get(event, 0) + 1
        wait: Written = {"event": event, "times": times} if times > 1 else {"event": event}
        last = self.items[-1] if self.items else None
        if last and last.actions and last.actions[-1][1].get("wait", {}).get("event") == event and not last.remarks:
            last.actions[-1] = (None, {"wait": wait})
            last.steps.append(step)
            self._asked.note(step, last)
        else:
            self._add(step, None, {"wait": wait})
