"""A world made of a folder: every CODA and UBL file in it stands in the feed of one office, under the client it names.

A broken file is served like any other; what the receiver makes of it is the point. Clients are made from the enterprise
numbers inside the files, else from the IBAN; a file that names neither stands under the client "Onbekend".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from codabox_sync.sandbox.model import BankAccount, Client, Entry, Office, World, stable_id
from codabox_sync.sandbox.peek import CodaPeek, is_coda, is_prose, is_ubl, peek_coda
from ubl_inbox.ubl import Invoice, UblError, read

CODA_SUFFIXES = frozenset({".cod", ".coda", ".bc2", ".cd2"})
UBL_SUFFIXES = frozenset({".xml", ".ubl"})
LARGEST = 64 * 1024 * 1024
UNKNOWN = "Onbekend"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not served; `name` is its path in the folder."""

    name: str
    reason: str


def build_world(folder: Path, *, office: str | None = None) -> tuple[World, list[Skipped]]:
    """The world of every CODA and UBL file under `folder`, and the files that are neither.

    The names of the entries are their paths in the folder. The same folder gives the same world. Raises
    NotADirectoryError.
    """
    if not folder.is_dir():
        raise NotADirectoryError(str(folder))
    sorted_out = _SortedOut(folder.resolve())
    clients = _Clients(Office.named(office or f"Kantoor {folder.resolve().name}"))
    clients.office.allowed_formats.update(coda=["cod"], purchase_invoice=["xml"], sales_invoice=["xml"])
    clients.know(coda.peek for coda in sorted_out.codas)
    for coda in sorted(sorted_out.codas, key=lambda found: found.entry.metadata["new_balance_date"] or ""):
        clients.of_coda(coda.peek).entries.append(coda.entry)
    for entry, invoice in sorted_out.invoices:
        clients.of_invoice(entry, invoice).entries.append(entry)
    return World([clients.office]), sorted_out.skipped


@dataclass(frozen=True, slots=True)
class _Coda:
    entry: Entry
    peek: CodaPeek


class _SortedOut:
    """The files of a folder, each on its heap."""

    def __init__(self, folder: Path) -> None:
        self.codas: list[_Coda] = []
        self.invoices: list[tuple[Entry, Invoice | None]] = []
        self.skipped: list[Skipped] = []
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                self._sort(path, path.relative_to(folder).as_posix())

    def _sort(self, path: Path, name: str) -> None:
        if path.stat().st_size > LARGEST:
            self.skipped.append(Skipped(name, "larger than 64 MB"))
            return
        content = path.read_bytes()
        match document_model(path.suffix.lower(), content):
            case "coda":
                peek = peek_coda(content)
                self.codas.append(_Coda(_entry("coda", "cod", path, name, content, peek.metadata), peek))
            case "purchase_invoice":
                entry = _entry("purchase_invoice", "xml", path, name, content, {})
                self.invoices.append((entry, _invoice(content)))
            case _:
                self.skipped.append(Skipped(name, "neither CODA nor UBL"))


def document_model(suffix: str, content: bytes) -> str | None:
    """ "coda" or "purchase_invoice" by suffix or content, None for a file that is neither."""
    if suffix in CODA_SUFFIXES or is_coda(content) or (suffix == ".txt" and not is_prose(content)):
        return "coda"
    return "purchase_invoice" if suffix in UBL_SUFFIXES or is_ubl(content) else None


def coda_entry(name: str, content: bytes, pdf: bytes | None = None) -> Entry:
    """A CODA document with the metadata that CodaBox would give it."""
    contents: dict[str, bytes | Path] = {"cod": content, **({"pdf": pdf} if pdf else {})}
    return Entry(stable_id(name, sha256(content).digest()), "coda", name, peek_coda(content).metadata, contents)


def _entry(model: str, format: str, path: Path, name: str, content: bytes, metadata: dict[str, object]) -> Entry:
    return Entry(stable_id(name, sha256(content).digest()), model, name, metadata, {format: path})


def _invoice(content: bytes) -> Invoice | None:
    try:
        return read(content)
    except UblError:
        return None


class _Clients:
    """The clients of the office, made when a file first names them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._by_key: dict[str, Client] = {}
        self._number_of: dict[str, str] = {}

    def know(self, peeks: Iterator[CodaPeek]) -> None:
        """Learn which enterprise holds which account, for the files that name the account only."""
        for peek in peeks:
            for account in peek.accounts:
                if peek.enterprise_number:
                    self._number_of.setdefault(account.iban, peek.enterprise_number)

    def of_coda(self, peek: CodaPeek) -> Client:
        ibans = [account.iban for account in peek.accounts]
        number = peek.enterprise_number or next(
            (self._number_of[iban] for iban in ibans if iban in self._number_of), None
        )
        key = number or (ibans[0] if ibans else UNKNOWN)
        client = self._client(key, peek.holder or key if key != UNKNOWN else UNKNOWN, number)
        for account in peek.accounts:
            _open(client, account)
        return client

    def of_invoice(self, entry: Entry, invoice: Invoice | None) -> Client:
        """The customer's client; the supplier's, as a sales invoice, when only the supplier holds an account here."""
        if invoice is None:
            return self._client(UNKNOWN, UNKNOWN, None)
        ours = set(self._number_of.values())
        buyer, seller = invoice.customer, invoice.supplier
        if seller.enterprise_number in ours and buyer.enterprise_number not in ours:
            entry.document_model = "sales_invoice"
            return self._client(seller.enterprise_number or UNKNOWN, seller.name, seller.enterprise_number)
        number = buyer.enterprise_number
        return self._client(number, buyer.name or number, number) if number else self._client(UNKNOWN, UNKNOWN, None)

    def _client(self, key: str, name: str, number: str | None) -> Client:
        if key not in self._by_key:
            client = self.office.add_client(key, code=key, enterprise_number=number)
            client.name = name
            self._by_key[key] = client
        return self._by_key[key]


def _open(client: Client, account: BankAccount) -> None:
    """Add an account that the client does not have yet."""
    if account not in client.bank_accounts:
        client.bank_accounts.append(account)
