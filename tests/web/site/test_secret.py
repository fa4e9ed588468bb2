"""The kept secret: the same at every start, nobody else's to read, and replaced when it is none."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from web.site.secret import CookieKey, kept_secret


@pytest.fixture(autouse=True)
def none_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEPWIRE_SECRET", raising=False)


def test_the_secret_is_the_same_at_every_start_and_only_its_owner_s(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    first = kept_secret(folder)
    assert kept_secret(folder) == first
    assert (len(first.key), first.note) == (64, "")
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret"]


def test_two_folders_have_two_secrets(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "a").key != kept_secret(tmp_path / "b").key


def test_a_given_secret_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWIRE_SECRET", "given")
    assert kept_secret(tmp_path).key == "given"
    assert list(tmp_path.iterdir()) == []


def test_first_starts_at_once_get_one_key_and_so_do_those_that_find_a_bad_one(tmp_path: Path) -> None:
    starts = Barrier(8)

    def start(folder: Path) -> str:
        starts.wait()
        return kept_secret(folder).key

    with ThreadPoolExecutor(8) as processes:
        for number in range(40):
            folder = tmp_path / str(number)
            if number % 2:
                folder.mkdir()
                (folder / "secret").touch()
            assert len(set(processes.map(start, [folder] * 8))) == 1


@pytest.mark.parametrize("bad", [b"", b"short", "ß".encode() * 64, b"\xff" * 64, b"a" * 65, b"a" * 63 + b"g"])
def test_a_file_that_holds_no_key_is_replaced_and_that_is_said(bad: bytes, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(bad)
    made = kept_secret(tmp_path)
    assert "held no whole key" in made.note
    assert kept_secret(tmp_path) == CookieKey(made.key)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_fifo_in_its_place_is_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "secret")
    assert "held no whole key" in kept_secret(tmp_path).note
    assert (tmp_path / "secret").is_file()


def test_where_none_can_be_kept_the_key_is_this_process_s_alone_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    made = kept_secret(blocked)
    assert len(made.key) == 64
    assert "cannot be kept" in made.note

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left on device" in kept_secret(tmp_path / "full").note
    assert list((tmp_path / "full").iterdir()) == []
