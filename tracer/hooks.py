"""Sets the trace function and the profile function of a thread.

Python 3.11 has one guard for all threads: it refuses while another thread is at it, which lasts for a moment.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any


def set_trace(function: Callable[..., Any] | None) -> None:
    """Set this thread's trace function, as `sys.settrace` does, when no other thread is doing so."""
    _set(sys.settrace, function)


def set_profile(function: Callable[..., Any] | None) -> None:
    """Set this thread's profile function, as `sys.setprofile` does, when no other thread is doing so."""
    _set(sys.setprofile, function)


def _set(install: Callable[[Any], None], function: Callable[..., Any] | None) -> None:
    while True:
        try:
            install(function)
        except RuntimeError:
            time.sleep(0)  # lets the other thread go on
        else:
            return
