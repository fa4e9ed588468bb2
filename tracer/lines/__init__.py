"""The lines that a program's own code executes inside a handler call, with the variables that each line changed.

    lines = Lines({"app.py"})                 which code is the program's; made once, used for every call
    with lines.record() as recorder:          `sys.settrace` for this thread, as long as the handler runs
        handler(*arguments)
    log = recorder.log()                      a `LineLog`: small, frozen, JSON
    log.lines()                               a `Line` for each line, call, return and exception

| module            | what it knows                                                              |
|-------------------|----------------------------------------------------------------------------|
| lines             | which code is the program's; makes a recorder for each call                |
| known             | the program's code objects and variables, each with a number               |
| recorder          | the trace function of a thread: which calls are watched, limits, way out   |
| call_watch        | the trace function of one call: its lines, return and exceptions           |
| change_finder     | what each line of a call has changed, found when the line is over          |
| watched           | a piece of the program's code, and its module                              |
| names             | what a name stands for, read without touching it                           |
| bytecode          | the instructions of a code object                                          |
| reach             | what a line can change at all, read off its bytecode                       |
| unseen            | by what values change where no line's code shows it                        |
| remembered        | a container as it was last shown, and whether it has changed since         |
| deltas            | what changed between two copies of a value, as data                        |
| container_changes | what changed between two copies of a container, item by item               |
| weight            | how much the lines of a call show in all                                   |
| threads           | threads that a handler starts: their work is handed over                   |
| prints            | who prints what                                                            |
| pausing           | no recording while the libraries are at work                               |
| raw_log           | what a recorder leaves behind, until it is read                            |
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
