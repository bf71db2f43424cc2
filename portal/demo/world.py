"""What CodaBox offers in the demo: one feed per company, with its statements and invoices. Saved for the sandbox."""

from datetime import date
from pathlib import Path

from codabox_sync.sandbox.folder import coda_entry
from codabox_sync.sandbox.model import BankAccount, Client, Entry, Office, World, stable_id
from portal.demo import bank, mail
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


def _office(cast: OfficeCast, years: dict[str, Year]) -> Office:
    office = Office.named(cast.name)
    for company in cast.companies:
        accounts = [BankAccount(iban=account.iban, bank_id=account.bic) for account in company.accounts]
        client = office.add_client(
            company.name, code=company.code, enterprise_number=company.enterprise_number, bank_accounts=accounts
        )
        _fill(client, years[company.code])
    return office


def _fill(client: Client, year: Year) -> None:
    client.entries += [coda_entry(file.name, file.content) for file in bank.files(year)]
    for letter in mail.invoices(year):
        feed_index = stable_id("invoice", client.code, letter.name)
        client.entries.append(Entry(feed_index, letter.model, letter.name, {}, {"xml": letter.xml}))
