"""What a run in one thread takes the place of, before and after runs; asked in a Python of its own."""

from __future__ import annotations

import queue
import sys
import threading
import time
from typing import Any

import engineio.client

from tutorial.run.memory_player import play_in_memory


def play_twice(request: dict[str, Any]) -> dict[str, Any]:
    """What two runs printed, and whether all is as it was before them."""
    before, threads = _replaced(), threading.enumerate()
    printed = [play_in_memory(request)["printed"] for _ in range(2)]  # the second run finds nothing of the first
    return {"printed": printed, "replaced": _replaced() != before, "threads": threading.enumerate() != threads}


def _replaced() -> list[object]:
    return [
        *(getattr(threading, name) for name in ("Lock", "RLock", "local", "get_ident", "_allocate_lock")),
        *(time.sleep, time.time, time.monotonic, queue.SimpleQueue, engineio.client.websocket),
        *(sys.stdout, sys.modules.get("gevent"), sys.modules.get("app"), engineio.socket.Socket._websocket_handler),
    ]
