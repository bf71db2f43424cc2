"""The panel beside the list: what a transaction is, the facts, what it is for, and how far it got."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import Dossier, Relation
from financial.filterbar import STATUS_WORDS, FilterBar
from financial.listing import TONES
from financial.models import BookedTransaction, Journal, StatementLine
from financial.queries import details
from financial.queries.filters import Status
from financial.queries.transactions import BOOKED, CODA, Place, neighbours
from financial.wording import fact_in_words, movement, transaction_in_words
from offices.models import Office
from offices.templatetags.afpunt import moment

_EXPLAINED = {
    Status.NEW: gettext_lazy(
        "Your accountant still has to process this statement. The amount is already on your account."
    ),
    Status.TODO: gettext_lazy("It is in the books, but nobody has yet said which invoice or account it belongs to."),
    Status.DONE: gettext_lazy("It is in the books and assigned to its invoice or account."),
}


@dataclass(frozen=True, slots=True)
class LikelyItem:
    """An open invoice or credit note the transaction is probably for, and the fact that says so."""

    title: str
    day: date
    fact: str
    open: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: state `y` done or `n` still to come."""

    state: str
    text: str
    detail: str = ""


@dataclass(slots=True)
class Panel:
    """Everything the panel shows. Addresses are empty where there is nowhere to go."""

    kind: str
    row: int
    entry_date: date
    amount: Decimal
    name: str
    account: str
    text: str
    journal: Journal
    status: Status
    steps: list[Step]
    value_date: date | None = None
    type_label: str = ""
    bic: str = ""
    document: str = ""
    line: StatementLine | None = None
    details: list[StatementLine] = field(default_factory=list)
    likely: list[LikelyItem] = field(default_factory=list)
    information: list[str] = field(default_factory=list)
    part_of_url: str = ""
    above_url: str = ""
    below_url: str = ""

    @property
    def word(self) -> str | Promise:
        return STATUS_WORDS[self.status][0]

    @property
    def icon(self) -> str:
        return STATUS_WORDS[self.status][1]

    @property
    def tone(self) -> str:
        return TONES[self.status] or "white"

    @property
    def explained(self) -> str | Promise:
        return _EXPLAINED[self.status]

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.row}"


def panel_of(dossier: Dossier, bar: FilterBar, office: Office, *, kind: str, row: int) -> Panel | None:
    """The panel of one transaction of the dossier; None when there is no such transaction."""
    panel = _booked(dossier, office, row) if kind == BOOKED else _coda(dossier, bar, office, row)
    if panel is None:
        return None
    if panel.line is None or panel.line.balance_part:
        above, below = neighbours(dossier, bar.wanted, Place(panel.entry_date, kind, row))
        panel.above_url = bar.row_url(above) if above else ""
        panel.below_url = bar.row_url(below) if below else ""
    return panel


def _booked(dossier: Dossier, office: Office, pk: int) -> Panel | None:
    found = details.booked_transaction(dossier, pk)
    if found is None:
        return None
    return Panel(
        kind=BOOKED,
        row=found.pk,
        entry_date=found.entry_date,
        amount=found.amount,
        name=found.counterparty_name or _("Without a name"),
        account=found.counterparty_account,
        text=found.communication,
        journal=found.journal,
        status=Status.DONE if found.settled else Status.TODO,
        steps=_booked_steps(found, office),
        document=found.document_number,
    )


def _booked_steps(found: BookedTransaction, office: Office) -> list[Step]:
    return [
        Step("y", _("Booked by %(office)s") % {"office": office.name}),
        Step("y" if found.settled else "n", _("Settled against the invoice or account")),
    ]


def _coda(dossier: Dossier, bar: FilterBar, office: Office, pk: int) -> Panel | None:
    line = details.statement_line(dossier, pk)
    if line is None:
        return None
    parts = details.details_of(line)
    label = movement(line.family, collective=bool(parts)).label
    return Panel(
        kind=CODA,
        row=line.pk,
        entry_date=line.entry_date,
        amount=line.amount,
        name=line.counterparty_name or str(label) or _("Without a name"),
        account=line.counterparty_account,
        text=line.readable or line.communication,
        journal=line.journal,
        status=Status.NEW,
        steps=_coda_steps(line, office),
        value_date=line.value_date,
        type_label=transaction_in_words(line.family, line.transaction),
        bic=line.counterparty_bic,
        line=line,
        details=parts,
        likely=_likely(line),
        information=[record["text"] for record in line.information if record.get("text", "").strip()],
        part_of_url=bar.row_url(Place(line.entry_date, CODA, line.parent_id)) if line.parent_id else "",
    )


def _coda_steps(line: StatementLine, office: Office) -> list[Step]:
    return [
        Step("y", _("Received through CodaBox"), moment(line.statement.imported_at)),
        Step("n", _("Booked by %(office)s") % {"office": office.name}),
        Step("n", _("Settled against the invoice or account")),
    ]


def _likely(line: StatementLine) -> list[LikelyItem]:
    shown = []
    for likely in details.likely_for(line):
        item, relation = likely.item, likely.item.relation
        sale = relation.kind == Relation.Kind.CUSTOMER
        title = _("Sales invoice %(number)s") if sale else _("Purchase invoice %(number)s")
        number = item.document if sale else item.external_document or item.document
        fact = fact_in_words(likely.why or line.step, name=relation.name)
        shown.append(LikelyItem(title % {"number": number}, item.date, fact, abs(item.open)))
    return shown
