"""Writes what a client sent as a scenario sends it: what comes from the run itself is taken from the run.

A session id becomes `{sid: Grace}`. A text that the client had received, and that nobody had sent and the code does not
hold, was made by the server: it becomes `{received: created, path: code}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tracer.trace import Delivery
from tracer.values import Value
from tutorial.lesson.played_values import played_value
from tutorial.record.app_recording import AppRecording, Seen
from tutorial.record.redaction import FromTheRun
from tutorial.telling.words import listed, quoted

_LABEL = re.compile(r"‹(?P<client>.+)'s (?:\w+ )?sid(?: on (?P<namespace>/.*))?›")
_READS_COOKIES = re.compile(r"\b(?:session|current_user|cookies|login_required|jwt\w*)\b")
_SHORTEST = 4
"""How long a text must be, that it is taken for one that the server made."""


def cookie_remarks(client: str, seen: Seen, code: str) -> list[str]:
    """What a client came with that a web page had given it, if the app reads such things; a lesson has no web page."""
    if not seen.cookies or not _READS_COOKIES.search(code):
        return []
    cookies = listed(map(quoted, seen.cookies))
    came = (
        f"{client} came with the login or session of a web page ({cookies}), which a client of a lesson does not have"
    )
    return [f"{came}: let the connect handler take it from `auth`, or let an event log in"]


class SentPayloads:
    """The payloads of one recording, in the order in which they were sent."""

    def __init__(self, recorded: AppRecording) -> None:
        self.ids = {one.value: one.marker or "" for one in recorded.private if one.what == "a session id"}
        self.clients = recorded.trace.clients
        self.code = recorded.code
        self.said: set[str] = set()
        self.made: set[str] = set()
        """The texts that the server made and that came back: another run makes other ones."""
        self.heard: list[Delivery] = []

    def hear(self, deliveries: tuple[Delivery, ...]) -> None:
        """Note what clients have received by now."""
        self.heard += [one for one in deliveries if one.kind in ("event", "ack") and one.event]

    def written(self, client: str, namespace: str, payload: tuple[Any, ...]) -> tuple[tuple[Any, ...], list[str]]:
        """The payload as a scenario has it, and remarks on what cannot be said."""
        notes: list[str] = []
        written = tuple(self._part(client, namespace, part, notes) for part in payload)
        self.said.update(_texts(payload))
        return written, [*dict.fromkeys(notes)]

    def _part(self, client: str, namespace: str, part: Any, notes: list[str]) -> Any:
        if isinstance(part, str):
            return self._text(client, namespace, part, notes)
        if isinstance(part, dict):
            same = {key: self._part(client, namespace, inner, notes) for key, inner in part.items()}
            return {"literally": part} if played_value(part, self.clients) is not None and same == part else same
        if isinstance(part, (list, tuple)):
            return [self._part(client, namespace, inner, notes) for inner in part]
        return part

    def _text(self, client: str, namespace: str, text: str, notes: list[str]) -> Any:
        found = _LABEL.fullmatch(self.ids.get(text, ""))
        if found and "transport" not in self.ids[text]:
            place = found["namespace"] or "/"
            return FromTheRun({"sid": found["client"]} | ({"namespace": place} if place != namespace else {}))
        for value in self.ids:
            if value in text:
                notes.append("what is sent here holds a session id, which is another one in every run")
                text = text.replace(value, "a session id")
        return self._received(client, text) or text

    def _received(self, client: str, text: str) -> dict[str, Any] | None:
        """Where the client had received a text that the server made."""
        if len(text) < _SHORTEST or text in self.said or text in self.code:
            return None
        mine = [one for one in self.heard if one.client == client]
        others = [one for one in self.heard if one.client != client]
        for one in (*reversed(mine), *reversed(others)):
            path = _path_to(text, one.arguments[0] if len(one.arguments) == 1 else list(one.arguments))
            if path is not None:
                self.made.add(text)
                where = {"path": path[0] if len(path) == 1 else path} if path else {}
                who = {} if one.client == client else {"client": one.client}
                return FromTheRun({"received": one.event, **where, **who})
        return None


def _path_to(text: str, value: Value) -> list[str | int] | None:
    """The keys and places that lead to a text in a value; None if it is not there."""
    if value == text:
        return []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        path = _path_to(text, part)
        if path is not None:
            return [key, *path]
    return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from (key, *_texts(part))
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
