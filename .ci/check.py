"""Runs every check of the checkout, whatever fails, and ends with what each came to. Started by `./run test`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from web.frontend import node
from web.site.bundle import FRONTEND, WEB

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
NODE = (sys.executable, "-m", "web.frontend.node")
BIOME = str(FRONTEND / "node_modules" / "@biomejs" / "biome" / "bin" / "biome")
TSC = str(FRONTEND / "node_modules" / "typescript" / "bin" / "tsc")


PATIENCE = 8.0
"""Seconds in which pytest ends its browsers and servers, when this process is told to end."""

CORES = os.cpu_count() or 2
WORKERS = CORES + 3  # half of their time they wait: for runs, servers and pages


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a check ended; `said` is empty when it spoke to the terminal itself."""

    name: str
    failed: bool
    seconds: float
    said: str = ""

    def __str__(self) -> str:
        return f"{'FAILED' if self.failed else 'ok':>6}  {self.name}, {self.seconds:.1f} s"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: a command that exits with 0 when it does."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT

    def run(self) -> Outcome:
        """Run it with its output on the terminal."""
        began = time.monotonic()
        code = exit_code(self)
        return Outcome(self.name, code != 0, time.monotonic() - began)

    def hear(self) -> Outcome:
        """Run it and keep what it says."""
        began = time.monotonic()
        ended = subprocess.run(
            self.command, cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        return Outcome(self.name, ended.returncode != 0, time.monotonic() - began, ended.stdout)


def exit_code(check: Check) -> int:
    """Run a check on the terminal. Stopped by Ctrl-C, it gets the time to end its browser and its servers."""
    with subprocess.Popen(check.command, cwd=check.folder) as process:
        try:
            return process.wait()
        except TerminatedError:
            end_all_below()
            raise
        except KeyboardInterrupt:
            process.wait()
            raise


class TerminatedError(KeyboardInterrupt):
    """This process was told to end, it alone: Ctrl-C would have reached those below it, too."""


def terminated(_signal: int, _frame: object) -> NoReturn:
    """What SIGTERM does."""
    raise TerminatedError


def end_all_below() -> None:
    """End the processes below this one: pytest, its helpers and their browsers. They get some seconds to do it well."""
    below = descendants(os.getpid())
    for pid in children(os.getpid()):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and any(map(runs, below)):
        time.sleep(0.05)  # they are not all our children, so there is nothing to wait for
    for pid in (*below, *descendants(os.getpid())):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """The processes below a process."""
    return [below for child in children(pid) for below in (child, *descendants(child))]


def children(pid: int) -> list[int]:
    """The processes that any thread of a process has started, as Linux tells."""
    found = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in listing.read_text().split()]
    return found


def runs(pid: int) -> bool:
    """Whether there is such a process still, and it is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def quick() -> list[Check]:
    """The checks that read the code, and the scripts' tests; first the slowest, which the others run beside."""
    scripts = sorted(str(path) for path in (FRONTEND / "test").rglob("*.test.js"))
    return [
        Check("types (mypy)", (str(PROGRAMS / "mypy"),)),
        Check("format (ruff)", (str(PROGRAMS / "ruff"), "format", "--diff", "--quiet")),
        Check("lint (ruff)", (str(PROGRAMS / "ruff"), "check", "--quiet", "--output-format=concise")),
        Check("layers (import-linter)", (str(PROGRAMS / "lint-imports"),)),
        Check("JavaScript and CSS (Biome)", (*NODE, BIOME, "ci", "--colors=off", "."), WEB),
        Check("JavaScript types (tsc)", (*NODE, TSC), FRONTEND),
        Check("JavaScript tests (node)", (*NODE, "--test", "--test-reporter=spec", *scripts), FRONTEND),
    ]


def pytest(*arguments: str) -> Check:
    """The tests of the Python code and of the pages in a browser."""
    return Check("Python and browser tests (pytest)", (sys.executable, "-m", "pytest", *arguments))


def all_tests() -> Check:
    """All of them, in several processes: half of a test's time is waiting for other processes.

    Each process takes a stretch of files, so that it seldom sets up what another has set up, too; one that is done
    takes from the end of another's.
    """
    return pytest(f"--numprocesses={WORKERS}", "--dist=worksteal", "--continue-on-collection-errors")


def repairs() -> list[Check]:
    """What puts right what a tool can put right by itself; fails on the rest."""
    ruff = str(PROGRAMS / "ruff")
    return [
        Check("lint (ruff)", (ruff, "check", "--fix", "--quiet", "--output-format=concise")),
        Check("format (ruff)", (ruff, "format", "--quiet")),
        Check("JavaScript and CSS (Biome)", (*NODE, BIOME, "check", "--write", "."), WEB),
    ]


def beside_one_another(checks: Sequence[Check]) -> Iterator[Outcome]:
    """Run checks on all cores; each is shown when it and those before it are done, with what it said if it failed."""
    with ThreadPoolExecutor(max_workers=max(2, CORES)) as pool:
        for outcome in pool.map(Check.hear, checks):
            print(outcome, flush=True)
            if outcome.failed:
                print(outcome.said, flush=True)
            yield outcome


def check() -> int:
    """Run all checks and sum up, where no output of theirs hides it."""
    outcomes = [*beside_one_another(quick()), all_tests().run()]
    print("\nAll checks:", *outcomes, sep="\n", flush=True)
    return summed_up(outcomes)


def summed_up(outcomes: Iterable[Outcome]) -> int:
    """Name the checks that failed; returns the exit code."""
    failed = [outcome.name for outcome in outcomes if outcome.failed]
    if failed:
        print(f"\nNot in order: {', '.join(failed)}", file=sys.stderr)
    if {one.name for one in repairs()} & set(failed):
        print("`./run fix` puts format and simple lint right", file=sys.stderr)
    return 1 if failed else 0


def main(arguments: Sequence[str]) -> int:
    """Run all checks, or with `--fix` repairs, or with `--oldest` all tests, or with other arguments pytest alone."""
    signal.signal(signal.SIGTERM, terminated)
    try:
        if tests := [one for one in arguments if one not in ("--oldest", "--fix")]:
            return exit_code(pytest(*tests))
        if "--oldest" in arguments:
            return exit_code(all_tests())
        node.needed().install(FRONTEND, everything=True)
        return summed_up([one.run() for one in repairs()]) if arguments else check()
    except KeyboardInterrupt as stopped:
        print("\n./run: stopped", file=sys.stderr)
        if isinstance(stopped, TerminatedError):
            end_all_below()
            os._exit(143)  # threads wait for those that were ended
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
