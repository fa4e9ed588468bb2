"""The kept secret: the same at every start, nobody else's to read."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from web.site.secret import kept_secret


@pytest.fixture(autouse=True)
def none_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEPWIRE_SECRET", raising=False)


def test_the_secret_is_the_same_at_every_start_and_only_its_owner_s(tmp_path: Path) -> None:
    first = kept_secret(tmp_path / "new" / "folder")
    assert kept_secret(tmp_path / "new" / "folder") == first
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "new" / "folder" / "secret").stat().st_mode) == 0o600


def test_two_folders_have_two_secrets(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "a") != kept_secret(tmp_path / "b")


def test_a_given_secret_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWIRE_SECRET", "given")
    assert kept_secret(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_cut_off_or_unwritable_secret_is_replaced_by_one_for_this_process(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("short")
    assert len(kept_secret(tmp_path)) == 64
    blocked = tmp_path / "file"
    blocked.touch()
    assert len(kept_secret(blocked)) == 64
