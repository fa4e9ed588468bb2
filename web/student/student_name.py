"""The cookie: a signed one that names the student, and nothing else is in it. There is no account."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin

_KEY = "student"

LASTS = timedelta(days=400)
"""The longest time for which browsers keep a cookie."""


class StudentSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, which outlives the browser's window; it is sent again whenever it is written."""

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
