"""Makes what the checkout needs (a virtual environment, the built front end) where it is missing or out of date, and
hands over to the command. Started by `./run`; uses the standard library alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

CI = Path(__file__).resolve().parent
ROOT = CI.parent
sys.path.insert(0, str(ROOT))

import chromium  # noqa: E402  needs the path above
from web.frontend import node  # noqa: E402  needs the path above
from web.site import bundle  # noqa: E402  needs the path above

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".stepwire"  # what was installed; written last, so a broken-off set-up leaves none
CACHE = ROOT / ".stepwire"
LOG = CACHE / "set-up.log"

Extra = Literal["app", "test", "bench"]
PACKAGES: dict[Extra, str] = {"app": "", "test": "[test]", "bench": "[test,bench]"}
"""What .venv can hold, each with all that stands before it, as pip is asked for it."""
EXTRAS: dict[str, Extra] = {"test": "test", "fix": "test", "setup": "test", "bench": "bench"}
"""What a command needs besides the app."""

HELP = """\
usage: ./run COMMAND [arguments]

  serve [OPTIONS]     set up, then serve the lessons: `stepwire serve OPTIONS`
  test                set up, then run every check: format, lint, types, layers, JavaScript, Python and browser tests
  test ARGUMENTS      set up, then only pytest with these arguments: ./run test tests/tracer -k connect
  bench [NAME ...]    set up, with what is measured against too, then measure: `python -m tests.bench NAME ...`
  stepwire ARGUMENTS  set up, then the command itself: ./run stepwire trace lessons/websocket-events.yaml
  fix                 set up, then put format and lint right where a tool can
  build               set up, and build the front end anew
  setup               set up all that `test` needs, and stop
  help                this text

All is kept in this folder (.venv, .stepwire, node_modules, web/static); remove .venv to start anew.
PYTHON=/path/to/python3 ./run ... chooses the Python that .venv is made with."""

NETWORK = (
    *("NameResolutionError", "Temporary failure in name", "NewConnectionError", "ConnectTimeout", "ReadTimeout"),
    *("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "Network is unreachable"),
)
CERTIFICATE = (
    "CERTIFICATE_VERIFY_FAILED",
    "SELF_SIGNED_CERT",
    "UNABLE_TO_GET_ISSUER_CERT",
    "unable to get local issuer",
)
REMEDIES = (
    (("No space left on device", "ENOSPC"), "The disk is full: make some room, then run this again."),
    (
        CERTIFICATE,
        (
            "The registry's certificate is not trusted here: add your network's certificate to the system's, or name"
            " its file in PIP_CERT and NODE_EXTRA_CA_CERTS, then run this again."
        ),
    ),
    (
        NETWORK,
        "The package registry cannot be reached: check the network and the proxy settings, then run this again.",
    ),
    (
        ("ensurepip",),
        "This Python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv.",
    ),
    (
        ("Permission denied", "EACCES", "Read-only file system"),
        "This folder cannot be written to: see to its owner and rights, then run this again.",
    ),
)


class SetUpError(Exception):
    """The set-up cannot go on; says what failed and what to do."""


def main(arguments: Sequence[str]) -> int:
    """Set up what the command needs and become that command. Returns an exit code where there is none to become."""
    command, *rest = arguments or ["help"]
    if command in ("help", "-h", "--help"):
        print(HELP)
        return 0
    commands = hand_over(rest)
    if command not in commands:
        print(f"./run: unknown command {command!r}\n\n{HELP}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped is stopped: Ctrl+C and `kill` alike
    try:
        set_up(EXTRAS.get(command, "app"), rebuild=command == "build")
    except SetUpError as error:
        print(f"./run: {error}", file=sys.stderr)
        return 1
    except (OSError, chromium.NoBrowserError) as error:
        print(f"./run: {error}. {remedy(str(error))}".rstrip(), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n./run: stopped; the next run takes the set-up up again", file=sys.stderr)
        return 130
    become(commands[command])
    return 0


def hand_over(rest: Sequence[str]) -> dict[str, list[str]]:
    """Each command and what runs after its set-up; nothing for those that only set up."""
    stepwire = str(VENV / "bin" / "stepwire")
    return {
        "serve": [stepwire, "serve", f"--lessons={ROOT / 'lessons'}", *rest],  # a later --lessons wins
        "stepwire": [stepwire, *rest],
        "test": [str(PYTHON), str(CI / "check.py"), *rest],
        "fix": [str(PYTHON), str(CI / "check.py"), "--fix"],
        "bench": [str(PYTHON), "-m", "tests.bench", *rest],
        "build": [],
        "setup": [],
    }


def become(command: list[str]) -> None:
    """Hand over to the command; the caller's folder stays the working folder, for file names it was given."""
    if not command:
        return
    if command[1:2] == ["-m"]:  # a module of this checkout is found from its root
        os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606  becoming the command is the point, and no shell is wanted


