"""Stands between a client and a server, and fails where it is told to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Proxy:
    """Forwards to a port. After `limit` bytes of the server it `cuts` the connection or falls mute.

    `limit` None: it does nothing but forward. The bytes count per connection.
    """

    target: int
    port: int = 0
    limit: int | None = None
    cuts: bool = True
    sent: list[int] = field(default_factory=list)

    def in_front_of(self, location: str) -> str:
        """The address of a server, by way of this proxy."""
        parts = urlsplit(location)
        return parts._replace(netloc=f"127.0.0.1:{self.port}").geturl()

    def back(self, server: socket.socket, client: socket.socket) -> None:
        """What the server says, up to the limit."""
        number = len(self.sent)
        self.sent.append(0)
        with suppress(OSError):
            while data := server.recv(65536):
                room = len(data) if self.limit is None else self.limit - self.sent[number]
                client.sendall(data[: max(room, 0)])
                self.sent[number] += min(len(data), room)
                if room < len(data):
                    if not self.cuts:
                        return
                    break
        for end in (client, server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    """A proxy on a free port; it ends with the block."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        made = Proxy(port, listener.getsockname()[1])
        threading.Thread(target=_accept, args=(made, listener), daemon=True).start()
        yield made


def _accept(proxy: Proxy, listener: socket.socket) -> None:
    kept = []  # a mute connection stays open
    while True:
        try:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", proxy.target))
        except OSError:
            return
        kept.append((client, server))
        threading.Thread(target=_forward, args=(client, server), daemon=True).start()
        threading.Thread(target=proxy.back, args=(server, client), daemon=True).start()


def _forward(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
