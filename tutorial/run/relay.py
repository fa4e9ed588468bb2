"""A relay in front of a server, which counts what crosses it: bytes each way, connections and HTTP requests."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

_REQUEST = b" HTTP/1.1\r\n"


class Relay:
    """Passes on all that clients send to a port of this machine, and all that comes back, and counts it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._counts = {"to_server": 0, "to_client": 0, "requests": 0, "connections": 0}
        self._counting = threading.Lock()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._listener.close()

    def counted(self) -> dict[str, int]:
        """What has crossed so far."""
        with self._counting:
            return dict(self._counts)

    def _accept(self) -> None:
        with suppress(OSError):  # the relay was closed
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._count("connections", 1)
        with near, socket.create_connection(("127.0.0.1", self._port)) as far:
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            back = threading.Thread(target=self._pass_on, args=(far, near, "to_client"), daemon=True)
            back.start()
            self._pass_on(near, far, "to_server")
            back.join()

    def _pass_on(self, source: socket.socket, target: socket.socket, name: str) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if name == "to_server":
                    self._count("requests", data.count(_REQUEST))
                self._count(name, len(data))
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _count(self, name: str, more: int) -> None:
        with self._counting:
            self._counts[name] += more
