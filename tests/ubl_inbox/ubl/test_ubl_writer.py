"""What is written comes back when read, and nothing but a UblError ever comes out of the reader."""

import string
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ubl_inbox.ubl import DraftLine, DraftParty, FlagCode, InvoiceDraft, Kind, Profile, UblError, one_page, read, write
from ubl_inbox.ubl.identifiers import make_ogm
from ubl_inbox.ubl.messages import ERROR_TEXTS, FLAG_TEXTS

Edited = Callable[..., bytes]
WRITTEN = st.sampled_from([Profile.BIS3, Profile.UBLBE, Profile.EFFF])
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Zs")), min_size=1, max_size=30)
PRICES = st.decimals(Decimal("0.01"), Decimal("99999"), places=3)
DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))
RATES = st.sampled_from([Decimal(0), Decimal(6), Decimal(12), Decimal(21)])
LINES = st.builds(DraftLine, TEXTS, st.decimals(1, 999, places=2), PRICES, RATES)
DRAFTS = st.builds(
    InvoiceDraft,
    number=TEXTS,
    issue_date=DATES,
    supplier=st.builds(DraftParty, TEXTS, st.just("0505890632"), TEXTS, st.just("9000"), TEXTS),
    customer=st.builds(DraftParty, TEXTS, st.just("0882555389"), TEXTS, st.just("9052"), TEXTS),
    lines=st.lists(LINES, min_size=1, max_size=5).map(tuple),
    profile=WRITTEN,
    kind=st.sampled_from(Kind),
    due_date=st.none() | DATES,
    currency=st.sampled_from(["EUR", "USD"]),
    ogm=st.none() | st.integers(0, 10**10 - 1).map(make_ogm),
    iban=st.none() | st.just("BE68539007547034"),
    order_reference=TEXTS,
    note=TEXTS,
    pdf=st.none() | st.binary(min_size=1, max_size=50).map(lambda tail: b"%PDF-1.4\n" + tail),
)


@given(DRAFTS)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back(draft: InvoiceDraft) -> None:
    invoice = read(write(draft))
    assert (invoice.number, invoice.issue_date, invoice.due_date) == (draft.number, draft.issue_date, draft.due_date)
    assert (invoice.kind, invoice.profile, invoice.currency) == (draft.kind, draft.profile, draft.currency)
    assert (invoice.totals, invoice.payment.ogm) == (draft.totals, draft.ogm)
    assert (invoice.supplier.name, invoice.supplier.enterprise_number) == (draft.supplier.name, "0505890632")
    assert [(line.description, line.quantity, line.price, line.amount) for line in invoice.lines] == [
        (line.description, line.quantity, line.price, line.amount) for line in draft.lines
    ]
    assert [(row.category, row.percent, row.taxable, row.tax) for row in invoice.vat] == [
        (row.category, row.percent, row.taxable, row.tax) for row in draft.vat
    ]
    assert invoice.flag_codes <= {FlagCode.PDF_MISSING}


@given(st.binary(max_size=200))
@example(b"<Invoice/>")
@example(b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>")
@example(b"\xff\xfe<\0a\0")
def test_any_bytes_raise_nothing_but_a_ubl_error(data: bytes) -> None:
    with pytest.raises(UblError) as refusal:
        read(data)
    assert refusal.value.message


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_file_is_read_or_refused(edited: Edited, data: st.DataObject) -> None:
    original = edited(pdf=one_page("F", []))
    start = data.draw(st.integers(0, len(original) - 1))
    length = data.draw(st.integers(0, 40))
    patch = data.draw(st.binary(max_size=8) | st.text(string.punctuation + string.digits, max_size=8).map(str.encode))
    assert _sentences(original[:start] + patch + original[start + length :]) is not None


def _sentences(data: bytes) -> list[str]:
    """What a person gets to see: the remarks on the invoice, or the reason of the refusal."""
    try:
        return [flag.message for flag in read(data).flags]
    except UblError as error:
        return [error.message]


def test_belgian_profiles_always_carry_a_pdf(edited: Edited) -> None:
    for profile in (Profile.UBLBE, Profile.EFFF):
        main = read(edited(profile=profile)).main_attachment
        assert main is not None
        assert main.content.startswith(b"%PDF-1.4")


def test_reverse_charge_names_its_reason(edited: Edited) -> None:
    line = DraftLine("Werken", Decimal(1), Decimal(100), Decimal(0), vat_category="AE")
    row = read(edited(lines=(line,), profile=Profile.UBLBE)).vat[0]
    assert (row.category, row.exemption_code, row.belgian_code) == ("AE", "VATEX-EU-AE", "45")


@pytest.mark.parametrize("change", [{"profile": Profile.PINT}, {"ogm": "+++601/6117/77875+++"}])
def test_what_cannot_be_written_is_refused(draft: InvoiceDraft, change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"not written|structured communication"):
        write(replace(draft, **change))


def test_the_pdf_points_at_its_own_objects() -> None:
    pdf = one_page("Factuur (1)", ["Café \\ 10 €", "日本"])
    start = int(pdf.rpartition(b"startxref\n")[2].split()[0])
    offsets = [int(row[:10]) for row in pdf[start:].splitlines()[3:8]]
    assert pdf[start:].startswith(b"xref\n0 6\n")
    assert [pdf[offset : offset + 7] for offset in offsets] == [b"%d 0 obj" % number for number in range(1, 6)]
    assert b"(Factuur \\(1\\)) Tj" in pdf
    assert b"(??) Tj" in pdf


def test_every_flag_has_a_sentence() -> None:
    assert set(FLAG_TEXTS) == {code.value for code in FlagCode}


def test_no_sentence_has_a_stray_percent_sign() -> None:
    for text in (*ERROR_TEXTS.values(), *FLAG_TEXTS.values()):
        assert text.replace("%(", "").count("%") == 0
