"""One statement as the processing screen shows it: filters, windows of rows, cells in the chosen columns."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import Dossier
from financial.columns import Column
from financial.filterbar import Choice
from financial.models import Statement, StatementLine
from financial.queries.statements import PageLine, StatementPage
from financial.wording_lines import Why, why_of
from offices.templatetags.afpunt import amount, bank_date, iban

WINDOW = 100
REVIEW = "review"
Status = StatementLine.Status
# The short word on the screen, its icon, its tone; the full term stands in the title.
STATUS_WORDS: dict[str, tuple[str | Promise, str, str]] = {
    Status.BLANK: (gettext_lazy("Blank"), "todo", "red"),
    Status.PARTLY: (gettext_lazy("Partly"), "half", "ink"),
    Status.APPLIED: (gettext_lazy("Applied"), "check-circle", "green"),
    Status.INDIRECT: (gettext_lazy("Indirect"), "branch", ""),
}
_ACCOUNT_TYPES = {
    "ledger": gettext_lazy("Ledger"),
    "customer": gettext_lazy("Customer"),
    "supplier": gettext_lazy("Supplier"),
}
_SHOWN = {"blank": Status.BLANK, "partly": Status.PARTLY, "applied": Status.APPLIED, "indirect": Status.INDIRECT}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of the screen as the address says it: `show` is "", a status or `review`."""

    show: str = ""
    confidence: str = ""
    text: str = ""

    def fits(self, page_line: PageLine) -> bool:
        line = page_line.line
        if self.show == REVIEW and not line.review:
            return False
        if self.show in _SHOWN and line.status != _SHOWN[self.show]:
            return False
        if self.confidence and line.confidence != self.confidence:
            return False
        return not self.text or self._found(page_line)

    def _found(self, page_line: PageLine) -> bool:
        line, account = page_line.line, page_line.account
        items = (allocation.open_item.document for allocation in page_line.allocations)
        names = (line.counterparty_name, line.counterparty_account, str(account or ""), line.document_number)
        said = (line.readable, line.description, *names, amount(line.amount), str(line.amount), *items)
        whole = " ".join(said).casefold()
        return all(word in whole for word in self.text.casefold().split())

    @property
    def parameters(self) -> dict[str, str]:
        said = {"show": self.show, "confidence": self.confidence, "q": self.text}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A row in words. `need` tints it: blank lines red, those to review amber."""

    page_line: PageLine
    url: str
    why: Why

    @property
    def line(self) -> StatementLine:
        return self.page_line.line

    @property
    def is_open(self) -> bool:
        return self.line.status == Status.BLANK or self.line.review

    @property
    def css(self) -> str:
        need = "blank" if self.line.status == Status.BLANK else "look" if self.line.review else ""
        return " ".join(part for part in (need, "det" if self.page_line.level else "") if part)

    @property
    def word(self) -> str | Promise:
        return STATUS_WORDS[self.line.status][0]

    @property
    def icon(self) -> str:
        return STATUS_WORDS[self.line.status][1]

    @property
    def tone(self) -> str:
        return STATUS_WORDS[self.line.status][2]

    @property
    def account_name(self) -> str:
        """For the footer: whom or what the line is on."""
        account = self.page_line.account
        return account.name if account else _("Not chosen yet · line %(line)s") % {"line": self.line.document_number}

    @property
    def who(self) -> str:
        """On a phone in front of the description; empty when that begins with it."""
        account = self.page_line.account
        name = account.name if account else self.line.counterparty_name
        return "" if self.text.casefold().startswith(name.casefold()) else name

    @property
    def text(self) -> str:
        line = self.line
        return line.description or line.readable or line.communication or line.counterparty_name

    @property
    def can_be_coded(self) -> bool:
        return self.page_line.account is not None and self.line.transferred_at is None

    def cell(self, key: str) -> str:
        """A plain cell; the others have markup of their own."""
        return _CELLS[key](self.page_line)


def _optional(value: Decimal) -> str:
    return amount(value) if value else "–"


_CELLS: dict[str, Callable[[PageLine], str]] = {
    "date": lambda p: bank_date(p.line.entry_date, "table")[:5],
    "document_type": lambda p: str(p.line.get_document_type_display()) if p.line.document_type else "",
    "document": lambda p: p.line.document_number,
    "account_type": lambda p: str(_ACCOUNT_TYPES.get(p.line.account_type, "")),
    "amount": lambda p: _optional(p.placed),
    "total": lambda p: amount(p.line.amount),
    "applied": lambda p: _optional(p.closed),
    "transaction": lambda p: f"{p.line.family} {p.line.transaction} {p.line.category}",
    "journal": lambda p: _journal(p.line),
    "costs": lambda p: _optional(p.line.costs),
    "credit_restriction": lambda p: _optional(p.credit_restriction),
    "name": lambda p: p.account.name if p.account else "",
    "cost_account": lambda p: p.line.cost_account.number if p.line.cost_account else "",
    "discount": lambda p: _optional(p.discount),
    "unapplied": lambda p: _optional(p.unapplied),
    "balance": lambda p: amount(p.balance),
    "counterparty": lambda p: iban(p.line.counterparty_account),
    "value_date": lambda p: bank_date(p.line.value_date, "table"),
    "message_kind": lambda p: p.line.communication_type or "–",
    "bank_reference": lambda p: p.line.bank_reference,
    "information": lambda p: str(len(p.line.information) or ""),
}


def _journal(line: StatementLine) -> str:
    """Where a transferred line went."""
    if line.transferred_at is None:
        return "–"
    template = line.journal.template or line.journal.code
    batch = line.journal.batch or f"{line.statement.new_balance_date:%Y-%m}"
    return f"{template}, {batch}"


def empty_page(statement: Statement) -> StatementPage:
    """A statement of which no lines are asked: for what is shown of one line alone."""
    zero = Decimal(0)
    return StatementPage(statement, [], zero, statement.new_balance, Counter(), Counter(), 0, 0, None)


class Screen:
    """A statement with a filter: which lines, in which window, and the addresses around them."""

    def __init__(self, dossier: Dossier, page: StatementPage, wanted: Wanted, columns: list[Column]) -> None:
        self.dossier, self.page, self.wanted, self.columns = dossier, page, wanted, columns
        self.statement = page.statement

    @cached_property
    def lines(self) -> list[PageLine]:
        """What fits the filter."""
        return [page_line for page_line in self.page.lines if self.wanted.fits(page_line)]

    def window(self, number: int) -> list[ShownLine]:
        return self.shown(self.lines[(number - 1) * WINDOW : number * WINDOW])

    def shown(self, lines: Iterable[PageLine]) -> list[ShownLine]:
        return [ShownLine(page_line, self.line_url(page_line.line.pk), why_of(page_line)) for page_line in lines]

    @property
    def windows(self) -> int:
        return max(1, -(-len(self.lines) // WINDOW))

    def window_of(self, pk: int) -> int:
        """The window a line stands in; the first when the filter leaves it out."""
        place = next((n for n, page_line in enumerate(self.lines) if page_line.line.pk == pk), 0)
        return place // WINDOW + 1

    def find(self, pk: int) -> PageLine | None:
        return next((page_line for page_line in self.page.lines if page_line.line.pk == pk), None)

    def first_open(self) -> PageLine | None:
        """Where to begin: the first line that needs somebody, or the first line."""
        needing = (p for p in self.lines if p.line.status == Status.BLANK or p.line.review)
        return next(needing, self.lines[0] if self.lines else None)

    @property
    def open_lines(self) -> str:
        """The keys of the lines that need somebody, in order: where the key n goes, also beyond this window."""
        return " ".join(str(p.line.pk) for p in self.lines if p.line.status == Status.BLANK or p.line.review)

    @property
    def ready(self) -> int:
        return len(self.page.lines) - self.page.blank

    @property
    def applied(self) -> int:
        return self.page.statuses[Status.APPLIED]

    @property
    def partly(self) -> int:
        return self.page.statuses[Status.PARTLY]

    @property
    def indirect(self) -> int:
        return self.page.statuses[Status.INDIRECT]

    @property
    def information(self) -> int:
        return sum(bool(page_line.line.information) for page_line in self.page.lines)

    @property
    def url(self) -> str:
        return self._address(reverse("financial:statement", args=[self.dossier.pk, self.statement.pk]))

    def line_url(self, pk: int) -> str:
        return self._address(reverse("financial:line", args=[self.dossier.pk, self.statement.pk, pk]))

    def _address(self, path: str, **changes: str) -> str:
        said = {name: value for name, value in (self.wanted.parameters | changes).items() if value}
        return f"{path}?{urlencode(said)}" if said else path

    def statuses(self) -> list[Choice]:
        """The segments above the rows, with what each would show."""
        counts = self.page.statuses
        choices = [
            ("", _("All"), "", len(self.page.lines)),
            ("blank", _("Blank"), "todo", counts[Status.BLANK]),
            (REVIEW, _("To review"), "eye", self.page.review),
            ("partly", _("Partly"), "half", counts[Status.PARTLY]),
            ("applied", _("Applied"), "check-circle", counts[Status.APPLIED]),
        ]
        path = reverse("financial:statement", args=[self.dossier.pk, self.statement.pk])
        return [
            Choice(f"show-{key}", label, self._address(path, show=key), self.wanted.show == key, icon, count)
            for key, label, icon, count in choices
        ]

    def confidences(self) -> list[Choice]:
        """What the placements rest on."""
        path = reverse("financial:statement", args=[self.dossier.pk, self.statement.pk])
        words = [("", _("Any confidence")), *StatementLine.Confidence.choices[1:]]
        return [
            Choice(
                f"confidence-{key}",
                str(label).capitalize(),
                self._address(path, confidence=str(key)),
                self.wanted.confidence == key,
                count=self.page.confidences[key] if key else None,
            )
            for key, label in words
        ]
