"""How this command was called, for the hints that name it."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

_NAME = "stepwire"


def command() -> str:
    """`stepwire` where a shell finds it, else the path that it was called by, such as `.venv/bin/stepwire`."""
    called = sys.argv[0]
    return _NAME if shutil.which(_NAME) or Path(called).name != _NAME else shlex.quote(called)
