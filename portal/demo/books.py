"""The demo's accounting package: it sends the books of each company over the REST API, as a real one would."""

import json
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.demo.cast import Company
from portal.demo.year import Bill, Event, Year

Row = dict[str, Any]
BATCH = 2000
BOOKED_DAYS_AGO = 20
"""The bookkeeper is this many days behind: what is younger comes from CodaBox alone."""


@dataclass(frozen=True, slots=True)
class Package:
    """A client of one office's API. `base` is the office's address, `token` its API token."""

    base: str
    host: str
    token: str

    def put(self, path: str, rows: Iterable[Row]) -> int:
        """Upserts the rows in batches and returns how many were sent. Raises `HTTPError` on a refusal."""
        rows = list(rows)
        for start in range(0, len(rows), BATCH):
            self._send(path, rows[start : start + BATCH])
        return len(rows)

    def _send(self, path: str, rows: list[Row]) -> None:
        request = urllib.request.Request(  # noqa: S310 - our own server on this machine
            f"{self.base}/api/v1/{path}",
            data=json.dumps(rows, default=str).encode(),
            method="PUT",
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "Host": self.host,
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            answer.read()


def send_company(package: Package, year: Year) -> None:
    """Everything the books know about a company, in the order its parts refer to each other."""
    company, booked_until = year.company, year.until - timedelta(days=BOOKED_DAYS_AGO)
    package.put("dossiers/", [_dossier(company)])
    place = f"dossiers/{company.code}"
    package.put(f"{place}/ledger-accounts/", _LEDGER)
    package.put(f"{place}/relations/", _relations(company))
    package.put(f"{place}/journals/", _journals(company, booked_until))
    package.put(f"{place}/open-items/", _open_items(year, booked_until))
    package.put(f"{place}/booked-transactions/", _booked(year, booked_until))


_LEDGER: list[Row] = [
    {"number": "416000", "name": "Diverse vorderingen"},
    {"number": "451000", "name": "Te betalen btw"},
    {"number": "455000", "name": "Bezoldigingen"},
    {"number": "499000", "name": "Wachtrekening"},
    {"number": "499999", "name": "Wachtrekening bank"},
    {"number": "580000", "name": "Interne overboekingen"},
    {"number": "612300", "name": "Brandstof"},
    {"number": "616200", "name": "Telefonie en internet"},
    {"number": "656000", "name": "Bankkosten"},
    {"number": "700000", "name": "Verkopen"},
]


def _dossier(company: Company) -> Row:
    return {"code": company.code, "name": company.name, "enterprise_number": company.enterprise_number}


def _relations(company: Company) -> Iterator[Row]:
    for kind, parties in (("customer", company.customers), ("supplier", company.suppliers)):
        for party in parties:
            yield {
                "kind": kind,
                "number": party.number,
                "name": party.name,
                "enterprise_number": party.enterprise_number,
                "ibans": [party.iban],
            }


def _journals(company: Company, booked_until: date) -> Iterator[Row]:
    for account in company.accounts:
        until = booked_until if account.coda else None
        yield {"code": account.code, "name": account.name, "iban": account.iban, "booked_until": until}


def _open_items(year: Year, booked_until: date) -> Iterator[Row]:
    """What the books still show as open: bills not paid by a movement that was booked."""
    events = (event for account in year.events.values() for event in account)
    paid = {event.pays for event in events if event.pays and event.day <= booked_until}
    return (_open_item(bill) for bill in year.bills if bill not in paid)


def _open_item(bill: Bill) -> Row:
    return {
        "kind": "customer" if bill.is_sale else "supplier",
        "relation": bill.party.number,
        "document": bill.number if bill.is_sale else f"AF{bill.day:%y}{bill.number}",
        "external_document": "" if bill.is_sale else bill.number,
        "ogm": bill.ogm,
        "open": bill.gross if bill.is_sale else -bill.gross,
        "date": bill.day,
        "due": bill.due,
    }


def _booked(year: Year, booked_until: date) -> Iterator[Row]:
    for account in year.company.accounts:
        for index, event in enumerate(year.events[account.code]):
            if account.coda and event.day <= booked_until:
                yield _booked_row(account.code, index, event)


def _booked_row(journal: str, index: int, event: Event) -> Row:
    """One in twenty-three is booked on the suspense account: the red lines an accountant still has to assign."""
    return {
        "journal": journal,
        "external_id": f"{journal}-{event.day:%Y%m%d}-{index}",
        "entry_date": event.day,
        "amount": event.amount,
        "counterparty_name": event.name,
        "counterparty_account": event.iban,
        "communication": event.text or event.ogm,
        "document_number": f"{journal}/{event.day:%m}/{index}",
        "settled": index % 23 != 7,
    }
