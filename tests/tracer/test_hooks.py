"""A trace function is set even when Python refuses for a moment, since another thread is setting one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from tracer.hooks import set_profile, set_trace


@pytest.mark.parametrize(("name", "put"), [("settrace", set_trace), ("setprofile", set_profile)])
def test_a_refusal_for_a_moment_is_waited_for(
    name: str, put: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = [RuntimeError("Cannot install a trace function while another trace function is being installed")] * 2
    installed: list[Any] = []

    def install(function: Any) -> None:
        if refusals:
            raise refusals.pop()
        installed.append(function)

    monkeypatch.setattr(sys, name, install)
    put(print)
    assert installed == [print]
