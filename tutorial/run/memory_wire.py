"""The wire of a run in one thread: requests are calls of the WSGI app, and a WebSocket is two queues in memory.

Engine.IO's own code does all the rest. Only its loops that wait are taken apart: a client's reading loop is left when
nothing has come in (`Idle`), and entered again later; the server's loop over a WebSocket is a generator here.
"""

from __future__ import annotations

import io
import json
import socket
import sys
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import engineio
import engineio.base_client
import engineio.client
import engineio.socket
from engineio import packet
from engineio.async_drivers import threading as driver

from tutorial.run.clients import LessonClient, OrderedTransport
from tutorial.run.drive import Drive

ADDRESS = "http://127.0.0.1:5000"
_WEBSOCKET = "stepwire.websocket"
_REQUEST_TIMEOUT = 5.0
"""Seconds of simulated time: the time-out of the client's library, which it has by default."""

_GUNZIP = 16 + zlib.MAX_WBITS


class Idle(BaseException):
    """Nothing has come in for this client; its reading loop is entered again later."""


class WebSocketError(Exception):
    """What the client's library raises when a WebSocket cannot be opened, read or written."""


class _SilentError(WebSocketError):
    """Never raised: no server here falls silent."""


@dataclass(slots=True)
class HttpAnswer:
    """The answer to a request, as far as the client's library reads it."""

    status_code: int
    content: bytes

    @property
    def ok(self) -> bool:
        return self.status_code < 400

    def json(self) -> Any:
        return json.loads(self.content)


class ClientEnd:
    """A WebSocket as the client has it."""

    def __init__(self, wire: MemoryWire) -> None:
        self._wire = wire
        self.up: deque[Any] = deque()
        self.down: deque[Any] = deque()
        self.connected = True
        self.server: ServerEnd | None = None
        self.sock = SimpleNamespace(shutdown=self._cut)

    def send(self, data: Any) -> None:
        if not self.connected:
            raise WebSocketError("the connection is closed")
        self.up.append(data)

    send_binary = send

    def recv(self) -> Any:
        if not self.down and self.server is not None:
            self._wire.read(self.server)
            self._wire.write(self.server)
        if self.down:
            return self.down.popleft()
        if not self.connected:
            raise WebSocketError("the connection is closed")
        raise Idle

    def close(self, timeout: float = 0) -> None:  # noqa: ARG002  # as the library's
        self.connected = False

    def settimeout(self, seconds: float) -> None:
        """Nobody waits here."""

    def _cut(self, _how: int = socket.SHUT_RDWR) -> None:
        self.connected = False
        self.down.clear()


class ServerEnd:
    """A WebSocket as the server has it; stands in for `SimpleWebSocketWSGI` of Engine.IO."""

    def __init__(self, handler: Callable[[ServerEnd], Iterator[None]], _server: Any, **_: Any) -> None:
        self._handler = handler
        self.socket: Any = None
        self.writes = False
        self.busy = False

    def __call__(self, environ: dict[str, Any], _start_response: Any) -> list[bytes]:
        self.client: ClientEnd = environ[_WEBSOCKET]
        self.client.server = self
        self.serving = self._handler(self)
        next(self.serving)
        return []

    def wait(self) -> Any:
        return self.client.up.popleft() if self.client.up else None

    def send(self, data: Any) -> None:
        if not self.client.connected:
            raise OSError
        # The real one sends bytes as they are, and the text of all else, of a bytearray too.
        self.client.down.append(data if isinstance(data, bytes) else str(data))

    def close(self) -> None:
        self.client.connected = False

    @property
    def is_ready(self) -> bool:
        """Whether something has come in, if only the end."""
        return bool(self.client.up) or not self.client.connected


def _serve(socket: Any, ws: ServerEnd) -> Iterator[None]:
    """What `engineio.Socket._websocket_handler` does; it yields where that waits for a packet."""
    ws.socket = socket
    if socket.connected:
        socket.upgrading = True
        yield
        probe = ws.wait()
        if probe == "2probe":
            ws.send("3probe")
            socket.queue.put(packet.Packet(packet.NOOP))
            yield
            socket.upgraded = str(ws.wait()) == str(packet.UPGRADE)
        socket.upgrading = False
        if not socket.upgraded:
            return
    socket.connected = socket.upgraded = ws.writes = True
    yield
    while (data := ws.wait()) is not None and len(data) <= socket.server.max_http_buffer_size:
        try:
            socket.receive(packet.Packet(encoded_packet=data))
        except engineio.exceptions.UnknownPacketError:
            pass
        except Exception:
            socket.server.logger.exception("Unknown receive error")
            break
        yield
    socket.queue.put(None)
    while ws.writes:
        _write(ws)
    socket.close(wait=False, abort=True, reason=socket.server.reason.TRANSPORT_CLOSE)
    socket.server.sockets.pop(socket.sid, None)


