"""Where a stored file belongs, by its content; and what must not be imported anywhere.

Trust order: the content beats CodaBox's metadata. When content and metadata, or content and dossier, contradict each
other, the file is set aside: this is the guard that keeps one company's bank account out of another's dossier.
"""

from dataclasses import dataclass, field

import coda
from codabox_sync.models import Feed, ReceivedFile
from dossiers.models import Dossier
from financial.models import Journal
from ubl_inbox import ubl

State = ReceivedFile.State


class Unrouted(Exception):
    """The file cannot go further now: `state` says how it is kept, `code` and `params` why."""

    def __init__(self, state: str, code: str, **params: object) -> None:
        super().__init__(code)
        self.state = state
        self.code = code
        self.params = params


def set_aside(code: str, **params: object) -> Unrouted:
    return Unrouted(State.QUARANTINED, code, **params)


def wait(code: str, **params: object) -> Unrouted:
    return Unrouted(State.WAITING, code, **params)


@dataclass(frozen=True, slots=True)
class Route:
    """A statement with the journal it belongs to."""

    journal: Journal
    statement: coda.Statement = field(repr=False)


def read_coda(content: bytes) -> tuple[coda.Statement, ...]:
    """The statements of a file without a single error. Raises `Unrouted` (set aside) otherwise."""
    try:
        file = coda.read(content)
    except coda.CodaError as error:
        raise set_aside("not_coda", message=str(error), line=error.line) from error
    for finding in file.findings:
        if finding.severity == "error":
            raise set_aside(
                "coda_error", line=finding.line, finding=finding.code, found=finding.found, expected=finding.expected
            )
    if not file.statements:
        raise set_aside("empty_file")
    return file.statements


def route_statements(file: ReceivedFile, statements: tuple[coda.Statement, ...]) -> list[Route]:
    """The journal of each statement. Raises `Unrouted`; a file goes as a whole or not at all."""
    return [Route(_journal_of(file, statement), statement) for statement in statements]


def _journal_of(file: ReceivedFile, statement: coda.Statement) -> Journal:
    account, currency = statement.account, statement.account.currency or "EUR"
    iban = account.iban or account.number or ""
    if not iban:
        raise wait("no_account")
    if file.iban and file.iban != iban:
        raise set_aside("account_mismatch", expected=file.iban, found=iban)
    journals = Journal.objects.select_related("dossier").filter(iban=iban, currency=currency)
    journal = journals.order_by("-coda_enabled").first()
    if journal is None:
        raise wait("no_journal", iban=iban, currency=currency)
    _check_company(journal.dossier, statement.enterprise_number)
    _check_feed(file.feed, journal, iban)
    if not journal.coda_enabled:
        raise wait("not_ticked", iban=iban)
    return journal


def _check_company(dossier: Dossier, number: str | None) -> None:
    """The enterprise number of record 0 must be the dossier's; banks may leave it out (zeros)."""
    found = number if number and number.strip("0") else ""
    if found and dossier.enterprise_number and found != dossier.enterprise_number:
        raise set_aside("company_mismatch", found=found, expected=dossier.enterprise_number)


def _check_feed(feed: Feed, journal: Journal, iban: str) -> None:
    if feed.dossier_id and feed.dossier_id != journal.dossier_id:
        raise set_aside("wrong_dossier", iban=iban)
    if feed.enterprise_number and journal.dossier.enterprise_number not in ("", feed.enterprise_number):
        raise set_aside("wrong_dossier", iban=iban)


def dossier_of_invoice(file: ReceivedFile, invoice: ubl.Invoice) -> Dossier:
    """The dossier whose mailbox this is: the buyer of a purchase, the seller of a sale. Raises `Unrouted`."""
    party = invoice.customer if file.document_model == "purchase_invoice" else invoice.supplier
    number = party.enterprise_number or ""
    if file.feed.dossier is not None:
        return file.feed.dossier
    number = number or file.feed.enterprise_number
    if not number:
        raise wait("no_number")
    dossier = Dossier.objects.filter(enterprise_number=number).first()
    if dossier is None:
        raise wait("no_dossier", number=number)
    return dossier


def link_feed(feed: Feed, dossier: Dossier) -> None:
    """Remembers whose feed this is, once its content proved it."""
    if feed.dossier_id is None:
        Feed.objects.filter(pk=feed.pk, dossier=None).update(dossier=dossier)
        feed.dossier = dossier
