"""`./run` says what it wants in a sentence and sets up only what is missing; the front end is known by its hash."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import check
import chromium
import libraries
import set_up
from web.frontend import node
from web.site import bundle

ROOT = Path(__file__).resolve().parent.parent


PROJECT = """\
[project]
dependencies = ["flask>=3", "Flask-SocketIO>=5.7,<6", "python-engineio >= 4.15.1", "python-socketio[client]>=5.18"]
"""


def run(*arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`./run` with these arguments, on a machine that has only the programs in `path`."""
    environment = {"PATH": str(path)} if path else None
    return subprocess.run(
        [ROOT / "run", *arguments], capture_output=True, text=True, check=False, env=environment, timeout=60
    )


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder for PATH with a shell and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "dirname"):
        (folder / name).symlink_to(shutil.which(name) or "")
    return folder


def stand_in(folder: Path, name: str, script: str) -> None:
    """A program that stands in for another."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


class TestNodePackages:
    def test_two_who_install_at_once_take_turns_and_install_once(self, tmp_path: Path) -> None:
        """The stand-in for npm takes a moment, in which a second one would begin."""
        (tmp_path / "package-lock.json").write_text("{}")
        stand_in(tmp_path, "npm", "echo began >> began\nsleep 0.3\nmkdir node_modules || exit 1")
        program = node.NodeProgram("/usr/bin/node", (str(tmp_path / "npm"),))
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda _: program.install(tmp_path, everything=True), range(3)))
        assert (tmp_path / "began").read_text() == "began\n"
        assert node.installed(tmp_path, everything=True)


class TestRun:
    def test_help_names_every_command(self) -> None:
        said = run("help")
        assert said.returncode == 0
        assert all(f"\n  {command} " in said.stdout for command in set_up.hand_over([]))

    def test_an_unknown_command_is_named(self) -> None:
        said = run("sevre")
        assert said.returncode == 2
        assert "unknown command 'sevre'" in said.stderr

    def test_without_python_it_says_what_to_install(self, bare: Path) -> None:
        said = run("serve", path=bare)
        assert said.returncode == 1
        assert "no Python 3.11 or newer" in said.stderr
        assert "apt install python3" in said.stderr

    def test_an_old_python_does_not_count(self, bare: Path) -> None:
        stand_in(bare, "python3", "exit 1")  # as the question after the version is answered by an old one
        assert "no Python 3.11 or newer" in run("serve", path=bare).stderr

    def test_a_newer_python_is_found_by_its_name(self, bare: Path) -> None:
        stand_in(bare, "python3", "exit 1")
        (bare / "python3.12").symlink_to(sys.executable)
        assert run("help", path=bare).returncode == 0

    def test_a_python_without_venv_is_told_apart(self, bare: Path) -> None:
        stand_in(bare, "python3", 'case "$2" in *find_spec*) exit 1 ;; esac')
        said = run("serve", path=bare)
        assert said.returncode == 1
        assert "apt install python3-venv" in said.stderr


class TestSetUp:
    @pytest.mark.parametrize(
        ("said", "remedy"),
        [
            ("OSError: [Errno 28] No space left on device", "disk is full"),
            ("npm error code ENOTFOUND", "network"),
            ("NewConnectionError: Failed to establish a new connection", "network"),
            ("SSL: CERTIFICATE_VERIFY_FAILED", "certificate"),
            ("[Errno 13] Permission denied: '.venv'", "owner"),
        ],
    )
    def test_a_failed_step_tells_the_remedy(self, said: str, remedy: str, home: Path) -> None:
        with pytest.raises(set_up.SetUpError, match="failed: Trying") as failed:
            set_up.step("Trying", [sys.executable, "-c", f"print({said!r}); raise SystemExit(1)"])
        assert remedy in str(failed.value)
        assert said in (home / ".stepwire" / "set-up.log").read_text()

    def test_a_failure_without_a_known_remedy_names_the_log(self, home: Path) -> None:
        with pytest.raises(set_up.SetUpError, match=r"set-up\.log"):
            set_up.step("Trying", [sys.executable, "-c", "raise SystemExit(1)"])

    def test_only_what_changed_is_done(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        steps: list[str] = []

        def note(what: str, _command: list[str]) -> None:
            make_venv(home)
            steps.append(what)

        monkeypatch.setattr(set_up, "step", note)
        monkeypatch.setattr(bundle, "is_fresh", lambda: True)
        set_up.set_up("app", rebuild=False)
        assert steps == ["Making the virtual environment .venv", "Installing the Python packages"]
        steps.clear()
        set_up.set_up("app", rebuild=False)
        assert steps == []
        (home / "pyproject.toml").write_text(f"{PROJECT}# other requirements")
        set_up.set_up("app", rebuild=False)
        assert steps == ["Installing the Python packages"]

    def test_what_was_installed_for_a_greater_need_serves_a_smaller_one(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def note(_what: str, command: list[str]) -> None:
            make_venv(home)
            asked.append(command[-1].removeprefix(str(home)))

        monkeypatch.setattr(set_up, "step", note)
        monkeypatch.setattr(set_up, "build_front_end", lambda **_: None)
        monkeypatch.setattr(set_up, "find_browser", lambda: None)
        for extra in ("app", "test", "app", "bench", "test", "app"):
            set_up.set_up(extra, rebuild=False)
        assert asked == ["/.venv", "", "[test]", "[test,bench]"]

    def test_a_set_up_that_broke_off_is_made_anew(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        steps: list[str] = []

        def break_off(what: str, _command: list[str]) -> None:
            make_venv(home)
            steps.append(what)
            if what.startswith("Installing") and steps.count(what) == 1:
                raise KeyboardInterrupt

        monkeypatch.setattr(set_up, "step", break_off)
        monkeypatch.setattr(bundle, "is_fresh", lambda: True)
        with pytest.raises(KeyboardInterrupt):
            set_up.set_up("app", rebuild=False)
        set_up.set_up("app", rebuild=False)
        assert steps == ["Making the virtual environment .venv", "Installing the Python packages"] * 2


class TestLibraries:
    def test_the_ranges_and_the_oldest_releases_are_read_from_pyproject(self, home: Path) -> None:
        pyproject = home / "pyproject.toml"
        assert libraries.ranges(pyproject) == [
            "Flask-SocketIO>=5.7,<6",
            "python-engineio >= 4.15.1",
            "python-socketio[client]>=5.18",
        ]
        assert libraries.oldest(pyproject) == [
            "Flask-SocketIO==5.7",
            "python-engineio==4.15.1",
            "python-socketio[client]==5.18",
        ]

    def test_a_range_needs_a_lower_bound(self, home: Path) -> None:
        (home / "pyproject.toml").write_text(PROJECT.replace(">=5.7,", ""))
        with pytest.raises(ValueError, match=r"Flask-SocketIO<6: its range has no lower bound"):
            libraries.oldest(home / "pyproject.toml")

    def test_our_own_ranges_name_all_three(self) -> None:
        assert len(libraries.oldest(ROOT / "pyproject.toml")) == len(libraries.NAMES)

    def test_an_installation_asks_for_the_newest_releases_in_the_ranges(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[list[str]] = []

        def note(_what: str, command: list[str]) -> None:
            make_venv(home)
            asked.append(command)

        monkeypatch.setattr(set_up, "step", note)
        set_up.install([], "app")
        assert asked[-1][asked[-1].index("--upgrade") :] == [
            "--upgrade",
            *libraries.ranges(home / "pyproject.toml"),
            "--editable",
            str(home),
        ]

    def test_newer_releases_are_looked_for_once_a_day(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        steps: list[str] = []
        monkeypatch.setattr(set_up, "step", lambda what, _command: steps.append(what))
        make_venv(home)
        set_up.look_for_newer()
        set_up.look_for_newer()
        assert steps == [
            "Looking for newer releases of flask-socketio, python-engineio, python-socketio",
            "Installing the newest of them",
        ]
        yesterday = set_up.LOOKED.stat().st_mtime - set_up.A_DAY
        os.utime(set_up.LOOKED, (yesterday, yesterday))
        set_up.look_for_newer()
        assert len(steps) == 4

    def test_without_a_network_the_checks_go_on_and_the_next_run_looks_again(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail(what: str, _command: list[str]) -> None:
            raise set_up.SetUpError(what)

        monkeypatch.setattr(set_up, "step", fail)
        make_venv(home)
        set_up.look_for_newer()
        assert "the checks use those that are installed" in capsys.readouterr().err
        assert not set_up.LOOKED.exists()

    def test_the_oldest_are_installed_in_front_of_all_that_venv_has_and_only_once(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        commands: list[list[str]] = []
        packages = Path("lib") / "python3.11" / "site-packages"

        def note(_what: str, command: list[str]) -> None:
            (set_up.OLDEST / packages).mkdir(parents=True, exist_ok=True)
            commands.append(command)

        monkeypatch.setattr(set_up, "step", note)
        make_venv(home)
        set_up.set_up_oldest()
        assert (set_up.OLDEST / packages / "venv.pth").read_text() == f"{home / '.venv' / packages}\n"
        pins = libraries.oldest(home / "pyproject.toml")
        assert [command[-len(pins) :] for command in commands[1:2]] == [pins]
        assert "--ignore-installed" in commands[1]
        assert commands[2][-5:] == [*pins, "--editable", str(home)]
        set_up.set_up_oldest()
        assert len(commands) == 3
        (home / "pyproject.toml").write_text(PROJECT.replace("5.18", "5.19"))
        set_up.set_up_oldest()
        assert "python-socketio[client]==5.19" in commands[-1]

    def test_a_run_with_the_oldest_goes_by_their_python(self) -> None:
        assert set_up.hand_over(["--oldest"], set_up.OLDEST)["test"][0] == str(set_up.OLDEST / "bin" / "python")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout for the set-up to work in."""
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    venv, cache = tmp_path / ".venv", tmp_path / ".stepwire"
    cache.mkdir()
    places = {"ROOT": tmp_path, "VENV": venv, "PYTHON": venv / "bin" / "python", "STAMP": venv / ".stepwire"}
    places |= {"LOOKED": venv / ".stepwire-newest", "CACHE": cache, "LOG": cache / "set-up.log"}
    for name, place in {**places, "OLDEST": cache / "oldest"}.items():
        monkeypatch.setattr(set_up, name, place)
    return tmp_path


