"""The cookie: a signed one that names the student, and nothing else is in it. There is no account."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from flask import Flask, Request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

_KEY = "student"

LASTS = timedelta(days=400)
"""The longest time for which browsers keep a cookie."""


_SENT_AGAIN = timedelta(days=30)
"""How old a cookie is when the browser gets it again: then it lasts from that day on."""


class StudentSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, which outlives the browser's window and is good for as long as the browser keeps it.

    Flask's own refuses one that was signed 31 days ago, or a second ahead of this machine's clock: a student would be
    nobody after a holiday, and whenever the clock is set back.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds, however old its signature is; nothing, if the signature is not ours."""
        signer, sent = self.get_signing_serializer(app), request.cookies.get(self.get_cookie_name(app))
        if signer is None or not sent:
            return None if signer is None else self.session_class()
        try:
            held, signed = signer.loads(sent, return_timestamp=True)
        except BadSignature:
            return self.session_class()
        found = self.session_class(held)
        found.modified = datetime.now(UTC) - signed > _SENT_AGAIN
        return found

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:  # noqa: ARG002  # Flask's
        """When the browser drops the cookie."""
        return datetime.now(UTC) + LASTS


def student_name() -> str:
    """The name in this request's cookie; empty when there is none."""
    name = session.get(_KEY)
    return name if isinstance(name, str) else ""


def name_student(name: str) -> None:
    """Have the browser keep this name."""
    session.clear()
    session[_KEY] = name


def new_student() -> str:
    """Have the browser keep a new name, which nobody can guess."""
    name = secrets.token_urlsafe(16)
    name_student(name)
    return name


def forget_student() -> None:
    """Have the browser drop the cookie."""
    session.clear()
