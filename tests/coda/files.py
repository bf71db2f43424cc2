"""A small correct file as lines of text, and ways to spoil it."""

from datetime import date

import coda

DAY = date(2026, 3, 5)
IBAN = "BE68539007547034"
OTHER_IBAN = "BE43068999999501"
OGM = "123456789002"


def small() -> coda.StatementBuilder:
    """A transfer with OGM and address, a total with two details, a message: lines 1 to 14."""
    return (
        coda.build(IBAN, date=DAY, old_balance="1000.00", number=42, holder="Bakkerij Peeters", company_id="0403019261")
        .movement("121.00", name="Jan Janssens", iban=OTHER_IBAN, bic="KREDBEBB", ogm=OGM)
        .information(kind="001", name="JAN JANSSENS", street="Dorpsstraat 1", locality="9000 Gent")
        .movement("-300", text="Lonen")
        .detail("-100", name="An")
        .detail("-200", name="Bo")
        .message("Prettige feesten")
    )


def small_lines() -> list[str]:
    """The lines of that file."""
    return coda.write([small().statement()]).decode("ascii").split("\r\n")[:-1]


def joined(lines: list[str]) -> bytes:
    """Lines as a file."""
    return "".join(line + "\r\n" for line in lines).encode("windows-1252")


def with_columns(line: str, first: int, text: str) -> str:
    """The line with `text` from column `first` (1-based) on."""
    return line[: first - 1] + text + line[first - 1 + len(text) :]


def spoiled(number: int, first: int, text: str) -> bytes:
    """The small file with `text` on line `number` from column `first` on."""
    lines = small_lines()
    lines[number - 1] = with_columns(lines[number - 1], first, text)
    return joined(lines)


def without(number: int) -> bytes:
    """The small file without line `number`."""
    lines = small_lines()
    del lines[number - 1]
    return joined(lines)


def places(raw: bytes) -> list[tuple[str, str, int, int]]:
    """Severity, code, line and column of all findings."""
    found = coda.read(raw).findings
    return [(finding.severity.value, finding.code, finding.line, finding.column) for finding in found]
