"""What all tests share."""

from __future__ import annotations

import os
import signal
from importlib.metadata import version
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

import libraries

# A run in CI draws the same examples each time, so that a red build can be looked into; a run at the desk explores.
# Examples that start a program or a server have no time limit of their own: pytest-timeout has one for the test.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # as a shell has it for what it starts with `&`; children inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Compiled(BytecodeCache):
    """Compiles each template once for all apps of this process; a new app took half a second to compile its own."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}


def pytest_report_header() -> str:
    """Which releases the tracer is held against: the newest, or with `./run test --oldest` the oldest."""
    return "traced: " + ", ".join(f"{name} {version(name)}" for name in libraries.NAMES)


@pytest.fixture(scope="session")
def traces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of traces that all processes of this session share."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared-traces"
