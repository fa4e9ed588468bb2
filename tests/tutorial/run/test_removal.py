"""Removing what a program has left: deep, shut, linked."""

from __future__ import annotations

import os
from pathlib import Path

from tutorial.run.removal import remove


def test_a_folder_goes_with_all_that_is_in_it_and_nothing_else(tmp_path: Path) -> None:
    kept, folder = tmp_path / "kept", tmp_path / "folder"
    kept.mkdir()
    (kept / "file").touch()
    folder.mkdir()
    (folder / "link").symlink_to(kept)
    (folder / ".stepwire-1").mkdir()
    os.mkfifo(folder / ".stepwire-1" / "fifo")
    here = Path.cwd()
    try:
        os.chdir(folder)
        for _ in range(1_100):  # more than Python's limit of recursion, and than a path may have
            Path("deeper").mkdir()
            os.chdir("deeper")
        Path("file").touch()
    finally:
        os.chdir(here)
    (folder / "shut").mkdir(0)
    remove(folder)
    assert not folder.exists()
    assert (kept / "file").exists()
