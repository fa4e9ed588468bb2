"""The lines that the lesson's own code executes inside a handler call, with the variables that each line changed.

    lines = Lines({"lesson.py"})              which code is the lesson's; made once, used for every call
    with lines.record() as recorder:          `sys.settrace` for this thread, as long as the handler runs
        handler(*arguments)
    log = recorder.log()                      a `LineLog`: small, frozen, JSON
    log.lines()                               a `Line` for each line, call, return and exception

| module   | what it knows                                                              |
|----------|----------------------------------------------------------------------------|
| lesson   | which code is the lesson's, and what is known of it                        |
| recorder | the trace function of a thread: which calls are watched, limits, way out   |
| calls    | one call: what each of its lines changed, found when the line is over      |
| watched  | a piece of the lesson's code, and its module                               |
| names    | what a name stands for, read without touching it                           |
| reach    | what a line can change at all, read off its bytecode                       |
| unseen   | by what values change where no line's code shows it                        |
| shadows  | a container as it was last shown, and whether it has changed since         |
| deltas   | what changed between two copies of a value                                 |
| insides  | the same as a reader says it                                               |
| threads  | threads that a handler starts: their work is handed over                   |
| prints   | who prints what                                                            |
| raw_log  | what a recorder leaves behind, until it is read                            |
| log      | the recorded lines, small (`LineLog`) and spelled out (`Line`)             |
"""

from tracer.lines.insides import Inside
from tracer.lines.lesson import LINE_BOUNDS, Lines
from tracer.lines.log import Change, Code, Line, LineLog, Variable, Yielded
from tracer.lines.prints import Prints
from tracer.lines.raw_log import RawLog
from tracer.lines.recorder import Recorder, pause, resume
from tracer.lines.threads import OnThread

__all__ = [
    "LINE_BOUNDS",
    "Change",
    "Code",
    "Inside",
    "Line",
    "LineLog",
    "Lines",
    "OnThread",
    "Prints",
    "RawLog",
    "Recorder",
    "Variable",
    "Yielded",
    "pause",
    "resume",
]
