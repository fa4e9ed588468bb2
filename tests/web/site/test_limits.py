"""How often one may answer: each address that takes an answer has a limit."""

from __future__ import annotations

from typing import Any

import pytest

from tutorial.course.course import Course
from web.site import limits
from web.site.app import create_app


def test_every_address_that_takes_something_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NAMELESS", "CODES"):
        monkeypatch.setattr(limits, name, "1 per minute")
    app = create_app(Course({}))
    program = app.test_client(use_cookies=False)
    taking = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(taking) > 15
    for rule in taking:
        some: dict[str, Any] = dict.fromkeys(rule.arguments, 1)
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **some)
        program.post(address)
        assert program.post(address).status_code == 429, rule.endpoint
