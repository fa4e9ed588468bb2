"""Measures and prints, judges nothing: `python -m tests.bench [checks|events|figures|frames|...]`; by default, all."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

BENCHMARKS = (
    "checks",
    "crowd",
    "events",
    "figures",
    "frames",
    "lab",
    "lines",
    "pages",
    "preview",
    "progress",
    "runs",
    "soak",
)


def main(arguments: Sequence[str]) -> None:
    """Run the named benchmarks, each a module beside this one with a `main()`."""
    if unknown := [name for name in arguments if name not in BENCHMARKS]:
        sys.exit(f"unknown benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    for name in arguments or BENCHMARKS:
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
