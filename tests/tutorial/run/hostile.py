"""Programs that mean harm: what a handler does, by what it does it to. Most leave their program in the end."""

from __future__ import annotations

LIBC = "import ctypes, os; libc = ctypes.CDLL(None)\n"
PIPES = "import os\nfor fd in range(3, 40):\n  try: os.write(fd, {})\n  except OSError: pass\n"
PATCH = "import {0}\n{1}\n"
LEAVE = "\nraise SystemExit"
WAIT = "\nimport threading; threading.Event().wait()"

PROCESSES = {
    "forks by the C library": LIBC + "libc.fork()" + LEAVE,
    "forks a daemon": LIBC + "libc.daemon(1, 1)\nlibc.sleep(100)",
    "forks twice, into a session of its own": LIBC
    + "if libc.fork() == 0:\n  libc.setsid()\n  if libc.fork() == 0: libc.sleep(100)\n  libc._exit(0)\n"
    + "raise SystemExit",
    "forks 40 times": LIBC + "for _ in range(40):\n  if libc.fork() == 0: libc.sleep(100)" + LEAVE,
    "starts a program by the C library": LIBC + "libc.system(b'sleep 100 &')" + LEAVE,
    "becomes a program": LIBC + "libc.execl(b'/bin/sleep', b'sleep', b'100', None)" + LEAVE,
    "leaves at once": "import os; os._exit(0)",
    "leaves by the C library": LIBC + "libc._exit(0)",
    "leaves by a system call": LIBC + "libc.syscall(231, 7)",
    "aborts": "import os; os.abort()",
    "crashes": LIBC + "ctypes.string_at(0)",
    "starts a pool": "import multiprocessing\ntry: multiprocessing.Pool(2)\nexcept OSError: raise SystemExit",
    "starts a shell": "import os; os.system('sleep 100 &')",
    "spawns": "import os; os.posix_spawn('/bin/sleep', ['sleep', '100'], {})",
    "opens a pseudo-terminal": "import pty; pty.fork()",
    "joins the group of its parent": "import os\ntry: os.setpgid(0, os.getppid())\nexcept OSError: pass" + LEAVE,
}
SIGNALS = {
    "kills its worker": "import os; os.kill(os.getppid(), 9)",
    "kills its worker by the C library": LIBC + "libc.kill(os.getppid(), 9)" + WAIT,
    "sends its worker a real-time signal": LIBC + "libc.kill(os.getppid(), 40)" + WAIT,
    "stops its worker": LIBC + "libc.kill(os.getppid(), 19)" + WAIT,
    "stops itself": LIBC + "libc.kill(os.getpid(), 19)",
    "kills itself": "import os; os.kill(os.getpid(), 9)",
    "kills itself by a real-time signal": "import os; os.kill(os.getpid(), 37)",
    "kills its group": "import os; os.killpg(0, 9)",
    "kills all that it may": "import os; os.kill(-1, 9)",
    "ignores all signals": LIBC + "for n in range(1, 65): libc.signal(n, 1)" + LEAVE,
    "interrupts itself": "import signal; signal.raise_signal(signal.SIGINT)" + WAIT,
    "sets an alarm": "import signal; signal.setitimer(signal.ITIMER_REAL, 0.01)" + WAIT,
    "is no child of its worker's death": LIBC + "libc.prctl(1, 0, 0, 0, 0)" + LEAVE,
}
FILES = {
    "nests 3,000 folders": "import os\nfor _ in range(3_000):\n  os.mkdir('d'); os.chdir('d')" + LEAVE,
    "shuts its folder": "import os; os.mkdir('d'); open('d/f', 'w').close(); os.chmod('d', 0); os.chmod('.', 0)"
    + LEAVE,
    "removes its folder": "import os, shutil; shutil.rmtree(os.getcwd(), ignore_errors=True)" + LEAVE,
    "makes 3,000 files": "for n in range(3_000): open(str(n), 'w').close()" + LEAVE,
    "fills a file": "try: open('f', 'wb').write(b'x' * 2**25)\nfinally: raise SystemExit",
    "makes a FIFO and opens it": "import os; os.mkfifo('f'); open('f')",
    "links its folder to the root": "import os; os.symlink('/', 'root')" + LEAVE,
    "reads a device without end": "open('/dev/zero', 'rb').read()",
    "opens all the files that it can": "files = []\nwhile True: files.append(open('f', 'w'))",
    "deletes the interpreter's modules": "import sys; sys.modules.clear()" + LEAVE,
    "works in another folder": "import os; os.chdir('/')" + LEAVE,
}
MEMORY = {
    "asks for everything": "x = bytearray(10**12)",
    "doubles": "x = 'x'\nwhile True: x += x",
    "makes a number": "x = 9 ** 9 ** 9",
    "recurs": "import sys; sys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
    "maps": "import mmap; m = [mmap.mmap(-1, 2**30) for _ in range(64)]" + LEAVE,
    "keeps pieces": "x = []\nwhile True: x.append(bytearray(10**8))",
}
PIPE = {
    "writes nonsense to all pipes": PIPES.format(r"b'nonsense\n'") + LEAVE,
    "writes half an answer": PIPES.format("b'{'") + LEAVE,
    "writes a list": PIPES.format(r"b'[]\n'") + LEAVE,
    "writes an unknown kind": PIPES.format(r"""b'{"kind": "x"}\n'""") + LEAVE,
    "writes a reason that there is not": PIPES.format(r"""b'{"kind": "failed", "reason": "x", "message": ""}\n'""")
    + LEAVE,
    "writes a trace that is none": PIPES.format(r"""b'{"kind": "trace", "trace": "{}", "seconds": 1.0}\n'""") + LEAVE,
    "writes a trace of deep lists": PIPES.format(
        r"""b'{"kind": "trace", "trace": "' + b'[' * 9_000 + b'", "seconds": 1.0}\n'"""
    )
    + LEAVE,
    "writes an answer nested deep": PIPES.format("b'[' * 60_000 + b'\\n'") + LEAVE,
    "writes a step of texts": PIPES.format(r"""b'{"kind": "step", "step": "x", "function": 1, "line": "x"}\n'""")
    + LEAVE,
    "tells a failure at no line": PIPES.format(
        r"""b'{"kind": "failed", "reason": "time", "message": "", "line": "x", "function": 1}\n'"""
    )
    + LEAVE,
    "says that we are broken": PIPES.format(r"""b'{"kind": "broken", "message": "x"}\n'""") + LEAVE,
    "writes bytes that are no text": PIPES.format(r"b'\xff\x00\n'") + LEAVE,
    "closes all pipes": "import os; os.closerange(0, 60)" + LEAVE,
    "writes without end": "while True:\n  " + PIPES.format("b'x' * 4096").replace("\n", "\n  "),
}
PATCHED = {
    "breaks json": "import json; json.dumps = json.loads = None" + LEAVE,
    "breaks json's parts": "import json.encoder; json.encoder.JSONEncoder.encode = None" + LEAVE,
    "breaks os": "import os; os.write = os.read = os.kill = None" + LEAVE,
    "breaks threading": "import threading; threading.Lock = threading.Thread.start = None" + LEAVE,
    "breaks the tracer": "import tracer.building; tracer.building.build = None" + LEAVE,
    "breaks the player": "import sys; sys.modules['tutorial.run.player'].Player.settle = None",
    "breaks len": "import builtins; builtins.len = None" + LEAVE,
    "breaks the way out": "import os, sys; os._exit = sys.exit = print" + LEAVE,
    "breaks Socket.IO": "import socketio.packet; socketio.packet.Packet.encode = None" + WAIT,
    "traces everything": "import sys, threading; threading.settrace(print); sys.settrace(print)" + LEAVE,
}
THREADS = {
    "starts 300 threads": "from threading import Event, Thread\n"
    "try:\n  for _ in range(300): Thread(target=Event().wait).start()\nfinally: raise SystemExit",
    "waits for ever": WAIT,
    "loops": "while True: pass",
    "holds the interpreter": "sum(range(10**12))",
    "sleeps": "import time; time.sleep(1_000)",
    "floods its output": "while True: print('x' * 10_000)",
    "locks itself out": "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "collects without end": "import gc\nwhile True: gc.collect()",
}
HOSTILE = {
    "processes": PROCESSES,
    "signals": SIGNALS,
    "files": FILES,
    "memory": MEMORY,
    "pipes": PIPE,
    "patched": PATCHED,
    "threads": THREADS,
}
