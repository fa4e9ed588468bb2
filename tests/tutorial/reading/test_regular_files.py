"""Files that are none: a FIFO, a device, a folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load
from tutorial.reading.regular_files import regular_bytes


def test_only_a_regular_file_is_read_and_no_more_of_it_than_asked(tmp_path: Path) -> None:
    file, fifo = tmp_path / "a.yaml", tmp_path / "b.yaml"
    file.write_bytes(b"x" * 100)
    assert regular_bytes(file, 10) == b"x" * 10
    os.mkfifo(fifo)
    for other in (fifo, Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError, match=r"regular file|directory"):
            regular_bytes(other, 10)
        with pytest.raises(LessonError):
            load(other)
