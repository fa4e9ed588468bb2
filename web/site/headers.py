"""The security headers of every answer."""

from __future__ import annotations

from flask import Flask
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


def init_app(app: Flask, *, https: bool) -> None:
    """Set the headers; with `https`, redirect plain HTTP and send cookies only over HTTPS."""
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
