"""Who sells and who buys: the enterprise number wherever a writer put it."""

from collections.abc import Callable

import pytest

from ubl_inbox.ubl import DraftParty, FlagCode, Malformed, read
from ubl_inbox.ubl.identifiers import enterprise_number, iban, make_ogm, ogm, rf

Edited = Callable[..., bytes]
NUMBER = "0505890632"


def supplier_xml(inner: str, country: str = "BE") -> tuple[str, str]:
    """A replacement that puts `inner` in a supplier party before the written one; the first one counts."""
    address = (
        f"<cac:PostalAddress><cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode>"
        "</cac:Country></cac:PostalAddress>"
    )
    tag = "<cac:AccountingSupplierParty>"
    return tag, f"{tag}<cac:Party>{inner}{address}</cac:Party>"


def test_a_party_is_read_whole(edited: Edited) -> None:
    supplier = read(edited()).supplier
    assert (supplier.name, supplier.legal_name) == ("Drukkerij Peeters NV", "Drukkerij Peeters NV")
    assert (supplier.enterprise_number, supplier.vat) == (NUMBER, f"BE{NUMBER}")
    assert (supplier.endpoint_scheme, supplier.endpoint) == ("0208", NUMBER)
    assert (supplier.address, supplier.country) == (("Kerkstraat 1", "9000 Gent"), "BE")
    assert supplier.ibans == ("BE68539007547034",)


@pytest.mark.parametrize(
    "inner",
    [
        '<cbc:EndpointID schemeID="0208">0505890632</cbc:EndpointID>',
        '<cbc:EndpointID schemeID="9925">be0505890632</cbc:EndpointID>',
        '<cbc:EndpointID schemeID="GLN">BE 0505.890.632</cbc:EndpointID>',
        '<cac:PartyIdentification><cbc:ID schemeAgencyName="KBO">505.890.632</cbc:ID></cac:PartyIdentification>',
        "<cac:PartyTaxScheme><cbc:CompanyID>BE0505890632</cbc:CompanyID></cac:PartyTaxScheme>",
        "<cac:PartyLegalEntity><cbc:CompanyID>0505.890.632</cbc:CompanyID></cac:PartyLegalEntity>",
        '<cbc:EndpointID schemeID="EM">a@example.be</cbc:EndpointID>'
        '<cac:PartyLegalEntity><cbc:CompanyID schemeID="0208">0505890632</cbc:CompanyID></cac:PartyLegalEntity>',
    ],
)
def test_the_enterprise_number_is_found(edited: Edited, inner: str) -> None:
    assert read(edited(supplier_xml(inner))).supplier.enterprise_number == NUMBER


def test_a_foreign_registration_number_is_not_taken_for_a_belgian_one(edited: Edited) -> None:
    inner = "<cac:PartyLegalEntity><cbc:CompanyID>505890632</cbc:CompanyID></cac:PartyLegalEntity>"
    assert read(edited(supplier_xml(inner, country="NO"))).supplier.enterprise_number is None


def test_wrong_check_digits_are_flagged(edited: Edited) -> None:
    inner = '<cbc:EndpointID schemeID="0208">0505890633</cbc:EndpointID>'
    invoice = read(edited(supplier_xml(inner)))
    assert invoice.supplier.enterprise_number is None
    assert FlagCode.ENTERPRISE_NUMBER_INVALID in invoice.flag_codes


def test_vat_only_in_party_identification_is_found(edited: Edited) -> None:
    inner = "<cac:PartyIdentification><cbc:ID>BE 0505.890.632</cbc:ID></cac:PartyIdentification>"
    assert read(edited(supplier_xml(inner))).supplier.vat == f"BE{NUMBER}"


def test_another_tax_scheme_is_not_the_vat_number(edited: Edited) -> None:
    scheme = "<cac:TaxScheme><cbc:ID>{}</cbc:ID></cac:TaxScheme>"
    inner = "".join(
        f"<cac:PartyTaxScheme><cbc:CompanyID>{number}</cbc:CompanyID>{scheme.format(kind)}</cac:PartyTaxScheme>"
        for number, kind in (("Foretaksregisteret", "TAX"), ("NO123456785MVA", "VAT"))
    )
    assert read(edited(supplier_xml(inner, country="NO"))).supplier.vat == "NO123456785MVA"


def test_a_foreign_supplier_keeps_its_vat_number(edited: Edited) -> None:
    dutch = DraftParty("De Vries BV", "", "Damrak 1", "1012 LG", "Amsterdam", "NL", vat="NL123456782B90")
    supplier = read(edited(supplier=dutch)).supplier
    assert (supplier.vat, supplier.enterprise_number, supplier.country) == ("NL123456782B90", None, "NL")


