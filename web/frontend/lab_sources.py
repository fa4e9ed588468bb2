"""Gathers what goes into the lab's archives: the standard library, this environment's libraries, our own modules."""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path

from web.site.lab_files import LIBRARIES

ROOT = Path(__file__).resolve().parents[2]
_UNUSED = (
    *("pydantic/v1/*", "pydantic/mypy.py", "pydantic/_internal/_git.py"),
    *("pygments/lexers/[!_]*", "pygments/styles/[!_d]*", "pygments/formatters/[!_h]*", "pygments/sphinxext.py"),
    "click/_winconsole.py",
)
_USED = ("pygments/lexers/python.py",)
_LICENCE = ("METADATA", "LICEN[CS]E*", "COPYING*", "AUTHORS*")

_STANDARD_UNUSED = (
    *("_pyrepl/*", "multiprocessing/*", "xml/*", "xmlrpc/*", "unittest/*", "ctypes/*", "sqlite3/*", "wsgiref/*"),
    *("pydoc_data/*", "ensurepip/*", "venv/*", "idlelib/*", "tkinter/*", "curses/*", "dbm/*", "pathlib/_local.py"),
    *("mailbox.py", "imaplib.py", "smtplib.py", "ftplib.py", "poplib.py", "nntplib.py", "telnetlib.py"),
    *("doctest.py", "pydoc.py", "optparse.py", "pickletools.py", "pstats.py", "profile.py"),
    *("cProfile.py", "trace.py", "tracemalloc.py", "tarfile.py", "plistlib.py", "modulefinder.py", "compileall.py"),
    *("wave.py", "tabnanny.py", "fileinput.py", "pty.py", "symtable.py", "zipapp.py", "turtle*", "this.py"),
    *("pyclbr.py", "netrc.py", "sre_*.py", "nturl2path.py", "_osx_support.py", "_aix_support.py"),
    *("_android_support.py", "_ios_support.py", "_apple_support.py", "antigravity.py", "rlcompleter.py", "lzma.py"),
    *("encodings/*",),
)
_STANDARD_USED = (
    *("encodings/__init__.py", "encodings/aliases.py", "encodings/ascii.py", "encodings/utf_*.py"),
    *("encodings/latin_1.py", "encodings/iso8859_1*.py", "encodings/cp1252.py", "encodings/cp437.py"),
    *("encodings/idna.py", "encodings/punycode.py", "encodings/*_escape.py", "encodings/hex_codec.py"),
    *("encodings/base64_codec.py", "encodings/rot_13.py", "encodings/charmap.py", "encodings/undefined.py"),
    *(f"multiprocessing/{name}.py" for name in ("__init__", "context", "process", "reduction")),  # Werkzeug names them
    *(
        "_pyrepl/__init__.py",
        "_pyrepl/utils.py",
        "_pyrepl/trace.py",
        "_pyrepl/types.py",
    ),  # pdb does
)


def write_archive(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write an archive of sources, not packed: it is compiled next."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)


def standard_library(pyodide: Path) -> Iterator[tuple[str, bytes]]:
    """The modules of the standard library that a student's program may want; not tools, not what cannot work there."""
    with zipfile.ZipFile(pyodide / "python_stdlib.zip") as whole:
        for name in whole.namelist():
            if _fits(name, _STANDARD_USED) or not _fits(name, _STANDARD_UNUSED):
                yield name, whole.read(name)


def libraries(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """The libraries' modules, names, versions and licences; of the compiled one from its wheel."""
    for name in LIBRARIES:
        for file in distribution(name).files or ():
            path = file.as_posix()
            if _wanted(path):
                yield path, _short(path, file.read_binary())
    with zipfile.ZipFile(wheel) as archive:
        for path in archive.namelist():
            if _wanted(path):
                yield path, _short(path, archive.read(path))


def compiled_library(wheel: Path) -> bytes:
    """The code of the compiled library."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".so"))
        return archive.read(name)


def own_files() -> Iterator[tuple[str, bytes]]:
    """Our modules that the lab's entry imports, wherever in them, the templates of the parts, and a stand-in."""
    for path in sorted(_reached(ROOT / "web" / "lab" / "entry.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_bytes()
    for path in (*sorted((ROOT / "web" / "parts").rglob("*.html")), ROOT / "web" / "site" / "icons.html"):
        yield path.relative_to(ROOT).as_posix(), path.read_bytes()
    yield "simple_websocket.py", b""  # python-engineio imports it; no server waits for connections in the lab


def _reached(entry: Path) -> set[Path]:
    """The files of the modules that a module imports, with its own and their packages'."""
    found, ahead = set[Path](), [entry]
    while ahead:
        path = ahead.pop()
        if path in found:
            continue
        found.add(path)
        ahead += [package for folder in path.parents if (package := folder / "__init__.py").is_file()]
        ahead += [file for name in imports(path) if (file := _file(name))]
    return found


@lru_cache(maxsize=1024)
def imports(path: Path) -> tuple[str, ...]:
    visitor = _Imports()
    visitor.visit(ast.parse(path.read_bytes()))
    return tuple(visitor.names)


class _Imports(ast.NodeVisitor):
    """The modules that a file imports when it runs: what only types need is left out."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def visit_Import(self, node: ast.Import) -> None:
        """`import a.b`."""
        self.names += [alias.name for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """`from a import b`, where `b` may be a module."""
        self.names += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]

    def visit_If(self, node: ast.If) -> None:
        """`if TYPE_CHECKING:` is for the type checker."""
        if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            self.generic_visit(node)


def _file(name: str) -> Path | None:
    if name.partition(".")[0] not in ("tracer", "tutorial", "web"):
        return None
    stem = ROOT.joinpath(*name.split("."))
    return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file()), None)


def _wanted(path: str) -> bool:
    if ".dist-info/" in path:
        return _fits(path.rpartition("/")[2], _LICENCE)
    return path.endswith(".py") and not path.startswith("..") and (_fits(path, _USED) or not _fits(path, _UNUSED))


def _short(path: str, content: bytes) -> bytes:
    """Of a package's METADATA only the fields: the rest is its long description."""
    return content.partition(b"\n\n")[0] + b"\n" if path.endswith("/METADATA") else content


def _fits(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)
