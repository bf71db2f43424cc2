"""A folder of files becomes a world: what is CODA, what is UBL, whose it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from codabox_sync.sandbox.folder import build_world
from codabox_sync.sandbox.model import Client, Entry

BAKKER, SLAGER, VISSER = "0123456749", "0403019261", "0404616494"
IBAN, OTHER_IBAN = "BE68539007547034", "BE43068999999501"
Put = Callable[..., None]


def record(fields: dict[int, str]) -> str:
    """A line of 128 characters with texts at 1-based positions."""
    line = [" "] * 128
    for position, text in fields.items():
        line[position - 1 : position - 1 + len(text)] = text
    return "".join(line)


def statement(
    number: int,
    *,
    day: str = "050126",
    iban: str = IBAN,
    company: str = BAKKER,
    currency: str = "EUR",
    extension: str = "",
) -> str:
    """One logical CODA file: enough of it to look at."""
    header = {
        1: "0",
        2: "0000",
        6: day,
        12: "725",
        15: "05",
        35: "ADDRESSEE",
        61: "KREDBEBB",
        72: company.zfill(11),
        128: "2",
    }
    account = {6: iban, 37: extension, 40: currency}
    opening = {1: "1", 2: "2", **account, 65: "Bakkerij De Kroon", 126: f"{number:03d}"}
    movements = [
        record({1: "21", 3: "0001", 7: "0000"}),
        record({1: "21", 3: "0001", 7: "0001"}),
        record({1: "21", 3: "0002", 7: "0000"}),
    ]
    closing = {1: "8", 58: day}
    lines = [record(header), record(opening), *movements, record(closing), record({1: "9", 128: "2"})]
    return "\n".join(lines) + "\n"


def invoice(supplier: str, customer: str) -> str:
    """A small UBL invoice between two enterprise numbers."""

    def party(role: str, number: str) -> str:
        return (
            f"<cac:Accounting{role}Party><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>{role} {number}"
            f'</cbc:RegistrationName><cbc:CompanyID schemeID="0208">{number}</cbc:CompanyID></cac:PartyLegalEntity>'
            f"</cac:Party></cac:Accounting{role}Party>"
        )

    schema = "urn:oasis:names:specification:ubl:schema:xsd"
    return (
        f'<Invoice xmlns="{schema}:Invoice-2" xmlns:cac="{schema}:CommonAggregateComponents-2"'
        f' xmlns:cbc="{schema}:CommonBasicComponents-2"><cbc:ID>F1</cbc:ID><cbc:IssueDate>2026-01-05</cbc:IssueDate>'
        "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
        f"{party('Supplier', supplier)}{party('Customer', customer)}"
        '<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="EUR">10.00</cbc:TaxExclusiveAmount>'
        '<cbc:TaxInclusiveAmount currencyID="EUR">12.10</cbc:TaxInclusiveAmount>'
        '<cbc:PayableAmount currencyID="EUR">12.10</cbc:PayableAmount></cac:LegalMonetaryTotal></Invoice>'
    )


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a file into the folder."""

    def write(name: str, content: str | bytes) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("latin-1"))

    return write


def clients(folder: Path) -> dict[str, Client]:
    """The clients of the folder's office, by code."""
    world, _skipped = build_world(folder)
    return {client.code: client for client in world.offices[0].clients}


def only_entry(folder: Path) -> Entry:
    """The one document that the folder gives."""
    world, _skipped = build_world(folder)
    ((_office, _client, entry),) = world.entries()
    return entry


def test_a_statement_stands_under_its_enterprise_with_its_account(put: Put, tmp_path: Path) -> None:
    put("2026/statement.cod", statement(12, extension="001"))

    bakker = clients(tmp_path)[BAKKER]

    assert (bakker.name, bakker.enterprise_number) == ("Bakkerij De Kroon", BAKKER)
    assert [(account.iban, account.currency, account.extension) for account in bakker.bank_accounts] == [
        (IBAN, "EUR", "001")
    ]
    assert [(entry.name, entry.document_model) for entry in bakker.entries] == [("2026/statement.cod", "coda")]


def test_the_metadata_is_what_the_file_shows(put: Put, tmp_path: Path) -> None:
    put("two.cod", statement(12) + statement(13, day="060126"))

    assert only_entry(tmp_path).metadata == {
        "iban": IBAN,
        "bank_id": "KREDBEBB",
        "currency": "EUR",
        "extension_zone": None,
        "first_statement_number": 12,
        "last_statement_number": 13,
        "movement_count": 4,
        "new_balance_date": "2026-01-06",
    }


@pytest.mark.parametrize("content", [b"", b"broken", b"\xff\xfe\x00", b"0", b"1\n8\n21\n", b"\n\n\n", b"0" * 5000])
def test_a_broken_file_is_served_with_the_same_keys(put: Put, tmp_path: Path, content: bytes) -> None:
    put("broken.cod", content)

    entry = only_entry(tmp_path)

    assert entry.content("cod") == content
    assert len(entry.metadata) == 8
    assert entry.metadata["iban"] is None


def test_a_file_that_names_nobody_stands_under_onbekend(put: Put, tmp_path: Path) -> None:
    put("broken.cod", "broken")
    put("broken.xml", "<Invoice")

    onbekend = clients(tmp_path)["Onbekend"]

    assert (onbekend.name, onbekend.enterprise_number) == ("Onbekend", None)
    assert [entry.name for entry in onbekend.entries] == ["broken.cod", "broken.xml"]


