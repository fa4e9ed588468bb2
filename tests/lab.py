"""The lab's bundle, as the tests need it: built, and asked in Node."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from web.frontend import lab_builder, node

IN_NODE = Path(__file__).parent / "web" / "lab" / "in_node.mjs"

OF_THESE_RELEASES = pytest.mark.skipif(
    Path(sys.prefix).name == "oldest", reason="the lab is made of the newest releases, which this Python has not"
)
"""Of tests that hold the lab against the libraries of this Python."""


def built() -> None:
    """See to it that the lab is built from the sources that are here; it fails the tests where it cannot be."""
    why = lab_builder.build(again=True)
    assert not why, why


def answers(requests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What one Python in Node answers to these requests, in their order."""
    asked = "".join(f"{json.dumps(request)}\n" for request in requests)
    ended = subprocess.run(
        [node.needed().node, str(IN_NODE)], input=asked, capture_output=True, text=True, check=False, timeout=110
    )
    assert not ended.returncode, ended.stderr[-2000:]
    return [json.loads(line) for line in ended.stdout.splitlines()]
