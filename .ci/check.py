"""Runs every check of the checkout, quick ones first, and says at the end which failed. Started by `./run test`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from web.bundle import FRONTEND
from web.frontend import node

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
NODE = (sys.executable, "-m", "web.frontend.node")
BIOME = str(FRONTEND / "node_modules" / "@biomejs" / "biome" / "bin" / "biome")
TSC = str(FRONTEND / "node_modules" / "typescript" / "bin" / "tsc")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: a command that exits with 0 when it does."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT

    def run(self) -> subprocess.CompletedProcess[str]:
        """Run it and keep what it says."""
        return subprocess.run(
            self.command, cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )


def reading() -> list[Check]:
    """The checks that only read the code, the slowest first."""
    return [
        Check("types (mypy)", (str(PROGRAMS / "mypy"),)),
        Check("format (ruff)", (str(PROGRAMS / "ruff"), "format", "--diff", "--quiet")),
        Check("lint (ruff)", (str(PROGRAMS / "ruff"), "check", "--quiet", "--output-format=concise")),
        Check("layers (import-linter)", (str(PROGRAMS / "lint-imports"),)),
        Check("JavaScript and CSS (Biome)", (*NODE, BIOME, "ci", "--colors=off", "."), FRONTEND),
        Check("JavaScript types (tsc)", (*NODE, TSC), FRONTEND),
    ]


def tests() -> list[Check]:
    """The checks that run the code; pytest comes last, so that its summary closes the output."""
    scripts = sorted(str(path) for path in (FRONTEND / "test").rglob("*.test.js"))
    return [
        Check("JavaScript tests (node)", (*NODE, "--test", "--test-reporter=spec", *scripts), FRONTEND),
        Check("Python and browser tests (pytest)", pytest()),
    ]


def pytest(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "pytest", *arguments)


def check() -> list[str]:
    """Run all checks, whatever fails, and return the names of those that did."""
    failed, began, checks = [], time.monotonic(), reading()
    with ThreadPoolExecutor(max_workers=2) as pool:
        for one, result in zip(checks, pool.map(Check.run, checks), strict=True):
            print(f"{'FAILED' if result.returncode else 'ok':>6}  {one.name}", flush=True)
            if result.returncode:
                print(result.stdout, flush=True)
                failed.append(one.name)
    print(f"        read in {time.monotonic() - began:.0f} s\n", flush=True)
    return failed + shown(tests())


def fix() -> list[str]:
    """Put right what the tools can put right by themselves; returns what is still wrong."""
    ruff = str(PROGRAMS / "ruff")
    return shown(
        [
            Check("lint (ruff)", (ruff, "check", "--fix", "--quiet", "--output-format=concise")),
            Check("format (ruff)", (ruff, "format", "--quiet")),
            Check("JavaScript and CSS (Biome)", (*NODE, BIOME, "check", "--write", "."), FRONTEND),
        ]
    )


def shown(checks: Sequence[Check]) -> list[str]:
    """Run checks one after the other with their output on the terminal; returns the names of those that fail."""
    return [one.name for one in checks if subprocess.run(one.command, cwd=one.folder, check=False).returncode]


def main(arguments: Sequence[str]) -> int:
    """Run all checks, or with `--fix` repairs, or with other arguments pytest alone."""
    if arguments and arguments[0] != "--fix":
        return subprocess.run(pytest(*arguments), cwd=ROOT, check=False).returncode
    node.needed().install(FRONTEND, everything=True)
    failed = fix() if arguments else check()
    if failed:
        print(f"\nNot in order: {', '.join(failed)}. `./run fix` puts format and simple lint right.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
