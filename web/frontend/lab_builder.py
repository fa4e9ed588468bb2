"""Builds the lab's files: Python for the browser, its libraries and our modules become web/static-lab.

Everything comes from package registries: Python from npm, the compiled library from the Python package index, the rest
from this environment. Where that fails, the folder holds the reason, which the pages show, and all else works.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypedDict

from web.frontend import lab_sources, node
from web.site import lab_files
from web.site.bundle import FRONTEND, WEB

WHEELS = lab_sources.ROOT / ".stepwire" / "wheels"
PYODIDE = FRONTEND / "node_modules" / "pyodide"
_PLATFORM = ("--platform=pyemscripten_2026_0_wasm32", "--python-version=3.14", "--implementation=cp", "--abi=cp314")
_PARTS = {
    "python": "python.wasm",
    "standard": "standard.zip",
    "libraries": "libraries.zip",
    "stepwire": "stepwire.zip",
    "pydantic_core": "pydantic_core.so",
}
"""How the page calls each file (`web/lab/lab.js`), and how the build does."""


class LabError(Exception):
    """The lab cannot be built; says why, for whoever runs the site."""


class Made(TypedDict):
    """A file of the last build: its name, its bytes, those that a server with brotli sends, what it was compiled of."""

    file: str
    bytes: int
    sent: int
    of: str


def build(*, again: bool = False) -> str:
    """Build web/static-lab unless it is up to date. Returns why there is no lab then; nothing when there is one.

    Args:
        again: try also what has failed within the last day.
    """
    packages = lab_files.environment_packages()
    with (FRONTEND / "lab.mjs").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # who asks at the same time waits, and finds it built
        if lab_files.is_built(packages):
            return ""
        if not again and lab_files.is_settled(packages):
            return (lab_files.read_off() or {"why": ""})["why"]
        here = str(lab_files.sources(packages))
        try:
            _replace(here, _manifest().get("parts", {}))
        except (LabError, LookupError, OSError, PackageNotFoundError, subprocess.CalledProcessError) as error:
            return _note(here, error)
    return ""


def _note(sources: str, error: Exception) -> str:
    """Leave the reason where the pages find it."""
    why = str(error) if isinstance(error, (LabError, LookupError)) else f"a step of its build failed: {error}"
    off: lab_files.LabOff = {"sources": sources, "why": f"The lab could not be built here: {why.rstrip('.')}."}
    lab_files.FOLDER.mkdir(exist_ok=True)
    lab_files.OFF.write_text(json.dumps(off), encoding="utf-8")
    return off["why"]


def _replace(sources: str, old: dict[str, Made]) -> None:
    """Make the files in a folder beside, and put it in the place of the old one: a broken build leaves that."""
    fresh = lab_files.FOLDER.with_name("static-lab.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    with tempfile.TemporaryDirectory() as work:
        made = _made(Path(work), fresh, old)
    shutil.copy(WEB / "lab" / "offline.js", fresh)
    base = _listed(fresh, made)
    manifest = {"sources": sources, "base": base, "parts": made}
    (fresh / lab_files.MANIFEST.name).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    shutil.rmtree(lab_files.FOLDER, ignore_errors=True)
    fresh.rename(lab_files.FOLDER)


def _made(work: Path, fresh: Path, old: dict[str, Made]) -> dict[str, Any]:
    """The lab's files, in their folder; archives of unchanged sources are those of the last build."""
    node.needed().install(FRONTEND, everything=node.installed(FRONTEND, everything=True))
    wheel = compiled_wheel(work)
    (work / "pydantic_core.so").write_bytes(lab_sources.compiled_library(wheel))
    copies = {"python.wasm": str(PYODIDE / "pyodide.asm.wasm"), "pydantic_core.so": str(work / "pydantic_core.so")}
    archives, hashes = dict[str, str](), dict[str, str]()
    for name, files in files_of_archives(wheel).items():
        lab_sources.write_archive(work / name, files)
        hashes[name] = _hash(work / name, PYODIDE / "package.json", FRONTEND / "lab_compiler.py", FRONTEND / "lab.mjs")
        if (kept := old.get(name)) and kept["of"] == hashes[name]:
            copies[name] = str(lab_files.FOLDER / kept["file"])
        else:
            archives[name] = str(work / name)
    made = run(work, fresh, archives, copies)
    return {name: {**one, "of": hashes.get(name, "")} for name, one in made.items()}


def run(work: Path, fresh: Path, archives: dict[str, str], copies: dict[str, str]) -> dict[str, Any]:
    """Have Node compile archives and pack all files into a folder. Returns what it says of each.

    Args:
        work: a folder for what Node is told.
        fresh: the folder to fill.
        archives: the sources of each archive.
        copies: files that are taken as they are.
    """
    job = {"folder": str(fresh), "old": str(lab_files.FOLDER), "compiler": str(FRONTEND / "lab_compiler.py")}
    (work / "job.json").write_text(json.dumps({**job, "archives": archives, "copies": copies}), encoding="utf-8")
    node.needed().run("lab.mjs", str(work / "job.json"), cwd=FRONTEND)
    made: dict[str, Any] = json.loads((fresh / "made.json").read_text(encoding="utf-8"))
    (fresh / "made.json").unlink()
    return made


def files_of_archives(wheel: Path) -> dict[str, Iterator[tuple[str, bytes]]]:
    """The three archives and what goes into each."""
    return {
        "standard.zip": lab_sources.standard_library(PYODIDE),
        "libraries.zip": lab_sources.libraries(wheel),
        "stepwire.zip": lab_sources.own_files(),
    }


def compiled_wheel(work: Path) -> Path:
    """The compiled library in the version of this environment, made for the browser; kept for the next build."""
    name = f"{lab_files.COMPILED}=={version(lab_files.COMPILED)}"
    pattern = f"{name.replace('-', '_').replace('==', '-')}-*wasm32.whl"
    if not (found := sorted(WHEELS.glob(pattern))):
        WHEELS.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--retries=1"]
        command += ["--only-binary=:all:", "--no-deps", *_PLATFORM, f"--dest={work}", name]
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if ended.returncode:
            raise LabError(f"{name} for Python in the browser could not be fetched ({_last_line(ended.stderr)})")
        found = [Path(shutil.copy(next(work.glob(pattern)), WHEELS))]
    return found[0]


def _listed(fresh: Path, made: dict[str, Any]) -> str:
    """Write the list that the page begins with, into a folder named after it. Returns the folder's name."""
    files = {
        part: {"url": f"../{made[name]['file']}", "bytes": made[name]["bytes"], "sent": made[name]["sent"]}
        for part, name in _PARTS.items()
    }
    listing: dict[str, Any] = {"worker": f"../{made['worker.js']['file']}", "files": files}
    text = json.dumps(listing, indent=2)
    folder = fresh / hashlib.sha256(text.encode()).hexdigest()[:16]
    folder.mkdir()
    (folder / "files.json").write_text(text, encoding="utf-8")
    return folder.name


def _manifest() -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(lab_files.MANIFEST.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return manifest


def _hash(*paths: Path) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "pip said nothing"


def main(arguments: Sequence[str]) -> int:
    """Build; with `--again` try also what has failed within the last day. Says why when there is no lab."""
    if why := build(again="--again" in arguments):
        print(why, file=sys.stderr)
    return int(bool(why))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
