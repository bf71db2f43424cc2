"""Why a file could not be read as an invoice: one small exception tree, each error with a stable code and its place.

`code` and `params` are what is stored; the sentence is made at display: ``gettext(error.template) % error.params``.
"""

from collections.abc import Mapping

from ubl_inbox.ubl.messages import ERROR_TEXTS


class UblError(Exception):
    """The file cannot be read. `line` and `column` are 1-based and None where the place is unknown."""

    def __init__(
        self, code: str, line: int | None = None, column: int | None = None, params: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code, line, column, params)
        self.code = code
        self.line = line
        self.column = column
        self.params: dict[str, str] = dict(params or {})

    @property
    def template(self) -> str:
        """The English sentence with ``%(name)s`` places: the msgid for translation."""
        return ERROR_TEXTS[self.code]

    @property
    def message(self) -> str:
        """The English sentence, filled in."""
        return self.template % self.params

    def __str__(self) -> str:
        return f"{self.message} (line {self.line})" if self.line else self.message


class NotXml(UblError):
    """The bytes are not one complete XML document."""


class Unsafe(UblError):
    """The document holds something we refuse to process: a DOCTYPE, or more than our bounds allow."""


class NotUbl(UblError):
    """Sound XML, but no UBL Invoice or CreditNote."""


class Malformed(UblError):
    """A UBL invoice in which a value we cannot do without is missing or unreadable."""
