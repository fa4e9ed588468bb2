"""Listening on a port, or saying why that cannot be."""

from __future__ import annotations

import socket

import pytest

from tutorial.run.ports import HostError, PortError, listen


def test_a_free_port_is_found_for_port_0() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            assert port > 0


def test_a_port_that_something_else_listens_on_is_refused() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortError, match=rf"^cannot listen on 127\.0\.0\.1:{port}: Address already in use$"):
            listen("127.0.0.1", port)


def test_a_number_that_is_no_port_is_refused() -> None:
    with pytest.raises(PortError, match=r"^there is no port 65536$"):
        listen("127.0.0.1", 65536)


@pytest.mark.parametrize("host", ["nowhere.invalid", "203.0.113.7", "..", "a" * 70])
def test_a_host_that_is_not_this_machine_is_said_to_be_none(host: str) -> None:
    with pytest.raises(HostError, match=r"is no (address of this|name of a) machine"):
        listen(host, 0)
