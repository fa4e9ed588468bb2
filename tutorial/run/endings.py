"""How a run ends without a trace: what went wrong, in an author's words, and at which place of the lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutorial.lesson.problems import Problem

if TYPE_CHECKING:
    from tutorial.reading.loading import Loaded

REASONS = {
    "import": ("the code cannot be imported: {message}", "mend the code"),
    "greenlets": (
        "lessons run with threads: leave async_mode out, and take eventlet and gevent out ({message})",
        "write SocketIO(app)",
    ),
    "time": ("{where} was still running after {message}", "does it loop, or wait for something that never comes?"),
    "rest": (
        "nothing of the code was running, and yet the run did not come to rest in {message}, the limit of a run",
        "if much is sent, send less; else run it again",
    ),
    "memory": ("{where} ran out of memory (the limit is {memory} MB)", "keep less, or in smaller pieces"),
    "output": ("{where} printed too much ({message})", "print less"),
    "emits": ("{where} emits too often ({message})", "emit less often; a page could not show so much"),
    "exit": ("{where} ended the program ({message})", "a handler returns; it does not leave the program"),
    "process": ("{where} starts a process ({message})", "a lesson's program keeps to its own process"),
    "signal": ("{where} sends a signal to another process ({message})", "a lesson's program keeps to its own process"),
    "killed": ("the process that runs lessons died in {where}", "a lesson's program keeps to its own process"),
    "silent": ("the process that runs lessons was stopped in {where}", "a lesson's program keeps to its own process"),
    "answer": (
        "what came from the program's process is no trace of a run; it was in {where}",
        "does the program write to other files than its own, or change what Python brings?",
    ),
    "broken": ("the run broke in {where}: {message}", "does the program change what Python or a library brings?"),
    "died": ("the program's process died ({message}) in {where}", "what it called there ends the interpreter"),
    "nothing to run": ("{message}", "write app = Flask(__name__) and socketio = SocketIO(app) at the top level"),
    "stuck": (
        "nothing moves any more, and {where} waits for something that never comes",
        "does another event, task or client bring what it waits for?",
    ),
    "turns": (
        "several threads wait in {where} ({message}), and here, without real threads, only the last of them can go on",
        "let one thread wait at a time; where Python has real threads this program may well run",
    ),
    "lines": ("{where} ran too many lines ({message})", "does it loop?"),
    "syntax": ("{message}", "mend the line"),
    "large": ("the run is too large to be shown: {message}", "let fewer things happen, or smaller ones"),
    "scenario": ("{message}", "change the scenario, or the code that ended the connection"),
}
"""What happened, and what to do about it, by the reason that a player or the worker gives."""


def ending(reason: str) -> dict[str, Any]:
    """An ending that the worker did not tell."""
    return {"reason": reason, "message": "", "line": None, "function": None, "step": 0}


def told(answer: dict[str, Any], *, memory: int = 0) -> tuple[str, str]:
    """What an ending says to an author, and what to do about it."""
    what, next_ = REASONS[answer["reason"]]
    where = f"{answer['function']}()" if answer["function"] else "the code"
    if answer["line"]:
        where += f" (line {answer['line']} of the code)"
    text = what.format(where=where, message=answer["message"][:500], memory=memory // 2**20)
    if answer["reason"] in ("import", "greenlets") and answer["line"]:
        text += f" (line {answer['line']} of the code)"
    return text, next_


def failure(loaded: Loaded, answer: dict[str, Any], *, memory: int) -> Problem:
    """Tell an author of a run that failed: the lesson, the line, the step, and what to do."""
    text, next_ = told(answer, memory=memory)
    reached = f"the run had reached step {answer['step']}" if answer["step"] else "the run had reached no step"
    line, column = loaded.where.code(answer["line"] or 1)
    return Problem(loaded.where.path, line, column, f"{text}; {reached}", next_)
