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
    errors = [finding for finding in file.findings if finding.severity == "error"]
    if errors:
        # A missing record is often only what follows from another error: that one says more.
        worst = min(errors, key=lambda finding: (finding.code == "record-missing", finding.line))
        raise set_aside("coda_error", line=worst.line, finding=worst.code, found=worst.found, expected=worst.expected)
    if not file.statements:
        raise set_aside("empty_file")
    return file.statements


def route_statements(file: ReceivedFile, statements: tuple[coda.Statement, ...]) -> list[Route]:
    """The journal of each statement. Raises `Unrouted`; a file goes as a whole or not at all."""
    accounts = {account_of(statement) for statement in statements}
    if file.iban and file.iban not in accounts:
        raise set_aside("account_mismatch", expected=file.iban, found=", ".join(sorted(accounts)))
    routes = [Route(_journal_of(file, statement), statement) for statement in statements]
    if len({route.journal.dossier_id for route in routes}) > 1:
        raise set_aside("several_companies")
    return routes


def account_of(statement: coda.Statement) -> str:
    """The account as IBAN; '' when the statement names none. A Belgian number of twelve digits is made into one."""
    account = statement.account
    number = account.iban or account.number or ""
    if len(number) == 12 and number.isdigit():
        return f"BE{98 - int(f'{number}111400') % 97:02d}{number}"
    return number


def _journal_of(file: ReceivedFile, statement: coda.Statement) -> Journal:
    iban, currency = account_of(statement), statement.account.currency or "EUR"
    if not iban and file.journal is not None:
        return _given_by_hand(file, file.journal, statement)
    if not iban:
        raise wait("no_account")
    journal = _announced(file, iban, currency) or _of_account(iban, currency)
    if journal is None:
        raise wait("no_journal", iban=iban, currency=currency)
    _check_company(journal.dossier, statement.enterprise_number)
    _check_feed(file.feed, journal, iban)
    if not journal.coda_enabled:
        raise wait(why_not_ticked(journal), iban=iban)
    return journal


def _announced(file: ReceivedFile, iban: str, currency: str) -> Journal | None:
    """The journal that was found when the file was offered, if its content says the same."""
    found = file.journal
    fits = found is not None and found.coda_enabled and (found.iban, found.currency) == (iban, currency)
    return found if fits else None


def _of_account(iban: str, currency: str) -> Journal | None:
    journals = Journal.objects.select_related("dossier").filter(iban=iban, currency=currency)
    return journals.order_by("-coda_enabled", "pk").first()


def _given_by_hand(file: ReceivedFile, journal: Journal, statement: coda.Statement) -> Journal:
    """The journal a person chose for a file that names no account. The company must fit all the same."""
    _check_company(journal.dossier, statement.enterprise_number)
    _check_feed(file.feed, journal, "")
    return journal


def why_not_ticked(journal: Journal) -> str:
    """The reason a journal receives no CODA: nobody ticked it, or nobody can."""
    return "not_ticked" if journal.iban_is_right else "wrong_iban"


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
    """The dossier whose mailbox this is: the buyer of a purchase, the seller of a sale. Raises `Unrouted`.

    A self-billed invoice is made by the buyer: what comes in as a purchase may be our sale, and the reverse.
    """
    if file.feed.dossier is not None:
        return file.feed.dossier
    parties = (invoice.customer, invoice.supplier)
    if file.document_model == "sales_invoice":
        parties = parties[::-1]
    found = [party.enterprise_number for party in parties[: 2 if invoice.is_self_billing else 1]]
    return _dossier_of([number for number in found if number], file.feed.enterprise_number)


def _dossier_of(found: list[str], announced: str) -> Dossier:
    """The dossier of the numbers in the file, the likeliest first; what CodaBox announced must be among them."""
    if found and announced and announced not in found:
        raise set_aside("company_mismatch", found=found[0], expected=announced)
    numbers = [announced] if announced else found
    if not numbers:
        raise wait("no_number")
    known = {dossier.enterprise_number: dossier for dossier in Dossier.objects.filter(enterprise_number__in=numbers)}
    dossier = next((known[number] for number in numbers if number in known), None)
    if dossier is None:
        raise wait("no_dossier", number=numbers[0])
    return dossier


def link_feed(feed: Feed, dossier: Dossier) -> None:
    """Remembers whose feed this is, once its content proved it."""
    if feed.dossier_id is None:
        Feed.objects.filter(pk=feed.pk, dossier=None).update(dossier=dossier)
        feed.dossier = dossier
