"""A one-page PDF of plain text: enough for the image that goes with a synthetic invoice."""

from collections.abc import Sequence

_MAX_LINES = 46  # what fits on the page at this leading


def one_page(title: str, lines: Sequence[str]) -> bytes:
    """A valid PDF 1.4 file with `title` and `lines` on one A4 page. Characters outside windows-1252 become "?"."""
    operators = [f"BT /F1 16 Tf 56 780 Td ({_escaped(title)}) Tj /F1 10 Tf 0 -10 Td 14 TL"]
    operators += [f"T* ({_escaped(line)}) Tj" for line in lines[:_MAX_LINES]]
    content = "\n".join([*operators, "ET"]).encode("cp1252", "replace")
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
    )


def _escaped(text: str) -> str:
    for special in "\\()":
        text = text.replace(special, f"\\{special}")
    return " ".join(text.split())


def _file(objects: Sequence[bytes]) -> bytes:
    """The objects, numbered from 1, with cross-reference table and trailer."""
    data = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(data)
