"""What CodaBox offers in the demo: one feed per company, with its statements and invoices. Saved for the sandbox."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from codabox_sync.sandbox.folder import coda_entry
from codabox_sync.sandbox.model import BankAccount, Client, Entry, Office, World, stable_id
from portal.demo import bank, mail
from portal.demo.bank import BankFile
from portal.demo.cast import OFFICES, OfficeCast
from portal.demo.year import Year, live


def build_world(years: dict[str, Year]) -> World:
    """The feeds of every office; `years` are the companies' years by code."""
    return World([_office(cast, years) for cast in OFFICES])


def live_all(until: date) -> dict[str, Year]:
    """A year for every company of the demo."""
    return {company.code: live(company, until) for cast in OFFICES for company in cast.companies}


def load_or_build(folder: Path, until: date) -> World:
    """The world of an earlier run, so that a second demo goes on where the first one stopped; else a new one."""
    if not (folder / "world.json").exists():
        build_world(live_all(until)).save(folder)
    return World.load(folder)


def _one_is_missing(files: list[BankFile]) -> list[BankFile]:
    """A statement that never came: the balances around it do not join."""
    missing = [file for file in files if file.account.code == "F01"][-9]
    return [file for file in files if file is not missing]


def _one_is_damaged(files: list[BankFile]) -> list[BankFile]:
    """A statement whose total was changed on the way: its trailer says so."""
    last = [file for file in files if file.account.code == "F01"][-1]
    trailer = last.content.rindex(b"\n9") + 1
    content = bytearray(last.content)
    content[trailer + 30 : trailer + 37] = b"0999999"
    return [replace(file, content=bytes(content)) if file is last else file for file in files]


# Not every day is a good one: what asks for a person in the demo.
_STUMBLES: dict[str, Callable[[list[BankFile]], list[BankFile]]] = {
    "GARAGE": _one_is_missing,
    "ATELIER": _one_is_damaged,
    "RANONKEL": _one_is_damaged,
}


def _office(cast: OfficeCast, years: dict[str, Year]) -> Office:
    office = Office.named(cast.name)
    office.enterprise_number = cast.enterprise_number
    for company in cast.companies:
        accounts = [BankAccount(iban=account.iban, bank_id=account.bic) for account in company.accounts]
        client = office.add_client(
            company.name, code=company.code, enterprise_number=company.enterprise_number, bank_accounts=accounts
        )
        _fill(client, years[company.code])
    return office


def _fill(client: Client, year: Year) -> None:
    files = list(bank.files(year))
    if client.code in _STUMBLES:
        files = _STUMBLES[client.code](files)
    client.entries += [coda_entry(file.name, file.content) for file in files]
    for letter in mail.invoices(year):
        feed_index = stable_id("invoice", client.code, letter.name)
        client.entries.append(Entry(feed_index, letter.model, letter.name, {}, {"xml": letter.xml}))
