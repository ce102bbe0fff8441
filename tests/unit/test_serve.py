"""`make run` and its port: one portal to a port, and a clear line about it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from deploy import serve


@pytest.fixture
def used_port() -> Iterator[str]:
    """Held as the web server holds it: shared with whoever else asks to share."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield str(held.getsockname()[1])


def test_a_used_port_is_named_and_nothing_starts(used_port, monkeypatch, capsys):
    monkeypatch.chdir(".")
    monkeypatch.setattr(serve, "PORT", used_port)
    monkeypatch.setattr(serve.subprocess, "run", lambda *_, **__: pytest.fail("the database was prepared"))
    assert serve.main() == 1
    assert f"Port {used_port} is in use" in capsys.readouterr().err


def test_a_port_that_was_used_a_moment_ago_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)), server.accept()[0] as answered:
            answered.close()  # who closes first waits, so the address is not quite free
    assert not serve.is_taken(str(port))


@pytest.mark.parametrize("port", ["eight", "70000", "-1"])
def test_what_is_no_port_is_left_to_the_settings(port):
    assert not serve.is_taken(port)