def make_venv(home: Path) -> None:
    """What stands in for `python -m venv`: a folder with a Python that tells its version."""
    (home / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
    stand_in(home / ".venv" / "bin", "python", "echo Python 3.11.0")


class TestBundle:
    def test_the_entries_of_the_page_are_built(self) -> None:
        for entry in ("site.js", "site.css", "visual.js", "deep.css"):
            assert (bundle.STATIC / bundle.asset(entry)).is_file()

    def test_an_unknown_entry_is_named(self) -> None:
        with pytest.raises(bundle.BundleError, match=r"no entry 'siet\.js'"):
            bundle.asset("siet.js")

    def test_a_missing_bundle_says_how_to_build_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bundle, "MANIFEST", tmp_path / "manifest.json")
        assert not bundle.is_fresh()
        with pytest.raises(bundle.BundleError, match=r"not built; build it with `\./run build`"):
            bundle.asset("site.js")

    def test_a_stale_bundle_says_how_to_build_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        manifest = tmp_path / "manifest.json"
        manifest.write_text(json.dumps({"sources": "others", "files": {"site.js": "site-1.js"}, "shared": {}}))
        monkeypatch.setattr(bundle, "MANIFEST", manifest)
        assert not bundle.is_fresh()
        with pytest.raises(bundle.BundleError, match=r"older than its sources; build it with `\./run build`"):
            bundle.asset("site.js")

    def test_an_installed_package_needs_no_sources(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        manifest = tmp_path / "manifest.json"
        manifest.write_text(json.dumps({"sources": "of a wheel", "files": {"site.js": "site-1.js"}, "shared": {}}))
        monkeypatch.setattr(bundle, "MANIFEST", manifest)
        monkeypatch.setattr(bundle, "FRONTEND", tmp_path / "frontend")
        assert bundle.asset("site.js") == "site-1.js"


class TestPrograms:
    def test_a_node_without_npm_does_not_count(self, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        stand_in(bare, "node", "echo v24.0.0")
        monkeypatch.setenv("PATH", str(bare))
        assert node.from_path() is None

    @pytest.mark.parametrize(("version", "counts"), [("v18.20.1", False), ("v20.0.0", True), ("rubbish", False)])
    def test_a_node_counts_from_20(
        self, version: str, counts: bool, bare: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stand_in(bare, "node", f"echo {version}")
        stand_in(bare, "npm", "exit 1")
        monkeypatch.setenv("PATH", str(bare))
        assert (node.from_path() is not None) == counts

    def test_a_named_browser_that_is_missing_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
        with pytest.raises(chromium.NoBrowserError, match="/nowhere/chromium: no such program"):
            chromium.find()


def test_what_is_set_up_is_not_written_to_so_that_a_read_only_checkout_can_be_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(set_up, "CACHE", tmp_path / "nowhere" / "cache")  # making it fails
    monkeypatch.setattr(set_up, "wanted", lambda: ["here", "this"])
    monkeypatch.setattr(set_up, "installed", lambda: ["here", "this", "app"])
    monkeypatch.setattr("web.site.bundle.is_fresh", lambda: True)
    monkeypatch.setattr(set_up, "lab_is_settled", lambda: True)
    set_up.set_up("app", rebuild=False)
    with pytest.raises(FileNotFoundError):
        set_up.set_up("app", rebuild=True)


class TestCheck:
    @staticmethod
    def ends(name: str, code: int) -> check.Check:
        """A check that says its name and exits with a code."""
        return check.Check(name, (sys.executable, "-c", f"print('{name} speaks'); raise SystemExit({code})"))

    def test_all_run_whatever_fails_and_the_end_sums_up(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(check, "quick", lambda: [self.ends("first", 3), self.ends("second", 0)])
        monkeypatch.setattr(check, "pytest", lambda *_: self.ends("last", 1))
        assert check.check() == 1
        said, failed = capfd.readouterr()
        assert "first speaks" in said, "what a failed check says is shown"
        assert "second speaks" not in said
        summary = said[said.index("All checks:") :]
        assert [line.split(",")[0].split() for line in summary.splitlines()[1:]] == [
            ["FAILED", "first"],
            ["ok", "second"],
            ["FAILED", "last"],
        ]
        assert failed.strip() == "Not in order: first, last"

    @pytest.mark.parametrize(
        ("arguments", "command"),
        [
            (["--oldest"], check.all_tests().command),
            (["tests/tracer", "-k", "connect"], check.pytest("tests/tracer", "-k", "connect").command),
            (["--oldest", "tests/tracer"], check.pytest("tests/tracer").command),
        ],
    )
    def test_all_tests_run_in_several_processes_and_named_ones_in_one(
        self, arguments: list[str], command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ran: list[tuple[str, ...]] = []

        def note(one: check.Check) -> int:
            ran.append(one.command)
            return 5

        monkeypatch.setattr(check, "exit_code", note)
        assert check.main(arguments) == 5
        assert ran == [command]
        assert any("--numprocesses" in one for one in command) == ("tests/tracer" not in command)

    def test_told_to_end_it_ends_all_below_it(self) -> None:
        sleeps = "import subprocess, sys; subprocess.Popen(['sleep', '100'], start_new_session=True).wait()"
        run = (
            "import sys; import check; check.pytest = lambda *_: check.Check('x', (sys.executable, '-c', sys.argv[1]));"
        )
        command = [sys.executable, "-c", f"{run} sys.exit(check.main(['x']))", sleeps]
        path = {**os.environ, "PYTHONPATH": f"{ROOT / '.ci'}:{ROOT}"}
        with subprocess.Popen(command, env=path, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and len(below := check.descendants(process.pid)) < 2:
                time.sleep(0.02)  # no event tells that a process has begun
            process.terminate()
            assert process.wait(timeout=30) == 143
        assert not any(map(check.runs, below))

    def test_what_a_tool_can_put_right_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert check.summed_up([check.Outcome("format (ruff)", failed=True, seconds=1.0)]) == 1
        assert "./run fix" in capsys.readouterr().err

    def test_with_all_in_order_it_exits_with_0(self) -> None:
        assert check.summed_up([check.Outcome("format (ruff)", failed=False, seconds=1.0)]) == 0


@pytest.mark.parametrize("folder", ["web/frontend", "tests/browser", "tests/browser/hub", "tests/editor"])
def test_a_lock_file_names_no_registry(folder: str) -> None:
    lock = json.loads((ROOT / folder / "package-lock.json").read_text())
    assert lock["packages"]
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