def _write(ws: ServerEnd) -> None:
    """Write the packets that are in the socket's queue, as the server's writing thread does."""
    packets = ws.socket.poll()
    try:
        for each in packets:
            ws.send(each.encode())
    except OSError:
        packets = []
    if not packets:
        ws.writes = False
        ws.close()


class _Loop:
    """A loop of a client, in place of the thread that it has elsewhere."""

    def __init__(self, drive: Drive, target: Callable[[], None]) -> None:
        self._drive = drive
        self.target = target
        self.busy = self.done = False

    def join(self) -> None:
        """Wait for the end of the loop; a request that the server does not answer is given up, as it is elsewhere."""
        self._drive.until(lambda: self.done, _REQUEST_TIMEOUT)
        self.done = True


class MemoryTransport(OrderedTransport):
    """The Engine.IO client of a run in one thread."""

    wire: MemoryWire
    polled: HttpAnswer | None = None
    """The answer to its request for packets, not read yet."""

    def start_background_task(self, target: Any, *_: Any, **__: Any) -> Any:
        return _Loop(self.wire.drive, target)

    def _send_request(self, method: str, url: str, headers: Any = None, body: Any = None, timeout: Any = None) -> Any:  # noqa: ARG002  # as the library's
        if method == "GET" and self.state == "connected":
            answer, self.polled = self.polled, None
            if answer is None:
                raise Idle
            return answer
        return self.wire.request(method, url, headers or {}, body)


class MemoryClient(LessonClient):
    """A client of a run in one thread."""

    begun = busy = False

    def _engineio_client_class(self) -> type[OrderedTransport]:
        return MemoryTransport

    def begin(self) -> None:
        self.begun = True


