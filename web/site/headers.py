"""The security headers of every answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, g, request
from flask_talisman import DENY, Talisman

POLICY = {
    "default-src": "'none'",
    "script-src": "'strict-dynamic'",  # Talisman adds the nonce
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""Only our own files, only scripts that carry the answer's nonce or were loaded by one, no frames, no plugins."""

View = TypeVar("View", bound=Callable[..., object])

LAB_FILES_POLICY = {"default-src": "'none'", "script-src": "'wasm-unsafe-eval'"}
"""For the script of the lab's worker, which runs students' programs: no network, and no script that it would load."""


def init_app(app: Flask, *, https: bool) -> None:
    """Set the headers; with `https`, redirect plain HTTP and send cookies only over HTTPS."""
    app.after_request(_opened_to_the_lab)  # the first one runs last, when Talisman has set its policy
    Talisman(
        app,
        content_security_policy=POLICY,
        content_security_policy_nonce_in=["script-src"],
        force_https=https,
        strict_transport_security=https,
        session_cookie_secure=https,
        session_cookie_samesite="Lax",
        session_cookie_http_only=True,
        frame_options=DENY,
        referrer_policy="same-origin",
        permissions_policy={"camera": "()", "geolocation": "()", "microphone": "()"},
    )


def open_to_the_lab() -> None:
    """Let the page of this answer have the lab: workers, compiled code, and the editor's styles with its nonce."""
    g.stepwire_lab = True


def sealed(view: View) -> View:
    """Give all answers of a view the policy of the lab's files."""
    options: dict[str, Any] = {"content_security_policy": LAB_FILES_POLICY, "content_security_policy_nonce_in": []}
    view.talisman_view_options = options  # type: ignore[attr-defined]  # Talisman reads it there
    return view


def _opened_to_the_lab(response: Response) -> Response:
    if g.get("stepwire_lab"):
        nonce = f"'nonce-{request.csp_nonce}'"  # type: ignore[attr-defined]  # flask-talisman sets it
        policy = response.headers["Content-Security-Policy"]
        policy = policy.replace("script-src ", "script-src 'wasm-unsafe-eval' ")
        policy = policy.replace("style-src ", f"style-src {nonce} ")
        response.headers["Content-Security-Policy"] = f"{policy}; worker-src 'self'"
    return response
