"""Find what must not be written: values of an app's requests, settings and environment."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from tutorial.record.app_recording import Private
from tutorial.record.secret_names import is_address, is_secret_name

_ADDRESSES = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")


class Privacy:
    """Collects the values that must not be written."""

    def __init__(self) -> None:
        self.values: dict[str, Private] = {}

    def of_request(self, environ: Mapping[str, Any]) -> None:
        """Keep the cookies, secret headers and addresses of a connection's request."""
        for cookie in environ.get("HTTP_COOKIE", "").split(";"):
            name, _, value = cookie.strip().partition("=")
            self.keep(value, f"the cookie {name}")
        for name, value in environ.items():
            if name.startswith("HTTP_") and name != "HTTP_COOKIE" and is_secret_name(name.removeprefix("HTTP_")):
                self._header(name.removeprefix("HTTP_").replace("_", "-").title(), str(value))
        for name in _ADDRESSES:
            for address in str(environ.get(name, "")).split(","):
                if is_address(address.strip()):
                    self.keep(address.strip(), "an address of a client")

    def _header(self, name: str, value: str) -> None:
        scheme, _, credentials = value.partition(" ")
        self.keep(credentials or value, f"the header {name}")
        if scheme.lower() == "basic":
            with suppress(ValueError):
                user, _, password = base64.b64decode(credentials).decode().partition(":")
                self.keep(user, f"the user in the header {name}")
                self.keep(password, f"the password in the header {name}")

    def keep(self, value: object, what: str, marker: str | None = None) -> None:
        """Keep a value, so that nobody writes it."""
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        if text.strip():
            self.values.setdefault(text, Private(text, what, marker))

    def of_settings(self, settings: Mapping[str, Any]) -> None:
        """Keep the secrets in an app's settings, and in this process's environment."""
        for name, value in settings.items():
            if is_secret_name(name) and isinstance(value, (str, bytes)):
                self.keep(value, f"the setting {name}")
        for name, value in os.environ.items():
            if is_secret_name(name):
                self.keep(value, f"the environment variable {name}")
