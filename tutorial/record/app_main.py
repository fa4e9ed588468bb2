"""The main function of a recorded app's process, which `tutorial.record.process` starts.

The process imports the app as its author would, and serves the app on an open socket. It answers on a pipe, with a JSON
object a line: `failed`; or `serving`, a `step` for each step that begins, and `recorded` when standard input has ended.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import sysconfig
import threading
import tokenize
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import flask
import flask_socketio
from werkzeug.serving import make_server

from tutorial.record.app_watch import AppWatch
from tutorial.record.own_names import give_way
from tutorial.run.ports import QuietRequestHandler
from tutorial.telling.words import suggest

_OTHER_MODES = ("eventlet", "gevent")
_USE_THREADS = "write SocketIO(app, async_mode='threading'), take eventlet and gevent out, and record again"


class _NoAppError(Exception):
    """There is nothing to record: why, and what to do."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what)
        self.what, self.next_step = what, next_step


def main() -> NoReturn:
    """Serve and record until standard input ends, or the app ends the process. Then end all that still runs."""
    request = json.loads(sys.argv[1])
    pipe = os.fdopen(request["pipe"], "w", encoding="utf-8")
    told = threading.Lock()

    def answer(kind: str, **message: Any) -> None:
        with told:
            pipe.write(json.dumps({"kind": kind, **message}) + "\n")
            pipe.flush()

    stop = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        module = _imported(request["target"])
        socketio, app = _found(module, request["name"], request["target"])
    except _NoAppError as error:
        answer("failed", what=error.what, next=error.next_step)
        os._exit(1)
    file = str(module.__file__)
    with tokenize.open(file) as source:
        code = source.read()

    def on_begin(client: int, what: str, event: str | None, values: int) -> None:
        answer("step", client=client, what=what, event=event, values=values)

    watch = AppWatch(socketio, vars(module), file, code, settings=app.config, on_begin=on_begin)
    server = make_server(
        request["host"], 0, app, threaded=True, request_handler=QuietRequestHandler, fd=request["socket"]
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    leave, once = os._exit, threading.Lock()

    def end(status: int = 0) -> NoReturn:
        once.acquire()  # never released: a second caller waits for the end of the process
        answer("recorded", recorded=watch.recorded().to_data())
        leave(status)

    os._exit = end  # the recording is kept when the app calls os._exit
    answer("serving")
    while os.read(stop, 4096):
        pass
    end()


def _imported(target: str) -> ModuleType:
    """Import the app's module as `python FILE` or `python -m MODULE` would, but not as `__main__`."""
    sys.modules.update(dict.fromkeys(_OTHER_MODES))  # type: ignore[arg-type]  # threads, even where these are installed
    flask.Flask.run = flask_socketio.SocketIO.run = _serve_later  # type: ignore[method-assign]  # we serve it
    path = Path(target)
    give_way()
    sys.path.insert(0, str(path.resolve().parent if path.suffix == ".py" else Path.cwd()))
    try:
        return _from_file(path.resolve()) if path.suffix == ".py" else _from_name(target)
    except _NoAppError:
        raise
    except BaseException as error:  # also SystemExit: its author must mend it
        raise _failed(error, target) from error


def _from_file(path: Path) -> ModuleType:
    name = path.stem if path.stem not in sys.modules else f"recorded_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise _NoAppError(f"{path} is no Python file", "name the file that makes the SocketIO")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _from_name(name: str) -> ModuleType:
    try:
        there = importlib.util.find_spec(name)
    except ModuleNotFoundError as error:
        if error.name and name.startswith(error.name):
            there = None
        else:
            raise
    if there is None or there.origin is None or not there.origin.endswith(".py"):
        raise _NoAppError(f"there is no module {name} here", "name a file, such as app.py:socketio, or change folder")
    return importlib.import_module(name)


def _failed(error: BaseException, target: str) -> _NoAppError:
    """Why an app cannot be imported, with the line that it comes from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    own = [frame for frame in frames if not _is_library(frame.filename)] or frames
    place = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else target
    if isinstance(error, SyntaxError) and error.filename:
        place = f"{Path(error.filename).name}:{error.lineno}"
    if isinstance(error, ModuleNotFoundError):
        root = str(error.name).partition(".")[0]
        if root in _OTHER_MODES:
            return _NoAppError(f"{place}: the app asks for {root}, and a recording needs threads", _USE_THREADS)
        what = f"{place}: there is no module {error.name}"
        return _NoAppError(what, f"install it beside stepwire: {sys.executable} -m pip install NAME")
    if isinstance(error, ValueError) and "Invalid async_mode" in str(error):
        return _NoAppError(f"{place}: the app asks for another async_mode than 'threading'", _USE_THREADS)
    if isinstance(error, SystemExit):
        return _NoAppError(f"{place}: the app ends its program while it is imported", "keep that under `if __name__`")
    return _NoAppError(f"{place}: {type(error).__name__}: {error}", f"mend it until `python {target}` gets past it")


def _is_library(file: str) -> bool:
    """Whether a file belongs to Python or to an installed package."""
    installed = not {"site-packages", "dist-packages"}.isdisjoint(Path(file).parts)
    return installed or file.startswith(("<", sysconfig.get_path("stdlib")))


def _found(module: ModuleType, name: str, target: str) -> tuple[Any, flask.Flask]:
    """Find the SocketIO of this name, and the Flask app that it serves."""
    values = vars(module)
    there = [key for key, value in values.items() if isinstance(value, flask_socketio.SocketIO)]
    if name not in values:
        what = f"{target} has no {name!r} at its top level"
        raise _NoAppError(what, _named(target, there, name))
    socketio = values[name]
    if not isinstance(socketio, flask_socketio.SocketIO):
        kind = "module" if isinstance(socketio, ModuleType) else type(socketio).__name__
        raise _NoAppError(f"{name!r} of {target} is a {kind} and no SocketIO", _named(target, there, name))
    app = getattr(getattr(socketio, "sockio_mw", None), "flask_app", None)
    if app is None:
        what = f"{name!r} of {target} serves no Flask app yet"
        raise _NoAppError(what, f"call {name}.init_app(app) at the top level, or name the file that makes the app")
    if socketio.async_mode != "threading":
        raise _NoAppError(f"{name!r} of {target} has the async_mode {socketio.async_mode!r}", _USE_THREADS)
    return socketio, app


def _named(target: str, there: list[str], name: str) -> str:
    if not there:
        return "it makes no SocketIO; name the file that does, such as app.py:socketio"
    if len(there) == 1:
        return f"write stepwire record {target}:{there[0]}"
    return suggest(name, there, "its SocketIOs are")


def _serve_later(*_: object, **__: object) -> None:
    """Stands in for `app.run` and `socketio.run`: this process serves the app itself."""
