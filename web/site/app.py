"""Builds the Flask app that serves a course."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app
from werkzeug.exceptions import HTTPException

from tutorial.course.course import Course
from web.parts import templates
from web.site import compression, cookies, headers, hosts, limits, same_origin
from web.site.assets import asset_url, assets, shared_urls
from web.site.bundle import WEB
from web.site.challenge_pages import challenge
from web.site.figure_pages import figures
from web.site.kept_pages import KeptPages, mode_url
from web.site.lab_files import lab_off
from web.site.lab_pages import lab_base, lab_pages
from web.site.line_pages import lines
from web.site.pages import notice, pages
from web.site.practice_pages import practice
from web.site.predict_pages import predict
from web.site.progress_pages import progress_pages
from web.site.project_pages import project
from web.site.quiz_pages import quiz
from web.site.recall_pages import recall
from web.site.statement_pages import statements
from web.site.what_if_pages import what_if
from web.site.why_pages import why
from web.student.event_log import EventLog, MemoryLog, NotKeptError
from web.student.student_name import StudentSessions
from web.student.student_state import StudentState

_HEADINGS = {
    400: "That could not be read",
    403: "Not from here",
    404: "Nothing here",
    405: "Not in this way",
    409: "Not the same any more",
    413: "Too much at once",
    429: "Too fast",
    500: "Something broke on our side",
}


def create_app(
    course: Course, *, secret_key: str | None = None, https: bool = False, log: EventLog | None = None
) -> Flask:
    """The app that serves a course.

    Args:
        course: the lessons to serve; the app runs and loads nothing later.
        secret_key: signs the cookie that names a student. Without one, nobody is known to the next process.
        https: whether clients reach the app over HTTPS; off for serving on one's own machine.
        log: keeps what students do; without one, it is kept as long as this process lasts.
    """
    app = Flask(__name__, static_folder=None, template_folder=str(WEB))  # a template's name is its path in web/
    app.secret_key = secret_key or secrets.token_hex(32)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.config["SESSION_COOKIE_NAME"] = "stepwire"
    app.session_interface = StudentSessions()
    app.extensions["stepwire.course"] = course
    app.extensions["stepwire.student"] = StudentState(log or MemoryLog())
    app.extensions["stepwire.pages"] = KeptPages()
    hosts.init_app(app)
    headers.init_app(app, https=https)  # first: every page needs its nonce, error pages too
    same_origin.init_app(app)
    cookies.init_app(app)
    compression.init_app(app)
    _init_templates(app)
    app.register_blueprint(assets)
    app.register_blueprint(lab_pages)
    app.register_blueprint(pages)
    app.register_blueprint(lines)
    app.register_blueprint(quiz)
    app.register_blueprint(predict)
    app.register_blueprint(practice)
    app.register_blueprint(challenge)
    app.register_blueprint(what_if)
    app.register_blueprint(figures)
    app.register_blueprint(statements)
    app.register_blueprint(progress_pages)
    app.register_blueprint(recall)
    app.register_blueprint(why)
    app.register_blueprint(project)
    limits.init_app(app)
    app.register_error_handler(HTTPException, _tell)
    app.register_error_handler(NotKeptError, _tell_not_kept)
    return app


def _init_templates(app: Flask) -> None:
    templates.prepare(app.jinja_env)
    app.jinja_env.globals["asset_url"] = asset_url
    app.jinja_env.globals["lab_base"] = lab_base
    app.jinja_env.globals["lab_off"] = lab_off
    app.jinja_env.globals["shared_urls"] = shared_urls
    app.jinja_env.globals["mode_url"] = mode_url


def _tell_not_kept(error: NotKeptError) -> Response:
    """Say that an answer could not be kept, and so is not graded; the server's log says why."""
    current_app.logger.error("nothing can be kept: %s", error)
    words = "The server cannot keep answers now, so this one was not graded. The lessons can be read meanwhile."
    response = notice(503, "Not kept", f"{words} Go back, and send it again in a while.")
    response.headers["Retry-After"] = "30"
    return response


def _tell(error: HTTPException) -> Response:
    """Show every HTTP error as our own page, with the error's headers (405 names the allowed methods)."""
    status = error.code or 500
    if status in (301, 302, 303, 304, 307, 308):
        return error.get_response()  # type: ignore[return-value]  # werkzeug's Response, which Flask takes
    words = error.description or ""
    if status == 429:
        words = "That came more often than a person answers. Wait a minute, go back, and send it again."
    if status == 500:
        words = "The error is in the server’s log. Going back and trying again may help."
    response = notice(status, _HEADINGS.get(status, error.name), words)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response
