"""How often a student may answer: more often than anyone can read a question, and less than a program would."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_limiter import Limiter

from web.site.challenge_pages import challenge
from web.site.figure_pages import figures
from web.site.practice_pages import practice
from web.site.predict_pages import predict
from web.site.progress_pages import progress_pages
from web.site.project_pages import project
from web.site.quiz_pages import quiz
from web.site.recall_pages import recall
from web.site.statement_pages import statements
from web.site.what_if_pages import what_if
from web.site.why_pages import why
from web.student.student_name import student_name
from web.student.student_state import student_state, trouble

ANSWERS = "300 per minute"
"""Of one student; of one address, while its browser has no cookie."""

BEGINNERS = "600 per minute; 3000 per hour"
"""First answers of students whom nobody knows yet, from one address: a school may have one address for all."""

NAMELESS = "30 per minute; 300 per hour"
"""Answers from one address without a cookie, each of which makes a new student. Browsers bring one."""

CODES = "20 per minute; 100 per hour"
"""Codes of other devices that one address may try."""


def init_app(app: Flask) -> None:
    """Answer with 429 whoever comes too often. `RATELIMIT_STORAGE_URI` may name a place that several servers share."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", "memory://")
    limiter = Limiter(_who, app=app)
    asking = (quiz, predict, practice, challenge, recall, what_if, figures, statements, why, project)
    for blueprint in (*asking, progress_pages):
        limiter.limit(ANSWERS, methods=["POST"])(blueprint)
        limiter.limit(BEGINNERS, key_func=_address, methods=["POST"], exempt_when=_makes_nobody)(blueprint)
        limiter.limit(NAMELESS, key_func=_address, methods=["POST"], exempt_when=_has_name)(blueprint)
    join = "progress.join"
    limited: Any = limiter.limit(CODES, key_func=_address)(app.view_functions[join])
    app.view_functions[join] = limited


def _who() -> str:
    return student_name() or _address()


def _makes_nobody() -> bool:
    """Whether somebody is there already to whom the answer belongs, or nothing is kept of it."""
    return bool(trouble()) or not student_state().is_new()


def _has_name() -> bool:
    return bool(trouble()) or bool(student_name())


def _address() -> str:
    return request.remote_addr or ""
