"""The books of a folder of files (`FEED=`): one dossier per enterprise number, one journal per account, all made from
what stands in the files, and sent over the REST API like any books."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import coda
from codabox_sync.routing import account_of
from codabox_sync.sandbox.model import Client, Entry, Office, World
from portal.demo.books import Package
from ubl_inbox import ubl


@dataclass(slots=True)
class FeedDossier:
    """A dossier found in a folder. `accounts` are IBAN and currency, in order of sight."""

    code: str
    name: str
    enterprise_number: str
    accounts: list[tuple[str, str]] = field(default_factory=list)


def find_dossiers(world: World) -> list[FeedDossier]:
    """The companies and accounts named inside the files. A file that cannot be read names none."""
    found: dict[str, FeedDossier] = {}
    for office in world.offices:
        for client in office.clients:
            _add_client(found, office, client)
    return list(found.values())


def _add_client(found: dict[str, FeedDossier], office: Office, client: Client) -> None:
    for entry in client.entries:
        for number, name, account in _named_in(entry):
            key = number or (account[0] if account else "")
            if not key:
                continue
            dossier = found.setdefault(key, FeedDossier(code=key, name=name or client.name, enterprise_number=number))
            if account and account not in _all_accounts(found):
                dossier.accounts.append(account)


def _all_accounts(found: dict[str, FeedDossier]) -> set[tuple[str, str]]:
    return {account for dossier in found.values() for account in dossier.accounts}


def _named_in(entry: Entry) -> Iterator[tuple[str, str, tuple[str, str] | None]]:
    """Enterprise number (or ''), name and account of each company a file is about."""
    content = {name: bytes_of(content) for name, content in entry.contents.items()}
    try:
        if entry.document_model == "coda":
            for statement in coda.read(content["cod"]).statements:
                yield _company(statement), statement.holder or "", _account(statement)
        elif "xml" in content:
            invoice = ubl.read(content["xml"])
            party = invoice.customer if entry.document_model == "purchase_invoice" else invoice.supplier
            yield party.enterprise_number or "", party.name, None
    except (coda.CodaError, ubl.UblError):
        return


def bytes_of(content: bytes | Path) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


def _company(statement: coda.Statement) -> str:
    number = statement.enterprise_number or ""
    return number if number.strip("0") else ""


def _account(statement: coda.Statement) -> tuple[str, str] | None:
    iban = account_of(statement)
    return (iban, statement.account.currency or "EUR") if iban else None


def send_dossiers(package: Package, dossiers: list[FeedDossier]) -> None:
    """Dossiers and journals over the API. A number with wrong check digits is left out: the API refuses it."""
    for dossier in dossiers:
        number = ubl.identifiers.enterprise_number(dossier.enterprise_number) or ""
        package.put("dossiers/", [{"code": dossier.code, "name": dossier.name, "enterprise_number": number}])
        journals = (
            {"code": f"F{index:02d}", "name": f"Rekening {iban[-4:]} {currency}", "iban": iban, "currency": currency}
            for index, (iban, currency) in enumerate(dossier.accounts, start=1)
        )
        package.put(f"dossiers/{dossier.code}/journals/", journals)
