"""The list as a file for Excel in Belgium: UTF-8 with a mark, semicolons, decimal commas."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from financial.filterbar import STATUS_WORDS
from financial.queries.transactions import Row
from offices.templatetags.afpunt import iban, ogm

BYTE_ORDER_MARK = "\ufeff"
# A cell that starts so is a formula to a spreadsheet, and anybody can write the message of a payment.
_FORMULA_STARTS = ("=", "+", "-", "@")


class _Echo:
    """A file that hands back what is written to it, for `csv.writer` to stream through."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """The file line by line, each with CRLF."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield BYTE_ORDER_MARK + writer.writerow(_head())
    for row in rows:
        yield writer.writerow(_cells(row))


def _head() -> list[str]:
    account = [_("Date"), _("Journal"), _("Account"), _("Amount"), _("Currency")]
    return [*account, _("Counterparty"), _("Counterparty account"), _("Communication"), _("Status"), _("Document")]


def _cells(row: Row) -> list[Any]:
    word, _icon = STATUS_WORDS[row.status]
    texts = (row.name, iban(row.account), ogm(row.text), str(word), row.document)
    account = [f"{row.entry_date:%d/%m/%Y}", harmless(row.journal_name), iban(row.journal_iban)]
    return [*account, _belgian(row.amount), row.currency, *(harmless(text) for text in texts)]


def harmless(text: str) -> str:
    """The text on one line, with a quote in front where a spreadsheet would calculate it."""
    one_line = " ".join(text.split())
    return f"'{one_line}" if one_line.startswith(_FORMULA_STARTS) else one_line


def _belgian(value: Decimal) -> str:
    """`-1204,50`: without groups, so that a spreadsheet reads a number."""
    cents = value.quantize(Decimal("0.01"))
    return f"{cents if cents == value else value.normalize()}".replace(".", ",")
