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
import libraries  # noqa: E402  needs the path above
from web.frontend import node  # noqa: E402  needs the path above
from web.site import bundle, lab_files  # noqa: E402  needs the path above

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".stepwire"  # what was installed; written last, so a broken-off set-up leaves none
LOOKED = VENV / ".stepwire-newest"  # its age is that of the last look for newer releases of the libraries
CACHE = ROOT / ".stepwire"
LOG = CACHE / "set-up.log"
OLDEST = CACHE / "oldest"  # .venv once more, with the oldest releases of the libraries in front

A_DAY = 24 * 60 * 60.0

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
  test --oldest       set up, then only pytest, with the oldest Flask-SocketIO, python-socketio and python-engineio that
                      pyproject.toml allows; ARGUMENTS may follow. All else uses the newest, looked for once a day
  bench [NAME ...]    set up, with what is measured against too, then measure: `python -m tests.bench NAME ...`
  stepwire ARGUMENTS  set up, then the command itself: ./run stepwire trace lessons/websocket-events.yaml
  fix                 set up, then put format and lint right where a tool can
  build               set up, and build the front end anew
  setup               set up all that `test` needs, and stop
  help                this text

All is kept in this folder (.venv, .stepwire, node_modules, web/static, web/static-lab); remove .venv to start anew.
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
    oldest = command == "test" and "--oldest" in rest
    commands = hand_over(rest, OLDEST if oldest else VENV)
    if command not in commands:
        print(f"./run: unknown command {command!r}\n\n{HELP}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped is stopped: Ctrl+C and `kill` alike
    try:
        set_up(EXTRAS.get(command, "app"), rebuild=command == "build", oldest=oldest)
    except SetUpError as error:
        print(f"./run: {error}", file=sys.stderr)
        return 1
    except (OSError, ValueError, chromium.NoBrowserError) as error:
        print(f"./run: {error}. {remedy(str(error))}".rstrip(), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n./run: stopped; the next run takes the set-up up again", file=sys.stderr)
        return 130
    become(commands[command])
    return 0


def hand_over(rest: Sequence[str], tested: Path = VENV) -> dict[str, list[str]]:
    """Each command and what runs after its set-up; nothing for those that only set up.

    Args:
        rest: the command's arguments.
        tested: the environment whose Python runs the checks.
    """
    stepwire = str(VENV / "bin" / "stepwire")
    return {
        "serve": [stepwire, "serve", f"--lessons={ROOT / 'lessons'}", *rest],  # a later --lessons wins
        "stepwire": [stepwire, *rest],
        "test": [str(tested / "bin" / "python"), str(CI / "check.py"), *rest],
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


def set_up(extra: Extra, *, rebuild: bool, oldest: bool = False) -> None:
    """Bring the front end and .venv up to date, with what the tests or the benchmarks need besides.

    Args:
        extra: what .venv must hold besides the app.
        rebuild: build the front end even when it fits its sources.
        oldest: bring the environment of the oldest libraries up to date, too.
    """
    tests = extra != "app"
    if not (tests or rebuild or oldest) and is_set_up():
        return  # also a checkout that nobody may write to can be served
    with one_at_a_time():
        kept = installed()
        if kept[:1] != wanted()[:1]:
            step("Making the virtual environment .venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])
            kept = []
        build_front_end(tests=tests, rebuild=rebuild)
        install(kept, max((extra, *extras(kept)), key=list(PACKAGES).index))
        if tests:
            look_for_newer()
            find_browser()
        build_lab(again=tests or rebuild)
        if oldest:
            set_up_oldest()


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


def is_set_up() -> bool:
    """Whether .venv has the app, and the front end is built, so that nothing is to be written."""
    kept = installed()
    lab = lab_is_settled() or not os.access(bundle.WEB, os.W_OK)
    return kept[:2] == wanted() and bool(extras(kept)) and bundle.is_fresh() and lab


def extras(kept: Sequence[str]) -> list[Extra]:
    """What is in .venv, and stays there when a command needs less; nothing in a new one."""
    return [extra for extra in PACKAGES if extra in kept[2:]]


def install(kept: list[str], extra: Extra) -> None:
    """Install the packages that pyproject.toml names, unless the stamp says they are there."""
    stamp = [*wanted(), extra]
    if kept == stamp:
        return
    STAMP.unlink(missing_ok=True)
    os.environ["STEPWIRE_LAB"] = "later"  # to the build hook: the lab is built next, of what is installed now
    newest = ["--upgrade", *libraries.ranges(ROOT / "pyproject.toml")]
    step("Installing the Python packages", [*pip_install(VENV), *newest, "--editable", f"{ROOT}{PACKAGES[extra]}"])
    LOOKED.touch()
    STAMP.write_text("\n".join(stamp))


def look_for_newer() -> None:
    """Install newer releases of the libraries, if there are any; looks once a day, and does without when it cannot."""
    if LOOKED.is_file() and time.time() - LOOKED.stat().st_mtime < A_DAY:
        return
    newest = ["--retries=0", *libraries.ranges(ROOT / "pyproject.toml")]
    try:
        # What is installed would do for pip when it reaches no registry; this fails then.
        look = [*pip_install(VENV), "--dry-run", "--ignore-installed", "--no-deps", *newest]
        step(f"Looking for newer releases of {', '.join(libraries.NAMES)}", look)
        step("Installing the newest of them", [*pip_install(VENV), "--upgrade", *newest])
    except SetUpError:
        print("./run: could not look for them now; the checks use those that are installed", file=sys.stderr)
        return
    LOOKED.touch()


def set_up_oldest() -> None:
    """Make .stepwire/oldest, unless it is there: the packages of .venv, behind the oldest releases of the libraries."""
    pins, stamp = libraries.oldest(ROOT / "pyproject.toml"), OLDEST / ".stepwire"
    if stamp.is_file() and stamp.read_text().splitlines() == wanted():
        return
    venv = [str(PYTHON), "-m", "venv", "--clear", "--without-pip", str(OLDEST)]
    step("Making the environment of the oldest libraries, .stepwire/oldest", venv)
    (packages,) = OLDEST.glob("lib/python*/site-packages")
    (packages / "venv.pth").write_text(f"{VENV / packages.relative_to(OLDEST)}\n")
    pip = pip_install(OLDEST)
    step(f"Installing {', '.join(pins)}", [*pip, "--ignore-installed", "--no-deps", *pins])
    step("Installing the Python packages around them", [*pip, *pins, "--editable", str(ROOT)])  # fails if they disagree
    stamp.write_text("\n".join(wanted()))


def build_front_end(*, tests: bool, rebuild: bool) -> None:
    """Build web/static when it is missing, older than its sources, or asked for; fetch a Node if there is none."""
    if rebuild:
        shutil.rmtree(bundle.STATIC, ignore_errors=True)
    if bundle.is_fresh() and not (tests and not node.installed(bundle.FRONTEND, everything=True)):
        return
    if subprocess.run([PYTHON, "-m", "web.frontend.node"], cwd=ROOT, check=False).returncode:
        step(f"Fetching Node (no Node {node.OLDEST} or newer with npm is here)", [*pip_install(VENV), node.WHEEL])
    step("Building the front end", [str(PYTHON), "-m", "web.frontend.bundler", *(["--tests"] if tests else [])])


def lab_is_settled() -> bool:
    """Whether the lab's files fit, or were tried in vain within the last day."""
    return all(lab_files.is_settled(packages) for packages in VENV.glob("lib/python*/site-packages"))


def build_lab(*, again: bool) -> None:
    """Build web/static-lab when it is missing or older than what it is made of. Without it all else works."""
    if lab_is_settled() and not again:
        return
    if not lab_is_built():
        try:
            step(
                "Building the lab (Python for the browser)", [str(PYTHON), "-m", "web.frontend.lab_builder", "--again"]
            )
        except SetUpError as error:
            print(f"./run: the lab is off, all else works: {error}", file=sys.stderr)


def lab_is_built() -> bool:
    """Whether the lab's files fit what they are made of."""
    return all(lab_files.is_built(packages) for packages in VENV.glob("lib/python*/site-packages"))


def find_browser() -> None:
    """See to it that the browser tests have a browser; one is fetched where none is."""
    if chromium.find() is None:
        step("Fetching Chromium (no browser is here)", [str(PYTHON), str(CI / "chromium.py")])


def pip_install(into: Path) -> list[str]:
    """The command of .venv's pip that installs into an environment."""
    python = str(into / "bin" / "python")
    return [str(PYTHON), "-m", "pip", "--python", python, "install", "--disable-pip-version-check", "--no-input"]


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
