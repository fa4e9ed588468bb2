"""A page to try Flask-SocketIO by hand, for the test that records one: answers, broadcasts, rooms, and a clock."""

import itertools
from threading import Event, Lock
from typing import Any

from flask import Flask, copy_current_request_context, render_template, request, session
from flask_socketio import SocketIO, close_room, disconnect, emit, join_room, leave_room, rooms

app = Flask(__name__)
app.config["SECRET_KEY"] = "hush hush"
socketio = SocketIO(app)
ticking = Event()
lock = Lock()


def tick() -> None:
    """Tell everybody something now and then, unasked."""
    for count in itertools.count(1):
        socketio.sleep(10)
        socketio.emit("my_response", {"data": "Server generated event", "count": count})


def tell_rooms() -> None:
    own = request.sid  # type: ignore[attr-defined]  # Flask-SocketIO puts it there
    reply("In rooms: " + ", ".join(room for room in rooms() if room != own))


def reply(data: object, **where: Any) -> None:
    """Answer with what is given and the number of this client's messages so far."""
    session["count"] = session.get("count", 0) + 1
    emit("my_response", {"data": data, "count": session["count"]}, **where)


@app.route("/")
def page() -> str:
    return render_template("index.html")


@socketio.on("connect")
def welcome() -> None:
    with lock:
        if not ticking.is_set():
            ticking.set()
            socketio.start_background_task(tick)
    emit("my_response", {"data": "Connected", "count": 0})


@socketio.on("my_event")
def answer(message: dict[str, str]) -> None:
    reply(message["data"])


@socketio.on("my_broadcast_event")
def announce(message: dict[str, str]) -> None:
    reply(message["data"], broadcast=True)


@socketio.on("join")
def enter(message: dict[str, str]) -> None:
    join_room(message["room"])
    tell_rooms()


@socketio.on("leave")
def depart(message: dict[str, str]) -> None:
    leave_room(message["room"])
    tell_rooms()


@socketio.on("my_room_event")
def say(message: dict[str, str]) -> None:
    reply(message["data"], to=message["room"])


@socketio.on("close_room")
def shut(message: dict[str, str]) -> None:
    reply(f"{message['room']} closes", to=message["room"])
    close_room(message["room"])


@socketio.on("my_ping")
def ping() -> None:
    emit("my_pong")


@socketio.on("disconnect_request")
def part() -> None:
    @copy_current_request_context
    def leave_now() -> None:
        disconnect()

    reply("Disconnected!", callback=leave_now)
