"""From bytes to lines: encoding, line ends and what surrounds the records.

A byte order mark decides the encoding; otherwise a file is ASCII until its first other byte, and from there UTF-8 when
that is valid and makes lines of 128 characters, else Windows-1252. Reading goes block by block, so memory does not
grow with the file.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from itertools import count
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from coda.layout import LINE_LENGTH

Source = str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO
BLOCK_SIZE = 1 << 16
LINE_ENDS = {"CRLF": "\r\n", "LF": "\n", "CR": "\r", "none": ""}
SURROUNDINGS = " \t\r\n\x00\x1a"
"""What may surround records without meaning anything: blanks, line ends, NUL and the DOS end of file."""
NOT_LATIN_1 = range(0x80, 0xA0)
"""Where Windows-1252 differs from Latin-1, which is decoded far faster."""
_UNDEFINED = "coda.undefined"


def _keep_undefined(error: UnicodeError) -> tuple[str | bytes, int]:
    """The five bytes that Windows-1252 leaves undefined stand for themselves, so that nothing is lost."""
    if isinstance(error, UnicodeDecodeError):
        return chr(error.object[error.start]), error.start + 1
    if isinstance(error, UnicodeEncodeError) and "\x80" <= error.object[error.start] <= "\x9f":
        return bytes([ord(error.object[error.start])]), error.start + 1
    raise error


codecs.register_error(_UNDEFINED, _keep_undefined)


def decode(raw: bytes, encoding: str) -> str:
    """Text of `raw`; raises UnicodeDecodeError when it is not valid UTF-8."""
    if encoding != "windows-1252":
        return raw.decode(encoding)
    if any(map(raw.__contains__, NOT_LATIN_1)):
        return raw.decode(encoding, _UNDEFINED)
    return raw.decode("latin-1")


def encode(text: str, encoding: str) -> bytes:
    """Bytes of `text`; raises UnicodeEncodeError for a character that the encoding lacks."""
    return text.encode(encoding, _UNDEFINED if encoding == "windows-1252" else "strict")


class Lines:
    """The text of a source, in blocks of whole lines.

    `encoding`, `line_end` and `end` are final once all blocks are read.
    """

    def __init__(self, source: Source) -> None:
        self.encoding = "ascii"
        self.line_end = ""
        self.end = ""
        self.remarks: list[tuple[str, int, str, str]] = []
        """Findings about the encoding of the last block: code, line in that block, found, expected."""
        self._source = source

    @property
    def separator(self) -> str:
        """The characters that end a line."""
        return LINE_ENDS[self.line_end]

    def blocks(self) -> Iterator[str]:
        """Texts of whole lines; only the last line of the source may lack its line end."""
        with _opened(self._source) as stream:
            for raw in self._raw_blocks(self._chunks(stream)):
                text = self._decode(raw)
                self._follow_end(text)
                yield text

    def _follow_end(self, text: str) -> None:
        """Keeps what follows the last record so far; usually a glance at the last characters shows it."""
        tail = text[-LINE_LENGTH:]
        content = tail.rstrip(SURROUNDINGS)
        if not content:
            tail, content = text, text.rstrip(SURROUNDINGS)
        self.end = tail[len(content) :].lstrip(" \t") if content else self.end + text

    def _chunks(self, stream: BinaryIO) -> Iterator[bytes]:
        """Blocks as read, in a single-byte based encoding and without byte order mark."""
        first = stream.read(BLOCK_SIZE)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self.encoding = "utf-16"
            yield from self._recoded(first, stream)
            return
        if first.startswith(codecs.BOM_UTF8):
            self.encoding = "utf-8-sig"
            first = first[len(codecs.BOM_UTF8) :]
        while first:
            yield first
            first = stream.read(BLOCK_SIZE)

    def _recoded(self, first: bytes, stream: BinaryIO) -> Iterator[bytes]:
        """UTF-16 as UTF-8; what is not valid becomes U+FFFD and is reported."""
        decoder = codecs.getincrementaldecoder("utf-16")("replace")
        chunk = first
        while True:
            text = decoder.decode(chunk, final=not chunk)
            if "\ufffd" in text:
                self.remarks.append(("encoding", text.count("\n", 0, text.index("\ufffd")) + 1, "U+FFFD", "utf-16"))
            yield text.encode("utf-8")
            if not chunk:
                return
            chunk = stream.read(BLOCK_SIZE)

    def _raw_blocks(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Blocks cut behind a line end (or, in a file without line ends, behind a whole record)."""
        rest = b""
        for chunk in chunks:
            rest += chunk
            if not self.line_end:
                self.line_end = _line_end_of(rest)
            cut = self._cut(rest)
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
        self.line_end = self.line_end or _line_end_of(rest + b" ") or "none"
        if rest:
            yield rest

    def _cut(self, raw: bytes) -> int:
        if self.line_end != "none":
            cut = raw.rfind(b"\r" if self.line_end == "CR" else b"\n") + 1
            if cut or len(raw) < 4 * BLOCK_SIZE:
                return cut
        return len(raw) // LINE_LENGTH * LINE_LENGTH

    def _decode(self, raw: bytes) -> str:
        if raw.isascii():
            return raw.decode("ascii")
        if self.encoding == "ascii":
            self.encoding = "utf-8" if _is_utf8(raw) and not _is_single_byte(raw) else "windows-1252"
        if self.encoding == "windows-1252" or _is_utf8(raw):
            return decode(raw, "windows-1252" if self.encoding == "windows-1252" else "utf-8")
        return "".join(map(self._decode_line, count(1), raw.splitlines(keepends=True)))

    def _decode_line(self, number: int, raw: bytes) -> str:
        """A line of a UTF-8 block in which some line is something else; the first of these is reported."""
        if _is_utf8(raw):
            return raw.decode("utf-8")
        if not self.remarks:
            self.remarks.append(("encoding", number, "windows-1252", self.encoding))
        return decode(raw, "windows-1252")


def _opened(source: Source) -> BinaryIO | _Kept:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return io.BytesIO(source)
    if isinstance(source, (str, PathLike)):
        return Path(source).open("rb")
    return _Kept(source)


class _Kept:
    """A stream of the caller: used here, closed by him."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __enter__(self) -> BinaryIO:
        return self._stream

    def __exit__(self, *_: object) -> None:
        return None


def _line_end_of(raw: bytes) -> str:
    """How the first line ends; "" as long as that cannot be told."""
    found = min((at for at in (raw.find(b"\n"), raw.find(b"\r")) if at >= 0), default=-1)
    if found < 0:
        return "none" if len(raw) > 2 * LINE_LENGTH else ""
    if found + 1 == len(raw) and raw.endswith(b"\r"):
        return ""
    if raw[found : found + 2] == b"\r\n":
        return "CRLF"
    return "LF" if raw[found : found + 1] == b"\n" else "CR"


def _is_single_byte(raw: bytes) -> bool:
    """Whether lines with more than ASCII have 128 bytes: then a byte is a character, though it may look like UTF-8."""
    return all(len(line) == LINE_LENGTH for line in raw.splitlines() if not line.isascii())


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