def test_with_a_payee_the_accounts_are_not_the_suppliers(edited: Edited) -> None:
    tag = "<cac:PaymentMeans>"
    payee = "<cac:PayeeParty><cac:PartyName><cbc:Name>Factor NV</cbc:Name></cac:PartyName></cac:PayeeParty>"
    invoice = read(edited((tag, payee + tag)))
    assert invoice.payee is not None
    assert (invoice.payee.name, invoice.payee.ibans, invoice.supplier.ibans) == ("Factor NV", ("BE68539007547034",), ())
    assert FlagCode.PAYEE_DIFFERS in invoice.flag_codes


def test_a_document_without_parties_is_still_read(edited: Edited) -> None:
    parties = ("cac:AccountingSupplierParty", "cac:Nobody"), ("cac:AccountingCustomerParty", "cac:NobodyElse")
    assert read(edited(*parties)).supplier.name == ""


@pytest.mark.parametrize(
    ("old", "code"),
    [
        ("<cbc:ID>F2026-17</cbc:ID>", "number-missing"),
        ("<cbc:IssueDate>2026-01-15</cbc:IssueDate>", "issue-date-missing"),
    ],
)
def test_number_and_date_are_required(edited: Edited, old: str, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read(edited((old, "")))
    assert refusal.value.code == code


def test_a_number_is_kept_on_one_line(edited: Edited) -> None:
    assert read(edited(("<cbc:ID>F2026-17<", "<cbc:ID>F2026\n 17<"))).number == "F2026 17"


def test_a_number_without_end_is_refused(edited: Edited) -> None:
    with pytest.raises(Malformed) as refusal:
        read(edited(number="9" * 81))
    assert refusal.value.code == "number-too-long"


def test_the_same_number_in_another_year_is_another_document(edited: Edited) -> None:
    first = read(edited())
    same = read(edited(("<cbc:ID>F2026-17<", "<cbc:ID> f2026/17 <")))
    other = read(edited(("IssueDate>2026", "IssueDate>2025")))
    assert (first.identity == same.identity, first.identity == other.identity) == (True, False)


@pytest.mark.parametrize(
    "text", ["0505890633", "50589063", "NL123456782B90", "", "0000000000", "2505890632", "٠٥٠٥٨٩٠٦٣٢"]
)
def test_no_enterprise_number(text: str) -> None:
    assert enterprise_number(text) is None


@pytest.mark.parametrize("text", ["be68 5390 0754 7034", "IBAN BE68-5390-0754-7034", "BE68539007547034"])
def test_ibans_are_brought_to_one_form(text: str) -> None:
    assert iban(text) == "BE68539007547034"


@pytest.mark.parametrize("text", ["601611777874", "601/6117/77874", "+++601/6117/77874+++", " ***601/6117/77874*** "])
def test_ogms_are_brought_to_one_form(text: str) -> None:
    assert ogm(text) == "+++601/6117/77874+++"


@pytest.mark.parametrize("text", ["601611777875", "60161177787", "ref 601611777874", "0601611777874", ""])
def test_no_ogm(text: str) -> None:
    assert ogm(text) is None


def test_remainder_zero_is_written_97() -> None:
    assert make_ogm(97) == "+++000/0000/09797+++"


def test_rf_references_lose_their_blanks() -> None:
    assert (rf("RF18 5390 0754 7034"), rf("RF19 5390 0754 7034")) == ("RF18539007547034", None)


def test_a_bare_number_counts_when_no_country_is_given(edited: Edited) -> None:
    inner = "<cac:PartyLegalEntity><cbc:CompanyID>0505890632</cbc:CompanyID></cac:PartyLegalEntity>"
    assert read(edited(supplier_xml(inner, country=""))).supplier.enterprise_number == NUMBER


def test_a_number_of_another_scheme_is_not_called_a_wrong_enterprise_number(edited: Edited) -> None:
    inner = '<cbc:EndpointID schemeID="0060">0123456780</cbc:EndpointID>'
    assert FlagCode.ENTERPRISE_NUMBER_INVALID not in read(edited(supplier_xml(inner))).flag_codes


def test_a_party_without_a_name_goes_by_its_contact(edited: Edited) -> None:
    inner = "<cac:Contact><cbc:Name>An Peeters</cbc:Name></cac:Contact>"
    assert read(edited(supplier_xml(inner))).supplier.name == "An Peeters"


def test_a_payee_named_like_the_supplier_is_no_surprise(edited: Edited) -> None:
    tag = "<cac:PaymentMeans>"
    payee = "<cac:PayeeParty><cac:PartyName><cbc:Name>DRUKKERIJ PEETERS NV</cbc:Name></cac:PartyName></cac:PayeeParty>"
    assert FlagCode.PAYEE_DIFFERS not in read(edited((tag, payee + tag))).flag_codes


def test_a_credit_note_names_its_project_in_a_reference(edited: Edited) -> None:
    tag = "<cac:AccountingSupplierParty>"
    project = (
        "<cac:AdditionalDocumentReference><cbc:ID>P-7</cbc:ID><cbc:DocumentTypeCode>50</cbc:DocumentTypeCode>"
        "</cac:AdditionalDocumentReference>"
    )
    assert read(edited((tag, project + tag))).project_reference == "P-7"
