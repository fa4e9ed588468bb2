"""The ports that an app under watch is served on, and how its server handles a request."""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

from werkzeug.serving import WSGIRequestHandler

_LAST_PORT = 65_535


class PortError(Exception):
    """The port cannot be listened on."""


class HostError(PortError):
    """The address is not this machine's, whatever the port."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on this port; on a free one, when the port is 0.

    Raises:
        PortError: something else listens there.
        HostError: the address is not this machine's, or there is none of this name.
    """
    if not 0 <= port <= _LAST_PORT:
        raise PortError(f"there is no port {port}")
    try:
        return socket.create_server((host, port), backlog=128)
    except UnicodeError as error:
        raise HostError(f"{host!r} is no name of a machine") from error
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL or (error.errno or 0) < 0:  # below 0: the name could not be looked up
            raise HostError(f"{host} is no address of this machine") from error
        raise PortError(f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}") from error


class QuietRequestHandler(WSGIRequestHandler):
    """Handles an app's requests without delay, and logs none of them."""

    disable_nagle_algorithm = True  # with Nagle on, an emit and its ack cost 44 ms a round trip

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: the output of the process is the app's."""
