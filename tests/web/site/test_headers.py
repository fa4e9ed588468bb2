"""Attacks by a lesson, a run or a stranger, and the pages' answers."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.reading import elements
from web.site import bundle

LESSON = "/lessons/websocket-events"
PAGES = [
    "/",
    LESSON,
    f"{LESSON}/deep",
    "/lessons/hostile",
    "/lessons/hostile/deep",
    "/lessons/refused",
    "/lessons/broken",
    "/nowhere",
    "/lessons/<script>",
]


def nonce(answer: TestResponse) -> str:
    found = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    assert found
    return found[1]


@pytest.mark.parametrize("path", PAGES)
def test_only_our_scripts_run_and_only_with_this_answers_nonce(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    found = elements(answer.text)
    scripts = [element for element in found if element.tag == "script"]
    data = [script for script in scripts if script.attributes.get("type") == "application/json"]
    scripts = [script for script in scripts if script not in data]
    assert all("nonce" not in script.attributes and json.loads(script.text) for script in data)
    assert len(scripts) == 2
    assert {script.attributes["nonce"] for script in scripts} == {nonce(answer)}
    assert nonce(client.get(path)) != nonce(answer)


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_allows_nothing_that_is_not_ours(client: FlaskClient, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_handlers_styles_or_elements_from_outside(client: FlaskClient, path: str) -> None:
    for element in elements(client.get(path).text):
        assert element.tag not in {"iframe", "object", "embed", "base", "i"}
        assert not [name for name in element.attributes if name.startswith("on") or name == "style"]
        assert not element.attributes.get("href", "").startswith("javascript:")


def test_hostile_text_stands_on_the_page_as_text(client: FlaskClient) -> None:
    page = client.get("/lessons/hostile").text
    said = next(element for element in elements(page) if element.attributes.get("id") == "cell-3-trigger").text
    assert "</script><script>alert('payload')</script> {{7*7}}" in said.replace("\\'", "'")
    assert "{{7*7}}" in next(element for element in elements(page) if element.tag == "title").text
    assert "49" not in said


def test_characters_that_hide_or_turn_text_are_written_out(client: FlaskClient) -> None:
    page = client.get("/lessons/hostile").text
    assert r"\u202edlrow\x07" in page
    assert not [char for char in page if unicodedata.category(char) in ("Cc", "Cf") and char not in "\n\t"]


def test_a_message_of_a_megabyte_stays_small_and_can_be_seen_as_far_as_it_was_kept(client: FlaskClient) -> None:
    answer = client.get("/lessons/hostile")
    assert len(answer.data) < 150_000
    assert len(gzip.compress(answer.data)) < 20_000
    long = [element for element in elements(answer.text) if element.attributes.get("class") == "long"]
    assert any(element.tag == "details" and "a" * 1_900 in element.text for element in long)


def test_a_page_is_sent_compressed_and_never_kept(client: FlaskClient) -> None:
    answer = client.get(LESSON, headers={"Accept-Encoding": "gzip, br", "If-None-Match": "*"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Cookie"} <= set(answer.vary)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in answer.headers
    assert gzip.decompress(answer.data).decode().startswith("<!doctype html>")


def test_built_files_are_kept_for_ever(client: FlaskClient) -> None:
    page = client.get(LESSON).text
    names = [
        element.attributes.get("src") or element.attributes.get("href") or ""
        for element in elements(page)
        if "/static/" in (element.attributes.get("src", "") + element.attributes.get("href", ""))
    ]
    shared = [f"/static/{name}" for name in bundle.shared("visual.js")]
    own = [name for name in names if name not in shared]
    assert [name.rpartition("-")[0] for name in own] == ["/static/page", "/static/visual", "/static/visual"]
    assert set(shared) < set(names), "what the script imports is asked for at once"
    for name in names:
        for coding in ("gzip", "br"):
            kept = client.get(name, headers={"Accept-Encoding": coding})
            assert kept.status_code == 200
            assert kept.cache_control.max_age == 31536000
            assert kept.cache_control.immutable
            assert kept.headers["Content-Encoding"] == coding
        assert client.get(f"{name}.br").status_code == 404


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    answer = client.post(f"{LESSON}/quiz/what-is-connection-status-after-step-2", data={"choice": "0"})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
