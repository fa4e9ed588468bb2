"""The clients of a lesson: real `socketio.Client`s that handle what they receive in order, and tell it.

The library gives each incoming packet a thread of its own, so two packets may be handled in either order. It closes the
socket without waiting until the goodbye is written. The subclasses here mend both, because a run must be the same each
time.
"""

from __future__ import annotations

import functools
import queue
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import engineio
import engineio.client
import engineio.payload
import socketio

from tracer.recording import Recording
from tracer.trace import Delivery, Transport
from tracer.values import detach
from tutorial.lesson.action import Action

_TRANSPORTS: dict[Transport, list[str]] = {
    "websocket": ["websocket"],
    "polling": ["polling"],
    "upgrade": ["polling", "websocket"],
}


class _Goodbye(engineio.packet.Packet):  # type: ignore[misc]  # the library is not typed
    """A CLOSE packet that is not written before the client knows that it is leaving.

    Otherwise the server's answer may come first. Then the client takes the answer for a lost transport, or polls a
    session that is over and waits 45 s.
    """

    def __init__(self, leaving: threading.Event) -> None:
        super().__init__(engineio.packet.CLOSE)
        self._leaving = leaving

    def encode(self, b64: bool = False) -> Any:
        self._leaving.wait()
        return super().encode(b64=b64)


