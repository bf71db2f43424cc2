"""HTTP/1.1 on asyncio, as much as the sandbox needs: keep-alive, lengths, and answers that go wrong on purpose."""

import asyncio
import contextlib
import json
import socket
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

HEAD_BYTES = 64 * 1024
BODY_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `headers` have lower-case names; `path` and `target` (with the query) are still percent-encoded."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    target: str = ""

    def json(self) -> Any:
        """The parsed body. Raises ValueError."""
        return json.loads(self.body or b"null")


@dataclass(slots=True)
class Response:
    """One answer, and how it is to fail: the first byte after `delay` seconds, a pause of `stall` seconds halfway,
    only `cut` bytes of the body sent, or no answer but a `reset` of the connection."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    stall: float = 0.0
    cut: int | None = None
    reset: bool = False

    def head(self, *, keep: bool) -> bytes:
        """The status line and headers."""
        reason = HTTPStatus(self.status).phrase if self.status in set(HTTPStatus) else "Unknown"
        headers = {
            **self.headers,
            "Content-Length": str(len(self.body)),
            "Connection": "keep-alive" if keep else "close",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} {reason}\r\n{lines}\r\n".encode("latin-1")


Handler = Callable[[Request], Response]


def json_response(data: object, status: int = 200, media_type: str = "application/json") -> Response:
    """An answer of JSON."""
    return Response(status, json.dumps(data, ensure_ascii=False).encode(), {"Content-Type": media_type})


def detail(status: int, text: str) -> Response:
    """A refusal in the way of Django REST framework."""
    return json_response({"detail": text}, status)


class BadRequest(Exception):
    """What came in is not HTTP as we speak it."""


def server_tls(certificate: Path, key: Path, *, authority: Path | None = None) -> ssl.SSLContext:
    """HTTPS with this certificate; with an authority, only for clients that show a certificate made by it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority)
    context.load_cert_chain(certificate, key)
    if authority:
        context.verify_mode = ssl.CERT_REQUIRED
    return context


async def listen(handler: Handler, host: str, port: int, tls: ssl.SSLContext | None = None) -> asyncio.Server:
    """Answer requests on an address until the server is closed; port 0 takes a free one. Raises OSError."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Cancelled when the server stops: the conversation just ends, or Python 3.11 would print a traceback for it.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            try:
                while await _exchange(handler, reader, writer):
                    pass
            except (BadRequest, asyncio.LimitOverrunError) as error:
                refusal = detail(400, str(error))
                writer.write(refusal.head(keep=False) + refusal.body)
            finally:
                writer.close()

    return await asyncio.start_server(converse, host, port, limit=HEAD_BYTES, backlog=1024, ssl=tls)


async def _exchange(handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """One request and its answer; whether another may follow on this connection."""
    request = await _receive(reader)
    response = handler(request)
    if response.delay:
        await asyncio.sleep(response.delay)
    if response.reset:
        _reset(writer)
        return False
    keep = request.headers.get("connection", "").lower() != "close" and response.cut is None
    await _send(response, writer, keep=keep)
    return keep


async def _receive(reader: asyncio.StreamReader) -> Request:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *rest = head[:-4].decode("latin-1").split("\r\n")
    method, target = _start_line(first)
    headers = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in rest)}
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal() or int(length) > BODY_BYTES:
        raise BadRequest("A body needs a Content-Length.")
    parts = urlsplit(target)
    body = await reader.readexactly(int(length)) if length != "0" else b""
    return Request(method, parts.path, dict(parse_qsl(parts.query)), headers, body, target)


def _start_line(line: str) -> tuple[str, str]:
    match line.split(" "):
        case [method, target, "HTTP/1.1" | "HTTP/1.0"] if target.startswith("/"):
            return method, target
    raise BadRequest("Not a request line of HTTP/1.1.")


async def _send(response: Response, writer: asyncio.StreamWriter, *, keep: bool) -> None:
    body = response.body if response.cut is None else response.body[: response.cut]
    head = response.head(keep=keep)
    if response.stall:
        writer.write(head + body[: len(body) // 2])
        await writer.drain()
        await asyncio.sleep(response.stall)
        writer.write(body[len(body) // 2 :])
    else:
        writer.write(head + body)
    await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection the hard way, with RST."""
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
