"""What watching events costs: message round trips over a real WebSocket, with the tracer off, on, and on with lines.

Each variant is a server in a process of its own; the clients are here. A round trip is an event sent with the wish
for an acknowledgement, a handler that sends one message and returns, and both answers received.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import socketio as python_socketio
import websocket
from flask import Flask
from flask_socketio import SocketIO, send
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.bench.timing import Timed, ratio, show
from tracer.events import attach
from tracer.lines import Lines

OFF, ON, LINES = "tracer off", "tracer on", "on, with lines"
BLOCK, BLOCKS = 100, 50
WARM_UP = 200
SLICES = ((0, 10), (20, 30), (40, 50))
"""Which blocks are shown apart: a recording grows, and its cost must not."""

HEADS = ("events: variant", "minimum", "ratio", "median", "ratio", "server's CPU", "ratio")

Trip = Callable[[], None]


class _Prompt(WSGIRequestHandler):
    disable_nagle_algorithm = True  # with Nagle on, an emit and its ack cost 44 ms a round trip

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: a line a request would be measured too."""


# -- the server's process


def serve(variant: str, pipe: Connection[Any, Any]) -> None:
    """Serve one variant; tells on the pipe its port, then its CPU seconds or its memory as often as it is asked."""
    app = Flask(__name__)
    socketio = SocketIO(app, async_mode="threading")

    @socketio.on("message")
    def answer(text: str) -> str:
        send("Received: " + text)
        return "done"

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Prompt)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    put_on(variant, socketio)
    pipe.send(server.server_port)
    while (asked := pipe.recv()) != "end":
        pipe.send(time.process_time() if asked == "cpu" else resident())


def put_on(variant: str, socketio: SocketIO) -> None:
    """Put the tracer on as the variant says."""
    if variant != OFF:
        attach(socketio, lines=Lines({__file__}) if variant == LINES else None)


def resident() -> int:
    """Bytes of memory that this process holds, what is garbage left out."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


# -- the clients


@contextmanager
def library_client(port: int) -> Iterator[Trip]:
    """Round trips by python-socketio's client, as a program would make them."""
    client = python_socketio.Client(reconnection=False)
    answered = threading.Event()
    client.connect(f"http://127.0.0.1:{port}", transports=["websocket"], wait_timeout=20)

    def trip() -> None:
        answered.clear()
        client.emit("message", "Hello", callback=lambda *_: answered.set())
        if not answered.wait(20):
            raise TimeoutError("no answer in 20 s")

    yield trip
    client.disconnect()


@contextmanager
def bare_client(port: int) -> Iterator[Trip]:
    """Round trips by frames written out by hand: as little as possible beside the server's own work."""
    address = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
    socket = websocket.create_connection(address, timeout=20)
    socket.recv()  # the OPEN packet
    socket.send("40")
    socket.recv()  # the server's CONNECT

    def trip() -> None:
        socket.send('420["message","Hello"]')
        while not (got := str(socket.recv())).startswith("430"):
            if got == "2":
                socket.send("3")

    yield trip
    socket.close()


CLIENTS = {"bare frames": bare_client, "socketio.Client": library_client}


# -- measuring


@dataclass(slots=True)
class Variant:
    """A server under test: the way to it, and what was measured block by block."""

    pipe: Connection[Any, Any]
    trip: Trip
    blocks: list[Timed] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    """Bytes of memory before and after all blocks."""

    def ask(self, what: str) -> Any:
        self.pipe.send(what)
        return self.pipe.recv()

    def warm_up(self) -> None:
        for _ in range(WARM_UP):
            self.trip()
        self.held.append(self.ask("memory"))

    def run_block(self) -> None:
        before, block = self.ask("cpu"), Timed()
        for _ in range(BLOCK):
            block.call(self.trip)
        self.blocks.append(block)
        self.cpu.append((self.ask("cpu") - before) / BLOCK)

    def minimum(self, blocks: slice) -> float:
        """The middle trip of the fastest block: what a trip costs while the machine has least else to do."""
        return min(block.median for block in self.blocks[blocks])

    def median(self, blocks: slice) -> float:
        return statistics.median(second for block in self.blocks[blocks] for second in block.seconds)

    def least_cpu(self, blocks: slice) -> float:
        return min(self.cpu[blocks])

    def bytes_per_event(self) -> float:
        return (self.held[1] - self.held[0]) / (BLOCK * BLOCKS)


@contextmanager
def server(name: str) -> Iterator[tuple[Connection[Any, Any], int]]:
    """A variant's server, in its own process: the pipe to it, and its port."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(name, there), daemon=True)
    process.start()
    try:
        yield here, here.recv()
        here.send("end")
    finally:
        process.join(5)
        process.kill()


def measure(client: Callable[[int], AbstractContextManager[Trip]]) -> dict[str, Variant]:
    """Run all blocks of all variants, in turns that begin with another variant each time."""
    with ExitStack() as stack:
        variants: dict[str, Variant] = {}
        for name in (OFF, ON, LINES):
            pipe, port = stack.enter_context(server(name))
            variants[name] = Variant(pipe, stack.enter_context(client(port)))
        for variant in variants.values():
            variant.warm_up()
        turn = deque(variants.values())
        for _ in range(BLOCKS):
            for variant in turn:
                variant.run_block()
            turn.rotate()
        for variant in variants.values():
            variant.held.append(variant.ask("memory"))
    return variants


def main() -> None:
    """Measure and print, client by client."""
    for client, connect in CLIENTS.items():
        variants = measure(connect)
        rows = [row(name, variants, first, last) for first, last in SLICES for name in variants]
        show(f"Message round trip over a WebSocket, {client}, microseconds", HEADS, rows)
        if client == "bare frames":
            memory = [[name, f"{variant.bytes_per_event():,.0f}"] for name, variant in variants.items()]
            show(f"Memory over {BLOCK * BLOCKS:,} events", ["variant", "bytes an event"], memory)


def row(name: str, variants: dict[str, Variant], first: int, last: int) -> list[str]:
    """A variant's line for some of the blocks; ratios are to the same blocks with the tracer off."""
    blocks, variant, off = slice(first, last), variants[name], variants[OFF]
    cells = [f"{WARM_UP + first * BLOCK + 1:,} to {WARM_UP + last * BLOCK:,}: {name}"]
    for figure in (Variant.minimum, Variant.median, Variant.least_cpu):
        value = figure(variant, blocks)
        cells += [f"{value * 1e6:.0f}", ratio(value, figure(off, blocks))]
    return cells
