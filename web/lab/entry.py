"""The lab's one function: a request as JSON text in, an answer as JSON text out.

It runs in the browser's Python, and in any other one. It keeps the lesson that was opened and its last run.
"""

from __future__ import annotations

import json
from typing import Any

from web.lab.open_lab import OpenLab

_OPEN: list[OpenLab] = []
"""The lab that is open in this Python: a page has one, and so has each worker."""


def answer(request: str) -> str:
    """Answer a request of the page: `open`, `run` or `lines` (`web/lab/lab.js` tells their shapes). It never raises."""
    try:
        return json.dumps(_answer(json.loads(request)), ensure_ascii=False, separators=(",", ":"))
    except Exception as error:  # noqa: BLE001  # the page must hear of it, whatever it is
        return json.dumps(_broken(f"{type(error).__name__}: {error}"))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    if request["do"] == "open":
        _OPEN[:] = [OpenLab.of(request["lab"])]
        return {"kind": "opened", "python": _OPEN[0].python}
    if not _OPEN:
        return _broken("no lesson has been opened")
    if request["do"] == "run":
        return _OPEN[0].run(request)
    if request["do"] == "lines":
        return _OPEN[0].lines(request)
    return _broken(f"nobody knows how to {str(request['do'])[:40]!r}")


def _broken(why: str) -> dict[str, Any]:
    message = f"the lab itself failed: {why[:500]}"
    return {"kind": "failed", "reason": "broken", "message": message, "line": None, "column": None, "step": None}
