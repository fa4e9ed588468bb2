"""The browser of the browser tests: $CHROMIUM, else one that is on the machine, else npm's, which needs no root."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from web.frontend import node

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tests" / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
APPLICATIONS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
# The package's own names folders of another machine.
FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A browser to start: its program, and what must be added to its environment."""

    program: Path
    environment: dict[str, str] = field(default_factory=dict)


class NoBrowserError(Exception):
    """There is no browser to test with; says what to do."""


def find() -> Chromium | None:
    """The browser that is here, or None. Raises NoBrowserError when $CHROMIUM names none."""
    if named := os.environ.get("CHROMIUM"):
        if found := shutil.which(named):
            return Chromium(Path(found))
        raise NoBrowserError(f"CHROMIUM={named}: no such program; name a Chromium, or unset it")
    on_path = (Path(found) for name in NAMES if (found := shutil.which(name)))
    on_machine = next((path for path in (*on_path, *APPLICATIONS) if path.is_file()), None)
    return Chromium(on_machine) if on_machine else _unpacked()


def fetch() -> Chromium:
    """Unpack npm's Chromium into .stepwire, with the libraries and fonts that a bare machine lacks.

    Raises NoBrowserError when that fails.
    """
    unpacked = _home()
    fresh = unpacked.with_name("chromium.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        here = node.needed()
        here.install(PACKAGE, everything=True)
        here.run("unpack.mjs", str(fresh), cwd=PACKAGE)
        (fresh / "fonts" / "fonts.conf").write_text(FONTS)
    except (LookupError, OSError, subprocess.CalledProcessError) as error:
        raise NoBrowserError(
            f"no browser to test with, and none could be fetched ({error}); install Chromium, or name one in CHROMIUM"
        ) from error
    shutil.rmtree(unpacked, ignore_errors=True)
    fresh.rename(unpacked)
    shutil.rmtree(PACKAGE / "node_modules")  # 70 MB that are of no more use
    return _in(unpacked)


def _home() -> Path:
    """Where npm's Chromium is unpacked; another version is another folder."""
    version = json.loads((PACKAGE / "package.json").read_text())["dependencies"]["@sparticuz/chromium"]
    return ROOT / ".stepwire" / f"chromium-{version}"


def _unpacked() -> Chromium | None:
    home = _home()
    return _in(home) if (home / "fonts" / "fonts.conf").is_file() else None


def _in(home: Path) -> Chromium:
    libraries = os.pathsep.join(filter(None, (str(home / "al2023" / "lib"), os.environ.get("LD_LIBRARY_PATH"))))
    environment = {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_PATH": str(home / "fonts")}
    return Chromium(home / "chromium", environment)


def main() -> int:
    """See to it that there is a browser, and print where."""
    try:
        print((find() or fetch()).program)
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
