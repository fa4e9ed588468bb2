"""Tell which names and texts are secrets: `api_key`, `X-Auth-Token`, an address, a random key."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from itertools import pairwise

_SECRET = frozenset({
    "password", "passwd", "pwd", "pass", "passphrase", "passcode", "secret", "token", "credential", "cookie", "pin",
    "authorization", "auth", "bearer", "jwt", "otp", "csrf", "xsrf", "apikey", "signature", "sid", "ssn", "cvv",
})  # fmt: skip
_KEYS_OF = frozenset({"api", "secret", "access", "private", "signing", "encryption", "auth", "session", "service"})
_HARMLESS = frozenset({
    "count", "length", "len", "size", "ttl", "expiry", "expires", "timeout", "max", "min", "limit", "type", "name",
    "field", "header", "url", "path", "left", "age", "required", "valid", "enabled", "lifetime", "prefix", "backend",
    "algorithm", "domain", "samesite",
})  # fmt: skip
"""The last words of names that only speak of a secret: `token_count`, `SESSION_COOKIE_NAME`."""

_CHOSEN = frozenset({"password", "passwd", "pwd", "pass", "passphrase", "passcode", "secret", "credential", "pin"})
"""Secrets that people choose, which may be plain words."""
_LONG_WORD, _SHORT_SECRET = 12, 8

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_NAMED = (
    r"\b[\w-]*(?:password|passwd|pwd|secret|token|api[_-]?key|authorization|cookie)[\w-]*[\"']?\s*[=:]\s*[\"']?"
    r"(?:(?:bearer|basic)\s+)?"
)
PATTERNS: dict[str, str] = {
    "a private key": r"-----BEGIN [A-Z ]+-----(?s:.+?)-----END [A-Z ]+-----",
    "credentials in an address": r"(?<=://)[^\s/:@\"']+:[^\s/@\"']+(?=@)",
    "an e-mail address": r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "a web token": r"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*",
    "a bearer token": r"(?<=\bbearer )[\w.~+/-]{6,}=*",
    "an API key": r"\b(?:sk|pk|rk|ghp|gho|ghs|github_pat|glpat|xox[abprs]|AKIA)[-_]?[A-Za-z0-9_-]{12,}",
    "a named secret": _NAMED + r"(?P<named>[^\s\"',;&<>{}\])]{3,})",
    "an address": r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w:])",
    "a long key": r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{32,}",
}
"""Patterns of texts that are secret everywhere, by what they are (regular expressions that ignore case).

Where several match, the first one counts."""


def is_secret_name(name: str) -> bool:
    """Whether this is likely the name of a secret. `‹Ada's sid›` is no name; it stands for a session id."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or name.startswith("‹") or words[-1] in _HARMLESS:
        return False
    singular = [word.removesuffix("s") if word.removesuffix("s") in _SECRET else word for word in words]
    pairs = set(pairwise(words))
    return (
        not _SECRET.isdisjoint(singular)
        or any(first in _KEYS_OF and second.startswith("key") for first, second in pairs)
        or ("session", "id") in pairs
    )


def maps_secrets(name: str, side: Collection[object]) -> bool:
    """Whether one side of a mapping has the secrets that its name speaks of, so that words on the other side are none.

    All of that side must look secret, such as the keys of `TOKENS = {'tok-12345': 'Ada'}`. `PASSWORDS` may be words.
    """
    words = {word.lower().removesuffix("s") for word in _WORD.findall(name)}
    return _CHOSEN.isdisjoint(words) and bool(side) and all(map(_looks_secret, side))


def is_plain_word(value: object) -> bool:
    """Whether a value is a short word, or somebody's name."""
    return isinstance(value, str) and len(value) < _LONG_WORD and value.isalpha()


def _looks_secret(value: object) -> bool:
    return isinstance(value, str) and len(value) >= _SHORT_SECRET and any(map(str.isdigit, value))


def is_address(text: str) -> bool:
    """Whether a text is the address of another machine, and not one for this machine or for any."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)
