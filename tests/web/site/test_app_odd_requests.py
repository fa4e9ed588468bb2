"""Requests that no browser sends: odd hosts, headers, methods, addresses and bodies, to every route. None is a 500."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.studying import REFERENCE
from tutorial.course.course import Course, Studied
from web.site.app import create_app
from web.site.hosts import is_host

ODD = (
    *("..", "a..b", "[", "[::1", "http://[", "http://[x]", "http://a:b", "xn--a", "ü", "\xff", "a" * 300, "a b", "a/b"),
    *("a@b", "%", "-1", "x", '"', "=", ";", ",", "null", "bytes=-", "gzip;q=x", "\t", "\x7f", "1" * 5_000, "*", "\\"),
)
HEADERS = (
    *("Host", "Origin", "Referer", "Cookie", "If-None-Match", "If-Modified-Since", "Range", "Content-Type", "Accept"),
    *(
        "Content-Length",
        "Accept-Encoding",
        "Sec-Fetch-Site",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Requested-With",
    ),
    *("Transfer-Encoding", "Stepwire-Fragment"),
)
FORM = "application/x-www-form-urlencoded"
TYPES = (FORM, "multipart/form-data", "multipart/form-data; boundary=x", "application/json")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW")
BODIES = (
    *(b"", b"choice=0", b"choice=\xff&event=%", b"{" * 1_000, b"--x\r\n\r\n", b"step=1&phase=x&sure=\x00"),
    b"=" * 70_000,
)
PARTS = (
    *(
        REFERENCE,
        "1",
        "0",
        "-1",
        "9" * 30,
        "..",
        "%00",
        "%ff",
        "ü",
        "a%2Fb",
        "trace.json",
        "deep",
        "١",
        " ",
        "x" * 2_000,
    ),
)


@pytest.fixture(scope="module")
def app(course: Course) -> Flask:
    app = create_app(course, secret_key="key")
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False
    return app


def asked(
    app: Flask,
    path: str,
    method: str = "GET",
    query: str = "",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> tuple[int, bytes]:
    """The status and the text of an answer. Werkzeug's own client is left out: it refuses odd hosts itself."""
    environ = EnvironBuilder(path=path, method=method, query_string=query, data=body).get_environ()
    for name, value in (headers or {}).items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    chunks, status, _ = run_wsgi_app(app, environ)
    return int(status.split()[0]), b"".join(chunks)


@pytest.mark.parametrize("host", ["..", "a..b", "[::1", "xn--a", "ü", "a" * 300, "a b", "x:abc", "a/b"])
def test_a_host_that_cannot_be_is_a_400(host: str, app: Flask) -> None:
    assert not is_host(host)
    assert asked(app, "/", headers={"Host": host})[0] == 400


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:5000", "a.example.", "[::1]:80", "127.0.0.1", "xn--bcher-kva.de"]
)
def test_a_host_that_can_be_is_answered(host: str, app: Flask) -> None:
    assert is_host(host)
    assert asked(app, "/", headers={"Host": host})[0] == 200


@pytest.mark.parametrize("origin", ["http://[", "http://[x]", "null", "http://elsewhere.example", ""])
def test_an_origin_that_is_not_ours_is_a_403(origin: str, app: Flask, course: Course) -> None:
    studied = course.lessons[REFERENCE]
    assert isinstance(studied, Studied)
    path = f"/lessons/{REFERENCE}/quiz/{studied.quiz[0].id}"
    assert asked(app, path, "POST", headers={"Origin": origin}, body=b"choice=0")[0] == 403


def test_a_file_with_too_long_a_name_is_a_404(app: Flask) -> None:
    assert asked(app, "/static/" + "x" * 2_000)[0] == 404


def odd_requests(app: Flask) -> st.SearchStrategy[dict[str, Any]]:
    """Requests to all routes of the app, and to some beside them."""
    rules = [rule.rule.replace("int:", "").replace("path:", "") for rule in app.url_map.iter_rules()]
    odd = st.sampled_from(ODD) | st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=20)
    return st.fixed_dictionaries(
        {
            "rule": st.sampled_from([*rules, "/nowhere", "//", "/lessons//x"]),
            "parts": st.lists(st.sampled_from(PARTS), min_size=4, max_size=4),
            "query": st.sampled_from(["", "from=x", "count=-1", "from=9&count=" + "9" * 50, "trace=%ff", "&&=;"]),
            "method": st.sampled_from(METHODS),
            "headers": st.dictionaries(st.sampled_from(HEADERS), odd, max_size=4),
            "type": st.sampled_from(TYPES),
            "body": st.sampled_from(BODIES) | st.binary(max_size=50),
        }
    )


def test_no_odd_request_is_a_500(app: Flask) -> None:
    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
    @given(odd_requests(app))
    def ask(odd: dict[str, Any]) -> None:
        path, parts = odd["rule"], iter(odd["parts"])
        while "<" in path:
            head, _, rest = path.partition("<")
            path = head + next(parts) + rest.partition(">")[2]
        headers = {"Content-Type": odd["type"]} | odd["headers"]
        status, text = asked(app, path, odd["method"], odd["query"], headers, odd["body"])
        assert status < 500 or (status == 503 and b"lesson" in text.lower())

    ask()
