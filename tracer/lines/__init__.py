"""Records the lines of a program that a handler call executes, with the variables that each line changes.

    lines = Lines({"app.py"})                 which code belongs to the program; for all its calls
    with lines.record() as recorder:          `sys.settrace` for this thread, as long as the handler runs
        handler(*arguments)
    log = recorder.log()                      a `LineLog`: small, frozen, JSON
    log.lines()                               a `Line` for each line, call, return and exception

| module            | what it knows                                                              |
|-------------------|----------------------------------------------------------------------------|
| lines             | which code belongs to the program; a recorder for each call                |
| known             | the code objects and variables of the program, each with a number          |
| recorder          | the trace function of a thread: calls to watch, limits, the end            |
| call_watch        | the trace function of one call: its lines, return and exceptions           |
| change_finder     | what each line of a call has changed, found when the line is over          |
| watched           | one code object of the program, and its module                             |
| names             | the values of names, read without calling any code of theirs               |
| bytecode          | the instructions of a code object                                          |
| reach             | all that a line can change, read off its bytecode                          |
| unseen            | code that changes values where no line shows it                            |
| remembered        | a container as a line last showed it, to see whether it has changed        |
| deltas            | what changed between two copies of a value, as data                        |
| container_changes | what changed between two copies of a container, item by item               |
| weight            | how much the lines of a call show in all                                   |
| threads           | threads that a handler starts: they hand over their work                   |
| prints            | the text that each thread prints                                           |
| pausing           | a pause in the recording while a library works                             |
| raw_log           | the small log that a recorder leaves, until somebody reads it              |
| log               | the recorded lines, small (`LineLog`) and spelled out (`Line`)             |
"""

from tracer.lines.container_changes import ContainerChange
from tracer.lines.lines import LINE_BOUNDS, Lines
from tracer.lines.log import Code, Line, LineLog, Variable, VariableChange, Yielded
from tracer.lines.pausing import pause, resume
from tracer.lines.prints import Prints
from tracer.lines.raw_log import RawLog
from tracer.lines.recorder import Recorder
from tracer.lines.threads import OnThread

__all__ = [
    "LINE_BOUNDS",
    "Code",
    "ContainerChange",
    "Line",
    "LineLog",
    "Lines",
    "OnThread",
    "Prints",
    "RawLog",
    "Recorder",
    "Variable",
    "VariableChange",
    "Yielded",
    "pause",
    "resume",
]