class OrderedTransport(engineio.Client):  # type: ignore[misc]  # the library is not typed
    """An Engine.IO client that puts its messages in one queue, and writes its goodbye before it hangs up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inbox: queue.Queue[Any] = queue.Queue()
        self.messages_sent = 0
        self.messages_received = 0
        self.write_loop_task: threading.Thread | None = None
        self._counting = threading.Lock()
        self._leaving = threading.Event()

    def _connect_websocket(self, *args: Any) -> Any:
        connected = super()._connect_websocket(*args)
        if connected:
            # The reading thread may take the server's close frame first; then close() would wait 3 s for another.
            self.ws.close = functools.partial(self.ws.close, timeout=0)
        return connected

    def _write_loop(self) -> None:
        """Write the packets in the queue, up to the None at its end.

        The library's own loop stops as soon as the client is leaving. It loses the goodbye when it still waits for the
        answer to an earlier packet.
        """
        while self.write_next():
            pass
        self.write_loop_task = None

    def write_next(self) -> bool:
        """Write the next packet in the queue, and return whether there may be more to write."""
        packet = self.queue.get()
        return packet is not None and self._write(packet)

    def _write(self, packet: Any) -> bool:
        """Put one packet on the wire, and return whether it went."""
        if self.current_transport == "polling":
            body = engineio.payload.Payload(packets=[packet]).encode()
            headers = {"Content-Type": "text/plain"}
            answer = self._send_request("POST", self.base_url, body=body, headers=headers, timeout=self.request_timeout)
            return not isinstance(answer, str) and answer is not None and answer.ok
        data = packet.encode()
        try:
            self.ws.send_binary(data) if packet.binary else self.ws.send(data)
        except (engineio.client.websocket.WebSocketException, OSError):  # whatever the library opened it with
            return False
        return True

    def _send_packet(self, packet: Any) -> None:
        if packet.packet_type == engineio.packet.MESSAGE and self.state == "connected":
            with self._counting:
                self.messages_sent += 1
        super()._send_packet(_Goodbye(self._leaving) if packet.packet_type == engineio.packet.CLOSE else packet)

    def _trigger_event(self, event: str, *args: Any, **kwargs: Any) -> Any:
        if event == "message":
            self.messages_received += 1
            self.inbox.put(args[0])
            return None
        if event == "disconnect":
            writing = self.write_loop_task
            self._leaving.set()
            if writing is not None and self.state == "disconnecting":
                writing.join()  # the queue ends in None by now, so the thread ends after the CLOSE packet
        return super()._trigger_event(event, *args, **kwargs)


class LessonClient(socketio.Client):  # type: ignore[misc]  # the library is not typed
    """One client of the scenario, on one connection. It notes what it receives in the server's recording."""

    def __init__(
        self,
        name: str,
        recording: Recording,
        answers: dict[str, list[Any]] | None = None,
        played: Callable[[LessonClient, str, list[Any]], list[Any]] | None = None,
    ) -> None:
        super().__init__(reconnection=False, handle_sigint=False)
        self.played = played or (lambda _client, _namespace, answer: answer)
        """Gives an answer with the values that its parts stand for."""
        self.name = name
        self.answers = answers or {}
        self.recording = recording
        self.eio_sid = ""
        self.handled = 0
        self.gone = False
        self.cut = False
        self.local_news: list[Delivery] = []
        self.sids: dict[str, str] = {}
        """Its session ids, by namespace, also after the connection is over."""
        self.heard: list[tuple[str, list[Any]]] = []
        """What it received: events, and answers under the names of the events that it emitted."""
        self.left: set[str] = set()
        """The namespaces that this client has said goodbye to, or was told to be out of: it reads no more of them."""
        self._got: Delivery | None = None

    def _engineio_client_class(self) -> type[OrderedTransport]:
        return OrderedTransport

    def join(self, url: str, transport: Transport, action: Action) -> None:
        """Connect as the action says, without waiting for the server's answer.

        Raises:
            socketio.exceptions.ConnectionError: the transport could not be opened.
        """
        self.connect(
            f"{url}?{urlencode(action.query)}" if action.query else url,
            transports=_TRANSPORTS[transport],
            namespaces=list(action.namespaces),
            auth=action.auth,
            wait=False,
        )
        self.eio_sid = self.eio.sid
        self.begin()

    def begin(self) -> None:
        """Handle from now on what the client receives."""
        threading.Thread(target=self._handle_in_order, daemon=True).start()

    def say(self, action: Action, arguments: tuple[Any, ...]) -> None:
        """Emit an action's event with these arguments, and ask for an acknowledgement if the action does."""
        event = action.event or "message"
        callback = functools.partial(self._acknowledged, event, action.namespace) if action.ack else None
        self.emit(event, arguments, namespace=action.namespace, callback=callback)

    def leave(self, namespace: str | None = None) -> None:
        """Say goodbye to one namespace, or (also when it is the last one) to the server."""
        if namespace is None or set(self.namespaces) <= {namespace}:
            self.left |= set(self.namespaces)
            self.disconnect()
            return
        self.left.add(namespace)
        self._send_packet(self.packet_class(socketio.packet.DISCONNECT, namespace=namespace))
        with self.recording.changed:
            self.local_news.append(Delivery(self.name, "disconnected", namespace=namespace, local=True))
            del self.namespaces[namespace]

    def drop(self) -> None:
        """Cut the cable: close the socket without a goodbye."""
        self.cut = True
        with suppress(OSError):
            self.eio.ws.sock.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Close a transport without namespaces, because the server refused all of them."""
        if self.eio.state == "connected" and not self.namespaces and not self.gone:
            self.eio.disconnect()

    def is_quiet(self) -> bool:
        """Whether no packet of this client is on its way: all it sent has arrived, and it has handled all sent to it.

        The caller must hold `recording.changed`.
        """
        if self.handled < self.eio.messages_received:
            return False
        server_gone = self.eio_sid in self.recording.closed
        if self.gone or server_gone or self.cut:
            return self.gone and server_gone
        arrived = self.recording.arrived.get(self.eio_sid, 0) == self.eio.messages_sent
        return arrived and self.handled == len(self.recording.sent.get(self.eio_sid, ()))

    def _handle_in_order(self) -> None:
        while True:
            self.handle(self.eio.inbox.get())

    def handle(self, data: Any) -> None:
        """Handle a message that came in, and note what it brought."""
        self._handle_eio_message(data)
        with self.recording.changed:
            got, self._got = self._got, None
            if got is not None:
                self.recording.delivered(self.eio_sid, self.handled, got)
            self.handled += 1
            self.recording.tell()

    def _handle_connect(self, namespace: str | None, data: Any) -> None:
        self._got = Delivery(self.name, "connected", namespace=namespace or "/")
        if isinstance(data, dict) and "sid" in data:
            self.sids[namespace or "/"] = data["sid"]
        super()._handle_connect(namespace, data)

    def _handle_event(self, namespace: str | None, id: Any, data: Any) -> None:
        if (namespace or "/") in self.left:
            return
        event, arguments = str(data[0]), tuple(detach(argument) for argument in data[1:])
        self.heard.append((event, data[1:]))
        self._got = Delivery(self.name, "event", arguments, event, namespace or "/")
        super()._handle_event(namespace, None, data)
        if id is not None and event in self.answers:  # a listener that does not answer sends no acknowledgement
            answer = self.played(self, namespace or "/", list(self.answers[event]))
            self._send_packet(self.packet_class(socketio.packet.ACK, namespace=namespace, id=id, data=answer))

    def _acknowledged(self, event: str, namespace: str, *arguments: Any) -> None:
        if namespace in self.left:
            return
        self.heard.append((event, [*arguments]))
        self._got = Delivery(self.name, "ack", tuple(map(detach, arguments)), event, namespace)

    def _handle_error(self, namespace: str | None, data: Any) -> None:
        message = data.get("message") if isinstance(data, dict) else data
        more = [data["data"]] if isinstance(data, dict) and "data" in data else []
        arguments = tuple(map(detach, [message, *more]))
        self._got = Delivery(self.name, "refused", arguments, namespace=namespace or "/")
        super()._handle_error(namespace, data)

    def _handle_disconnect(self, namespace: str | None) -> None:
        if self.connected:
            self._got = Delivery(self.name, "disconnected", namespace=namespace or "/")
            self.left.add(namespace or "/")
        super()._handle_disconnect(namespace)

    def _handle_eio_disconnect(self, reason: str) -> None:
        with self.recording.changed:
            if self.connected:
                self.local_news += [
                    Delivery(self.name, "disconnected", namespace=namespace, local=True)
                    for namespace in self.namespaces
                ]
        super()._handle_eio_disconnect(reason)
        with self.recording.changed:
            self.gone = True
            self.recording.tell()