@pytest.mark.parametrize("company", ["0", "0123456750"])
def test_without_a_right_enterprise_number_the_account_makes_the_client(put: Put, tmp_path: Path, company: str) -> None:
    put("a.cod", statement(1, company=company))

    assert [(code, client.enterprise_number) for code, client in clients(tmp_path).items()] == [(IBAN, None)]


def test_an_account_known_from_another_file_finds_its_enterprise(put: Put, tmp_path: Path) -> None:
    put("a.cod", statement(1, company="0"))
    put("b.cod", statement(2))

    assert [(code, len(client.entries)) for code, client in clients(tmp_path).items()] == [(BAKKER, 2)]


def test_every_account_of_an_enterprise_is_listed_once(put: Put, tmp_path: Path) -> None:
    put("a.cod", statement(1))
    put("b.cod", statement(2) + statement(1, iban=OTHER_IBAN, currency="USD"))

    accounts = clients(tmp_path)[BAKKER].bank_accounts

    assert [(account.iban, account.currency) for account in accounts] == [(IBAN, "EUR"), (OTHER_IBAN, "USD")]


def test_an_old_account_number_becomes_an_iban(put: Put, tmp_path: Path) -> None:
    put("old.cod", statement(1).replace("\n12", "\n10").replace(IBAN, "539007547034 EUR"))

    assert only_entry(tmp_path).metadata["iban"] == IBAN


def test_statements_are_offered_oldest_first(put: Put, tmp_path: Path) -> None:
    put("a.cod", statement(2, day="060126"))
    put("b.cod", statement(1, day="050126"))

    assert [entry.name for entry in clients(tmp_path)[BAKKER].entries] == ["b.cod", "a.cod"]


def test_an_invoice_stands_under_the_customer(put: Put, tmp_path: Path) -> None:
    put("invoice.xml", invoice(SLAGER, VISSER))

    visser = clients(tmp_path)[VISSER]

    assert (visser.name, visser.enterprise_number) == (f"Customer {VISSER}", VISSER)
    assert [(entry.document_model, list(entry.contents)) for entry in visser.entries] == [("purchase_invoice", ["xml"])]


def test_an_invoice_of_an_enterprise_with_an_account_is_a_sale(put: Put, tmp_path: Path) -> None:
    put("statement.cod", statement(1))
    put("invoice.xml", invoice(BAKKER, VISSER))

    assert [entry.document_model for entry in clients(tmp_path)[BAKKER].entries] == ["coda", "sales_invoice"]


def test_an_invoice_between_two_clients_is_a_purchase(put: Put, tmp_path: Path) -> None:
    put("bakker.cod", statement(1))
    put("slager.cod", statement(1, iban=OTHER_IBAN, company=SLAGER))
    put("invoice.xml", invoice(BAKKER, SLAGER))

    assert [entry.document_model for entry in clients(tmp_path)[SLAGER].entries] == ["coda", "purchase_invoice"]


@pytest.mark.parametrize(
    ("name", "content", "model"),
    [
        ("a.COD", "broken", "coda"),
        ("a.bc2", "broken", "coda"),
        ("a.txt", statement(1), "coda"),
        ("a.txt", "9 something else", "coda"),
        ("a.001", statement(1), "coda"),
        ("coda", statement(1), "coda"),
        ("a.xml", "%PDF-1.4", "purchase_invoice"),
        ("a.data", invoice(SLAGER, VISSER), "purchase_invoice"),
    ],
)
def test_files_are_told_by_suffix_and_by_content(put: Put, tmp_path: Path, name: str, content: str, model: str) -> None:
    put(name, content)

    assert only_entry(tmp_path).document_model == model


@pytest.mark.parametrize("name", ["a.json", "a.csv", "a.md", "a.pdf", "README.txt", "LICENSE", "empty"])
def test_other_files_are_skipped_with_a_reason(put: Put, tmp_path: Path, name: str) -> None:
    put(name, "" if name == "empty" else "Some words")

    world, skipped = build_world(tmp_path)

    assert list(world.entries()) == []
    assert [(file.name, file.reason) for file in skipped] == [(name, "neither CODA nor UBL")]


def test_hidden_files_are_not_seen(put: Put, tmp_path: Path) -> None:
    put(".DS_Store", "x")

    assert build_world(tmp_path)[1] == []


def test_the_same_folder_gives_the_same_world(put: Put, tmp_path: Path) -> None:
    put("a.cod", statement(1))
    put("b.xml", invoice(SLAGER, VISSER))

    assert build_world(tmp_path) == build_world(tmp_path)


def test_the_same_content_under_two_names_is_two_documents(put: Put, tmp_path: Path) -> None:
    put("a.cod", statement(1))
    put("copy.cod", statement(1))

    first, second = clients(tmp_path)[BAKKER].entries

    assert first.feed_index != second.feed_index


def test_only_the_formats_that_exist_are_allowed(put: Put, tmp_path: Path) -> None:
    put("a.cod", statement(1))

    formats = build_world(tmp_path)[0].offices[0].allowed_formats

    assert (formats["coda"], formats["purchase_invoice"]) == (["cod"], ["xml"])


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        build_world(tmp_path / "nowhere")
