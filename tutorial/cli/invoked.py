"""How somebody called this command, for hints that name it."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

_NAME = "stepwire"


def command() -> str:
    """`stepwire`, if a shell finds it; else the path of the call, such as `.venv/bin/stepwire`."""
    called = sys.argv[0]
    return _NAME if shutil.which(_NAME) or Path(called).name != _NAME else shlex.quote(called)
