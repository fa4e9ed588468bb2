"""The lab's one function: a request as JSON text in, an answer as JSON text out.

It runs in the browser's Python, and in any other one. It keeps the lesson that was opened and its last runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from web.lab.open_lab import OpenLab


def _nobody(_answer: str) -> None:
    """Nobody waits for early answers."""


early: Callable[[str], object] = _nobody
"""Set by the worker: given an answer while `answer` has not returned, and may never do so.

That happens when a program catches what ends it, and goes on. End the worker then.
"""


class Entry:
    """The lab of one worker."""

    def __init__(self) -> None:
        self.lab: OpenLab | None = None

    def answer(self, request: str) -> str:
        """Answer a request of the page: `open`, `run`, `judge` or `lines`. It never raises.

        `web/lab/lab.js` tells the shapes of requests and answers.
        """
        try:
            return _text(self._answer(json.loads(request)))
        except Exception as error:  # noqa: BLE001  # the page must hear of it, whatever it is
            return _text(_broken(f"{type(error).__name__}: {error}"))

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["do"] == "open":
            self.lab = OpenLab.of(request["lab"])
            self.lab.unheard = lambda answer: early(_text(answer))
            return {"kind": "opened", "python": self.lab.python}
        if self.lab is None:
            return _broken("no lesson has been opened")
        does = {"run": self.lab.run, "judge": self.lab.judge, "lines": self.lab.lines}.get(request["do"])
        if does is None:
            return _broken(f"nobody knows how to {str(request['do'])[:40]!r}")
        answer = does(request)
        return answer | {"spent": True} if self.lab.spent else answer


answer = Entry().answer


def _text(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _broken(why: str) -> dict[str, Any]:
    return {
        "kind": "failed",
        "reason": "broken",
        "message": f"The lab itself failed: {why[:500]}",
        "line": None,
        "column": None,
        "step": None,
        "prints": "",
    }
