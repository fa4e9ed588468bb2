"""The command `stepwire`: it finds its own packages, wherever PYTHONPATH leads."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Run the command, with `tracer`, `tutorial` and `web` taken from beside this file."""
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from tutorial.cli.main import main as command

    command()
