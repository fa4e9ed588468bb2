"""The installed command finds its own packages where PYTHONPATH leads to others of their names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tutorial.reading.lesson_schema import lesson_schema_text


def test_the_command_runs_where_pythonpath_leads_to_a_tutorial_a_web_and_a_tracer(tmp_path: Path) -> None:
    for name in ("tutorial", "web", "tracer"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('the app has its own')\n", encoding="utf-8")
    said = subprocess.run(
        [Path(sys.executable).with_name("stepwire"), "schema"], env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert said.stdout == lesson_schema_text(), said.stderr
