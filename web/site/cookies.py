"""Gives every visitor the cookie that names a student, and notices when a browser keeps none.

A page sets the cookie. So a browser that comes from one of our pages without it refuses cookies: then what its forms
send is graded, and kept nowhere. A form that comes without a cookie for another reason is asked for once again, with
the cookie (307 keeps method and fields), before anything is kept.
"""

from __future__ import annotations

from flask import Flask, redirect, request, session
from werkzeug.wrappers import Response

from web.site.same_origin import SAFE_METHODS
from web.student.student_name import new_student
from web.student.student_state import keep_nothing

_ASKED = "cookie"


def init_app(app: Flask) -> None:
    """Look for the cookie before any view runs."""

    @app.before_request
    def look_for_the_cookie() -> Response | None:
        if session:
            return None
        if request.method in SAFE_METHODS:
            if _comes_from_our_page():
                keep_nothing()
            return None
        if not _is_a_browser():
            return None
        if _ASKED in request.args:
            keep_nothing()
            return None
        new_student()
        return redirect(f"{request.path}?{_ASKED}=asked", 307)


def greet() -> None:
    """Have the browser keep a name from its first page on; nothing is kept of it before its student does something."""
    if not session:
        new_student()


def _comes_from_our_page() -> bool:
    """Whether a link, a form or a redirect of ours led a browser here."""
    sent = request.headers
    return sent.get("Sec-Fetch-Site") == "same-origin" and sent.get("Sec-Fetch-Mode") == "navigate"


def _is_a_browser() -> bool:
    """Browsers name HTML when they send a form; our script does so, too."""
    return "text/html" in request.headers.get("Accept", "")
