"""Tells text that is written to `sys.stdout` to the listener of the same thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

_MISSING = object()

Listener = Callable[[str], None]


class Prints:
    """A hook on the instance `sys.stdout`, which is there while somebody listens.

    The hook leaves a stream alone that the program has put in the place of `sys.stdout` meanwhile, and a stream that
    takes no attributes. Nobody hears what is printed there.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[int, Listener] = {}
        self._hook: tuple[dict[str, Any], Any, object] | None = None

    def listen(self, listener: Listener) -> Listener | None:
        """Tell `listener` what this thread prints, until `leave` is called with the result: the listener before."""
        thread = threading.get_ident()
        with self._lock:
            before = self._listeners.get(thread)
            self._listeners[thread] = listener
            if self._hook is None:
                self._put_on(sys.stdout)
        return before

    def leave(self, before: Listener | None) -> None:
        """Tell the listener from before `listen` again, if there was one."""
        thread = threading.get_ident()
        with self._lock:
            if before is not None:
                self._listeners[thread] = before
                return
            self._listeners.pop(thread, None)
            if not self._listeners:
                self._take_off()

    def forget(self, listener: Listener) -> None:
        """Tell this listener nothing more, in whatever thread it listens. It calls `leave` itself later."""
        with self._lock:
            for thread, known in list(self._listeners.items()):
                if known == listener:
                    del self._listeners[thread]
            if not self._listeners:
                self._take_off()

    def _put_on(self, stream: Any) -> None:
        try:
            own = vars(stream)
            before, write = own.get("write", _MISSING), stream.write
        except (TypeError, AttributeError):
            return
        listeners = self._listeners

        def hooked_write(text: str) -> Any:
            result = write(text)
            listener = listeners.get(threading.get_ident())
            if listener is not None and type(text) is str:
                listener(text)
            return result

        own["write"] = hooked_write
        self._hook = own, hooked_write, before

    def _take_off(self) -> None:
        if self._hook is None:
            return
        own, hooked_write, before = self._hook
        self._hook = None
        if own.get("write") is not hooked_write:
            return  # somebody has replaced the hook since: leave that alone
        if before is _MISSING:
            del own["write"]
        else:
            own["write"] = before


STDOUT = Prints()
"""The hook for everybody. There is one `sys.stdout`, and hooks on hooks could not be taken off in any order."""