@dataclass
class MemoryWire:
    """The connections of one run. Its methods of one word and `True` or `False` are moves of the `drive`."""

    app: Callable[..., Any]
    eio: Any
    drive: Drive
    clients: list[MemoryClient] = field(default_factory=list)
    sockets: dict[str, Any] = field(default_factory=dict)
    """The server's sockets of clients that poll. It forgets a socket that is closed, though a request waits for it."""

    @property
    def moves(self) -> list[Callable[[], bool]]:
        """All that can move on the wire: clients write, the server reads and writes, clients read and handle."""
        return [
            lambda: any(map(self.send, self.clients)),
            lambda: any(map(self.read, self.ends())),
            lambda: any(map(self.write, self.ends())),
            lambda: any(map(self.poll, self.clients)),
            lambda: any(map(self.receive, self.clients)),
            lambda: any(map(self.handle, self.clients)),
        ]

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Let the libraries use this wire while the context lasts."""
        stand_in = SimpleNamespace(
            create_connection=self.open,
            WebSocketException=WebSocketError,
            WebSocketTimeoutException=_SilentError,
            WebSocketConnectionClosedException=WebSocketError,
        )
        with ExitStack() as back:
            for owner, name, value in (
                (engineio.client, "websocket", stand_in),
                (engineio.client, "requests", stand_in),
                (engineio.socket.Socket, "_websocket_handler", _serve),
            ):
                back.callback(setattr, owner, name, getattr(owner, name))
                setattr(owner, name, value)
            back.callback(driver._async.update, driver._async.copy())
            driver._async["websocket"] = ServerEnd
            back.callback(self._forget)
            yield

    def _forget(self) -> None:
        """Take the clients that are connected still out of the library's own list."""
        for client in self.clients:
            with suppress(ValueError):
                engineio.base_client.connected_clients.remove(client.eio)

    def client(self, *args: Any) -> MemoryClient:
        """A new client on this wire."""
        made = MemoryClient(*args)
        made.eio.wire = self
        self.clients.append(made)
        return made

    def ends(self) -> list[ServerEnd]:
        """The server's ends of the WebSockets."""
        sockets = (getattr(client.eio, "ws", None) for client in self.clients)
        return [ws.server for ws in sockets if ws is not None and ws.server is not None]

    # -- moves

    def send(self, client: MemoryClient) -> bool:
        """Let a client write a packet."""
        eio = client.eio
        loop: Any = eio.write_loop_task
        if loop is None or loop.busy or not eio.queue.qsize():
            return False
        loop.busy = True
        if not eio.write_next():
            eio.write_loop_task = None
            loop.done = True
        loop.busy = False
        return True

    def read(self, ws: ServerEnd) -> bool:
        """Let the server read a packet from a WebSocket."""
        if ws.busy or not ws.is_ready:
            return False
        ws.busy = True
        ws.busy = next(ws.serving, True) is not None  # one that has come to its end is never read again
        return True

    def write(self, ws: ServerEnd) -> bool:
        """Let the server write what is to be written on a WebSocket."""
        if not ws.writes or not ws.socket.queue.qsize():
            return False
        _write(ws)
        return True

    def poll(self, client: MemoryClient) -> bool:
        """Let the server answer a client's request for packets, which is always there while it has none."""
        eio, sid = client.eio, client.eio_sid
        if not sid or eio.current_transport != "polling" or eio.polled or eio.read_loop_task.done:
            return False
        socket = self.sockets.setdefault(sid, self.eio.sockets.get(sid))
        waits = socket is not None and socket.queue.qsize() > 0
        if socket is not None and socket.closed and waits:
            eio.polled = HttpAnswer(200, self.eio._ok(socket.poll())["response"])
        elif waits or socket is None or socket.closed:
            eio.polled = self.request("GET", eio.base_url, {}, None)
        return bool(eio.polled)

    def receive(self, client: MemoryClient) -> bool:
        """Let a client read what has come in."""
        loop = getattr(client.eio, "read_loop_task", None)
        if loop is None or loop.busy or loop.done or not self._is_readable(client.eio):
            return False
        loop.busy = True
        try:
            loop.target()
            loop.done = True
        except Idle:
            pass
        finally:
            loop.busy = False
        return True

    def handle(self, client: MemoryClient) -> bool:
        """Let a client handle a message that it has read."""
        if not client.begun or client.busy or not client.eio.inbox.qsize():
            return False
        client.busy = True
        client.handle(client.eio.inbox.get())
        client.busy = False
        return True

    def _is_readable(self, eio: Any) -> bool:
        if eio.state != "connected" or eio.write_loop_task is None:
            return True
        if eio.current_transport == "polling":
            return eio.polled is not None
        return bool(eio.ws.down) or not eio.ws.connected

    # -- requests

    def open(self, url: str, **_: Any) -> ClientEnd:
        """Open a WebSocket, as `websocket.create_connection` does."""
        end = ClientEnd(self)
        headers = {
            "Upgrade": "websocket",
            "Host": urlsplit(ADDRESS).netloc,
            "Origin": ADDRESS,
            "Sec-WebSocket-Key": "c3RlcHdpcmU=",
            "Sec-WebSocket-Version": "13",
            "Connection": "Upgrade",
        }
        answer = self._call("GET", url, headers, b"", end)
        if end.server is None:
            raise WebSocketError(f"Handshake status {answer.status_code}")
        return end

    def request(self, method: str, url: str, headers: dict[str, str], body: str | bytes | None) -> HttpAnswer:
        """Answer a request of a client that polls."""
        usual = {
            "Host": urlsplit(ADDRESS).netloc,
            "User-Agent": "python-requests",
            "Accept-Encoding": "gzip, deflate",
            "Accept": "*/*",
            "Connection": "keep-alive",
        }
        data = body.encode() if isinstance(body, str) else body or b""
        return self._call(method, url, usual | headers, data, None)

    def _call(self, method: str, url: str, headers: dict[str, str], body: bytes, ws: ClientEnd | None) -> HttpAnswer:
        head: list[Any] = ["500 Internal Server Error", []]

        def start_response(status: str, fields: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], None]:
            head[:] = [status, fields]
            return lambda _: None

        parts = self.app(_environ(method, url, headers, body) | {_WEBSOCKET: ws}, start_response)
        content = b"".join(parts)
        if ("Content-Encoding", "gzip") in head[1]:
            content = zlib.decompress(content, _GUNZIP)
        return HttpAnswer(int(head[0].partition(" ")[0]), content)


def _environ(method: str, url: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """The request as WSGI has it, with the fields that Werkzeug's own server writes."""
    asked, served = urlsplit(url), urlsplit(ADDRESS)
    environ: dict[str, Any] = {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": asked.path,
        "QUERY_STRING": asked.query,
        "REMOTE_ADDR": served.hostname,
        "SERVER_NAME": served.hostname,
        "SERVER_PORT": str(served.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body)),
    }
    named = {name.upper().replace("-", "_"): value for name, value in headers.items()}
    environ["CONTENT_TYPE"] = named.pop("CONTENT_TYPE", "")
    return environ | {f"HTTP_{name}": value for name, value in named.items()}
