"""Every page and action of an office, found in its URLs: nobody comes in by a door that was forgotten."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from codabox_sync.models import Feed, ReceivedFile
from dossiers.models import Dossier, LedgerAccount, Relation, RelationAccount
from financial.models import Allocation, CodingRule, Journal, OpenItem, ProcessingRun, Transfer
from offices import storage
from tests.financial.paying import paid
from ubl_inbox.models import Attachment, Document

URLS = "portal.urls_office"
OPEN_TO_CLIENTS = {
    "dossiers:open",
    "financial:transactions",
    "financial:export",
    "financial:transaction",
    "ubl_inbox:purchases",
    "ubl_inbox:sales",
    "ubl_inbox:document",
    "ubl_inbox:approve",
    "ubl_inbox:reject",
    "ubl_inbox:reopen",
    "ubl_inbox:attachment",
}
Door = tuple[str, frozenset[str]]


def _doors(resolver: Any, namespace: str = "", names: frozenset[str] = frozenset()) -> Iterator[Door]:
    """The names of the URLs below `resolver`, each with the arguments it takes."""
    for pattern in resolver.url_patterns:
        found = names | set(pattern.pattern.regex.groupindex) | set(getattr(pattern.pattern, "converters", {}))
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _doors(pattern, inner, found)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield namespace + pattern.name, found


DOORS = [door for door in _doors(get_resolver(URLS)) if ":" in door[0] and "code" not in door[1]]
OF_A_DOSSIER = [door for door in DOORS if "pk" in door[1]]
NESTED = [door for door in OF_A_DOSSIER if door[1] - {"pk", "kind"}]
OF_THE_OFFICE = [door for door in DOORS if "pk" not in door[1] and door[0] not in {"dossiers:home", "dossiers:list"}]


def _furnish(dossier: Dossier, iban: str) -> dict[str, Any]:
    """One of everything that a dossier can have, by the name it has in URLs."""
    journal = Journal.objects.create(dossier=dossier, code="D01", name="Zicht", iban=iban, coda_enabled=True)
    line = paid(journal, "10.00", text="Dank u")
    owner = Relation.objects.create(dossier=dossier, kind="customer", number="400999", name="Stad Zeewinkel")
    ledger = LedgerAccount.objects.create(dossier=dossier, number="657999", name="Bankkosten")
    rule = CodingRule.objects.create(dossier=dossier, account_type="ledger", ledger_account=ledger)
    transfer = Transfer.objects.create(statement=line.statement, journal=journal, template="BANK", batch="1")
    learned = RelationAccount.objects.create(relation=owner, iban="BE43068999999501", source="learned")
    amounts = dict.fromkeys(("net", "tax", "gross", "payable"), 1)
    paper = {"direction": "purchase", "kind": "invoice", "channel": "codabox", "digest": "7", "currency": "EUR"}
    document = Document.objects.create(dossier=dossier, number="7", issue_date=line.entry_date, **paper, **amounts)
    kept = storage.keep(b"<Invoice/>")
    file = {"digest": kept.digest, "size": kept.size, "stored_as": kept.name}
    attachment = Attachment.objects.create(document=document, role="xml", name="7.xml", mime="text/xml", **file)
    item = OpenItem.objects.create(relation=owner, document="VF7", open=10, date=line.entry_date, currency="EUR")
    match = Allocation.objects.create(line=line, open_item=item, amount=10)
    run = ProcessingRun.objects.create(dossier=dossier, statement=line.statement)
    things = {"journal": journal, "statement": line.statement, "line": line, "transaction": line, "rule": rule}
    things |= {"transfer": transfer, "run": run, "account": learned, "document": document, "attachment": attachment}
    said = {"action": "clear", "version": "1", "account": f"ledger:{ledger.pk}", "allocation": str(match.pk)}
    return {"pk": dossier.pk, "kind": "coda", "said": said} | {f"{name}_pk": thing.pk for name, thing in things.items()}


@pytest.fixture
def of_elst(other_dossier: Dossier) -> dict[str, Any]:
    """What Ter Elst has, a dossier that Lena has no business in."""
    return _furnish(other_dossier, "BE68539007547034")


@pytest.fixture
def of_wielewaal(dossier: Dossier) -> dict[str, Any]:
    return _furnish(dossier, "BE71096123456769")


@pytest.fixture
def of_office(dossier: Dossier) -> dict[str, Any]:
    feed = Feed.objects.create(key="277", client_name="Wielewaal BV")
    file = ReceivedFile.objects.create(feed=feed, external_id="1", document_model="coda", state="waiting")
    return {"file_pk": file.pk, "format": "cod"}


def _answers(client: Client, door: Door, found: dict[str, Any]) -> set[int]:
    """What a door answers to looking and to pushing, but for 405: it does not open that way to anybody."""
    name, arguments = door
    url = reverse(name, URLS, kwargs={argument: found[argument] for argument in arguments})
    return {client.get(url).status_code, client.post(url, found.get("said")).status_code} - {405}


def _ids(door: Any) -> str:
    return str(door[0])


@pytest.mark.parametrize("door", OF_A_DOSSIER, ids=_ids)
def test_dossier_is_closed_to_who_has_no_business_in_it(
    as_sme: Client, as_outsider: Client, of_elst: dict[str, Any], door: Door
) -> None:
    assert _answers(as_sme, door, of_elst) == {404}
    assert _answers(as_outsider, door, of_elst) == {404}


@pytest.mark.parametrize("door", [door for door in OF_A_DOSSIER if door[0] not in OPEN_TO_CLIENTS], ids=_ids)
def test_work_of_the_office_is_closed_to_its_clients(as_sme: Client, of_wielewaal: dict[str, Any], door: Door) -> None:
    assert _answers(as_sme, door, of_wielewaal) == {404}


@pytest.mark.parametrize("door", NESTED, ids=_ids)
def test_what_another_dossier_has_is_not_found_in_this_one(
    as_accountant: Client, of_wielewaal: dict[str, Any], of_elst: dict[str, Any], door: Door
) -> None:
    assert _answers(as_accountant, door, of_elst | {"pk": of_wielewaal["pk"]}) == {404}


@pytest.mark.parametrize("door", OF_THE_OFFICE, ids=_ids)
def test_office_is_closed_to_clients_and_outsiders(
    as_sme: Client, as_outsider: Client, of_office: dict[str, Any], door: Door
) -> None:
    assert _answers(as_sme, door, of_office) == {404}
    assert _answers(as_outsider, door, of_office) == {404}


@pytest.mark.parametrize("door", OF_A_DOSSIER, ids=_ids)
def test_doors_open_for_the_accountant(as_accountant: Client, of_wielewaal: dict[str, Any], door: Door) -> None:
    assert _answers(as_accountant, door, of_wielewaal) - {404} != set()


@pytest.mark.parametrize("door", DOORS, ids=_ids)
def test_who_is_not_signed_in_is_asked_to(
    anonymous: Client, of_wielewaal: dict[str, Any], of_office: dict[str, Any], door: Door
) -> None:
    assert _answers(anonymous, door, of_wielewaal | of_office) == {302}