def set_up(extra: Extra, *, rebuild: bool) -> None:
    """Bring the front end and .venv up to date, with what the tests or the benchmarks need besides."""
    tests = extra != "app"
    with one_at_a_time():
        kept = installed()
        if kept[:1] != wanted()[:1]:
            step("Making the virtual environment .venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])
            kept = []
        build_front_end(tests=tests, rebuild=rebuild)
        install(kept, max((extra, *extras(kept)), key=list(PACKAGES).index))
        if tests:
            find_browser()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other `./run` is setting up; the lock goes with the process that holds it, however it ends."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another ./run to finish its set-up", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def installed() -> list[str]:
    """What the stamp says of .venv: where it is and by which Python, the requirements, and an `Extra`."""
    return STAMP.read_text().splitlines() if STAMP.is_file() else []


def wanted() -> list[str]:
    """The first two lines of an up-to-date stamp. A moved checkout or another Python makes .venv useless."""
    asked = subprocess.run([PYTHON, "--version"], capture_output=True, check=False) if PYTHON.exists() else None
    place = f"{ROOT} {asked.stdout.decode().strip()}" if asked else "nowhere"
    requirements = (ROOT / "pyproject.toml").read_bytes()
    return [place, hashlib.sha256(requirements).hexdigest()]


def extras(kept: Sequence[str]) -> list[Extra]:
    """What is in .venv, and stays there when a command needs less; nothing in a new one."""
    return [extra for extra in PACKAGES if extra in kept[2:]]


def install(kept: list[str], extra: Extra) -> None:
    """Install the packages that pyproject.toml names, unless the stamp says they are there."""
    stamp = [*wanted(), extra]
    if kept == stamp:
        return
    STAMP.unlink(missing_ok=True)
    step("Installing the Python packages", [*pip_install(), "--editable", f"{ROOT}{PACKAGES[extra]}"])
    STAMP.write_text("\n".join(stamp))


def build_front_end(*, tests: bool, rebuild: bool) -> None:
    """Build web/static when it is missing, older than its sources, or asked for; fetch a Node if there is none."""
    if rebuild:
        shutil.rmtree(bundle.STATIC, ignore_errors=True)
    if bundle.is_fresh() and not (tests and not node.installed(bundle.FRONTEND, everything=True)):
        return
    if subprocess.run([PYTHON, "-m", "web.frontend.node"], cwd=ROOT, check=False).returncode:
        step(f"Fetching Node (no Node {node.OLDEST} or newer with npm is here)", [*pip_install(), node.WHEEL])
    step("Building the front end", [str(PYTHON), "-m", "web.frontend.bundler", *(["--tests"] if tests else [])])


def find_browser() -> None:
    """See to it that the browser tests have a browser; one is fetched where none is."""
    if chromium.find() is None:
        step("Fetching Chromium (no browser is here)", [str(PYTHON), str(CI / "chromium.py")])


def pip_install() -> list[str]:
    return [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]


def step(what: str, command: Sequence[str]) -> None:
    """Run one command of the set-up, showing what it is at; its whole output goes to the log."""
    began, live, lines = time.monotonic(), sys.stderr.isatty(), list[str]()
    print(f"{what} ...", end="" if live else "\n", file=sys.stderr, flush=True)
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with process, stopping(process), LOG.open("a") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        for line in process.stdout or ():
            log.write(line)
            lines.append(line)
            if live:
                room = shutil.get_terminal_size().columns - len(what) - 3
                print(f"\r\033[K{what}: {line.strip()[: max(room, 0)]}", end="", file=sys.stderr, flush=True)
    if process.returncode:
        print(file=sys.stderr)
        raise SetUpError(failure(what, "".join(lines)))
    print(f"{chr(13) + chr(27) + '[K' if live else ''}{what}: {time.monotonic() - began:.0f} s", file=sys.stderr)


@contextmanager
def stopping(process: subprocess.Popen[str]) -> Iterator[None]:
    """End the process when we are stopped, so that it does not go on changing what the next run sets up."""
    try:
        yield
    except BaseException:
        process.terminate()
        raise


def failure(what: str, said: str) -> str:
    """The end of what a failed command said, and the remedy when we know it."""
    end = "".join(f"    {line}\n" for line in said.splitlines()[-15:])
    return f"failed: {what}\n\n{end}\n{remedy(said) or f'The whole output is in {LOG}.'}"


def remedy(said: str) -> str:
    """What to do about it, or nothing when we do not know."""
    return next((do for signs, do in REMEDIES if any(sign in said for sign in signs)), "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
