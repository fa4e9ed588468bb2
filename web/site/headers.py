"""The security headers of every answer."""

from __future__ import annotations

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

WORKER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'"
"""For the script of the lab's worker, which runs students' programs: no network, and no script that it would load."""


def init_app(app: Flask, *, https: bool) -> None:
    """Set the headers; with `https`, redirect plain HTTP and send cookies only over HTTPS."""
    app.after_request(_set_policy)  # the first one runs last, when Talisman has set its policy
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
    g.stepwire_policy = _opened


def seal() -> None:
    """Give this answer the policy of the lab's worker."""
    g.stepwire_policy = lambda _: WORKER_POLICY


def _set_policy(response: Response) -> Response:
    if change := g.get("stepwire_policy"):
        response.headers["Content-Security-Policy"] = change(response.headers["Content-Security-Policy"])
    return response


def _opened(policy: str) -> str:
    nonce = f"'nonce-{request.csp_nonce}'"  # type: ignore[attr-defined]  # flask-talisman sets it
    policy = policy.replace("script-src ", "script-src 'wasm-unsafe-eval' ")
    return policy.replace("style-src ", f"style-src {nonce} ") + "; worker-src 'self'"
