"""Who prints what: text written to `sys.stdout` is told to whoever listens in the same thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_MISSING = object()


class Prints:
    """One hook on `sys.stdout`, on the instance alone, there while somebody listens.

    What the program itself has put in the place of `sys.stdout` meanwhile is left alone, and so is a stream that
    takes no attributes: what is printed there is not heard.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[int, list[Callable[[str], None]]] = {}
        self._take_off: Callable[[], None] | None = None

    @contextmanager
    def told_to(self, listener: Callable[[str], None]) -> Iterator[None]:
        """Tell `listener` what this thread prints."""
        thread = threading.get_ident()
        with self._lock:
            self._listeners.setdefault(thread, []).append(listener)
            if self._take_off is None:
                self._take_off = self._put_on(sys.stdout)
        try:
            yield
        finally:
            with self._lock:
                self._listeners[thread].pop()
                if not self._listeners[thread]:
                    del self._listeners[thread]
                if not self._listeners and self._take_off is not None:
                    self._take_off()
                    self._take_off = None

    def _put_on(self, stream: Any) -> Callable[[], None] | None:
        try:
            own = vars(stream)
            before, write = own.get("write", _MISSING), stream.write
        except (TypeError, AttributeError):
            return None

        def hooked_write(text: str) -> Any:
            result = write(text)
            listeners = self._listeners.get(threading.get_ident())
            if listeners and type(text) is str:
                listeners[-1](text)
            return result

        own["write"] = hooked_write

        def take_off() -> None:
            if own.get("write") is not hooked_write:
                return  # somebody has put their own in its place since: not ours to take away
            if before is _MISSING:
                del own["write"]
            else:
                own["write"] = before

        return take_off
