"""The API: lists with three kinds of paging, tokens that expire, and faults on demand."""

from __future__ import annotations

import base64
import gzip
import json
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

MOST_REQUESTS = 400  # so that a client that goes round in circles ends

Rows = list[dict[str, Any]]
Fault = Callable[["Handler", "Answer"], None]


@dataclass
class Answer:
    """What would be sent if nothing went wrong."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Seen:
    """One request that came in."""

    method: str
    path: str
    params: dict[str, str]
    authorization: str


@dataclass
class Api:
    """What the API has and how it behaves. `faults` are used up, one per request for a list;
    `before` is called with the number of such a request (from 1) before it is answered."""

    tables: dict[str, Rows] = field(default_factory=dict)
    paging: dict[str, str] = field(default_factory=dict)
    page_size: int = 2
    largest_page: int = 1_000
    token: str = ""
    client: tuple[str, str] = ("", "")
    token_life: int = 1_000_000
    says_total: bool = True
    stamp: Callable[[], str] | None = None
    faults: deque[Fault | None] = field(default_factory=deque)
    before: Callable[[int], None] = lambda number: None
    requests: list[Seen] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)
    address: str = ""
    uses: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def lists(self) -> list[Seen]:
        """The requests for lists."""
        return [seen for seen in self.requests if seen.path != "/token"]

    def answer(self, seen: Seen) -> Answer:
        """A page of a list as JSON."""
        rows = self.tables.get(seen.path)
        if rows is None:
            return Answer(b'{"error": "not found"}', 404)
        body, headers = self._page(rows, seen)
        return Answer(json.dumps(body).encode(), headers=headers)

    def _page(self, rows: Rows, seen: Seen) -> tuple[Any, dict[str, str]]:
        style = self.paging.get(seen.path, "none")
        size = min(int(seen.params.get("limit", self.page_size)), self.largest_page)
        if style == "none":
            return {"data": rows}, {}
        if style == "page":
            start = (int(seen.params.get("page", "1")) - 1) * size
        else:
            start = int(seen.params.get("cursor", "c0")[1:])
        body: dict[str, Any] = {"data": rows[start : start + size]}
        headers = {}
        if style == "page":
            body["meta"] = {"pages": -(-len(rows) // size)}
            if self.says_total:
                body["meta"]["total"] = len(rows)
        else:
            following = start + size
            has_more = following < len(rows)
            body["next_cursor"] = f"c{following}" if has_more else None
            if style == "link" and has_more:
                headers["Link"] = f'<{seen.path}?cursor=c0>; rel="first", '
                headers["Link"] += f'<{seen.path}?cursor=c{following}>; rel="next"'
        if self.stamp is not None:
            headers["ETag"] = self.stamp()
        return body, headers

    def lets_in(self, authorization: str) -> bool:
        """Whether a request may be answered; uses up the life of a token."""
        if not self.token and not self.client[0]:
            return True
        valid = {f"Bearer {token}" for token in (self.token, *self.issued[-1:]) if token}
        self.uses += 1
        return authorization in valid and self.uses <= self.token_life

    def issue(self, authorization: str) -> Answer:
        """A new token for a client that may have one."""
        expected = base64.b64encode(":".join(self.client).encode()).decode()
        if authorization != f"Basic {expected}":
            return Answer(b'{"error": "invalid_client"}', 401)
        self.issued.append(f"issued-token-{len(self.issued)}")
        self.uses = 0
        return Answer(json.dumps({"access_token": self.issued[-1], "expires_in": 1}).encode())


class Handler(BaseHTTPRequestHandler):
    """Answers as `server.api` says."""

    protocol_version = "HTTP/1.1"
    api: Api

    def do_GET(self) -> None:
        with self.api.lock:
            self._get()

    def do_POST(self) -> None:
        with self.api.lock:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            seen = self._note("POST")
            self.send(self.api.issue(seen.authorization))

    def _get(self) -> None:
        api = self.api
        seen = self._note("GET")
        if len(api.requests) > MOST_REQUESTS:
            self.send(Answer(b"", 410))
            return
        if not api.lets_in(seen.authorization):
            self.send(Answer(b'{"error": "token"}', 401))
            return
        api.before(len(api.lists))
        fault = api.faults.popleft() if api.faults else None
        answer = api.answer(seen)
        if fault is None:
            self.send(answer)
        else:
            fault(self, answer)

    def _note(self, method: str) -> Seen:
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query))
        seen = Seen(method, parts.path, params, self.headers.get("Authorization", ""))
        self.api.requests.append(seen)
        return seen

    def send(self, answer: Answer) -> None:
        """The whole answer."""
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        return


def status(code: int, **headers: str) -> Fault:
    """Another status, with headers (`Retry_After="1"`)."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, answer: handler.send(Answer(b"<h1>no</h1>", code, named))


def cut(at: float = 0.5) -> Fault:
    """The connection ends in the middle of the body."""

    def fault(handler: Handler, answer: Answer) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body[: int(len(answer.body) * at)])
        handler.wfile.flush()
        handler.close_connection = True

    return fault


def cut_chunks() -> Fault:
    """The same for a body whose length was not said."""

    def fault(handler: Handler, answer: Answer) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        half = answer.body[: len(answer.body) // 2]
        handler.wfile.write(f"{len(half):x}\r\n".encode() + half + b"\r\n")
        handler.wfile.flush()
        handler.close_connection = True

    return fault


def hang_up() -> Fault:
    """No answer at all."""

    def fault(handler: Handler, answer: Answer) -> None:
        handler.close_connection = True
        handler.connection.close()

    return fault


def instead(body: bytes, **headers: str) -> Fault:
    """Another body."""
    return lambda handler, answer: handler.send(Answer(body, headers=dict(headers)))


def stall(seconds: float) -> Fault:
    """Silence in the middle of the body."""

    def fault(handler: Handler, answer: Answer) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body[:5])
        handler.wfile.flush()
        time.sleep(seconds)
        handler.close_connection = True

    return fault


def drip(seconds: float, times: int) -> Fault:
    """A body that comes drop by drop, always just before anyone would lose patience."""

    def fault(handler: Handler, answer: Answer) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(answer.body) + times))
        handler.end_headers()
        try:
            for _ in range(times):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(seconds)
            handler.wfile.write(answer.body)
        except OSError:
            handler.close_connection = True

    return fault


def packed(at: float = 1.0, piece: int = 7) -> Fault:
    """The body packed with gzip, in small pieces of unsaid length; cut off if `at` is below 1."""

    def fault(handler: Handler, answer: Answer) -> None:
        body = gzip.compress(answer.body)
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for start in range(0, int(len(body) * at), piece):
            part = body[start : start + piece]
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            handler.wfile.flush()
        handler.wfile.write(b"0\r\n\r\n")

    return fault


def redirect(address: str) -> Fault:
    """The answer is at another address."""
    return lambda handler, answer: handler.send(Answer(b"", 302, {"Location": address}))


@contextmanager
def serve(api: Api, tls: ssl.SSLContext | None = None) -> Iterator[Api]:
    """The API on a free port of the loopback, until the block ends."""
    kind = type("BoundHandler", (Handler,), {"api": api})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    api.address = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
