"""Supplier, customer and payee; the Belgian enterprise number is looked for wherever writers are known to put it."""

from collections.abc import Iterator

from ubl_inbox.ubl.elements import Element
from ubl_inbox.ubl.identifiers import compact, enterprise_number, looks_belgian
from ubl_inbox.ubl.model import FlagCode, Party
from ubl_inbox.ubl.values import Remarks

# Schemes of the enterprise or VAT number: Peppol (EAS), and what e-FFF writers put in schemeID or schemeAgencyName.
_BELGIAN_SCHEMES = frozenset({"0208", "9925", "9956", "BE:CBE", "BE:VAT", "KBO", "COC"})


def read_party(party: Element | None, remarks: Remarks, ibans: tuple[str, ...] = ()) -> Party:
    """The party, empty when the document has none. `ibans` are the accounts the payment means give for it."""
    if party is None:
        return Party(ibans=ibans)
    legal_name = party.text("cac:PartyLegalEntity/cbc:RegistrationName")
    name = party.text("cac:PartyName/cbc:Name") or legal_name or party.text("cac:Contact/cbc:Name")
    country = party.text("cac:PostalAddress/cac:Country/cbc:IdentificationCode").upper()
    return Party(
        name=name,
        legal_name=legal_name,
        enterprise_number=_enterprise_number(party, country, name, remarks),
        vat=_vat(party),
        endpoint_scheme=_attribute(party, "cbc:EndpointID", "schemeID"),
        endpoint=party.text("cbc:EndpointID"),
        ids=party.texts("cac:PartyIdentification/cbc:ID"),
        address=tuple(_address(party)),
        country=country,
        contact=party.text("cac:Contact/cbc:Name"),
        phone=party.text("cac:Contact/cbc:Telephone"),
        email=party.text("cac:Contact/cbc:ElectronicMail"),
        ibans=ibans,
    )


def _attribute(party: Element, path: str, name: str) -> str:
    element = party.filled(path)
    return element.attribute(name) if element else ""


def _address(party: Element) -> Iterator[str]:
    """Printable lines: street and number, additions, postal code and city."""
    base = "cac:PostalAddress/cbc:"
    lines = [
        f"{party.text(base + 'StreetName')} {party.text(base + 'BuildingNumber')}",
        party.text(base + "AdditionalStreetName"),
        *party.texts("cac:PostalAddress/cac:AddressLine/cbc:Line"),
        f"{party.text(base + 'PostalZone')} {party.text(base + 'CityName')}",
    ]
    return (line.strip() for line in lines if line.strip())


def _vat_element(party: Element) -> Element | None:
    """BT-31: the tax number under scheme VAT, else one whose scheme is left out."""
    schemes = {scheme.text("cac:TaxScheme/cbc:ID").upper(): scheme for scheme in party.all("cac:PartyTaxScheme")}
    scheme = schemes.get("VAT") or schemes.get("")
    return scheme.filled("cbc:CompanyID") if scheme else None


def _vat(party: Element) -> str:
    element = _vat_element(party)
    written = [element.value] if element else list(party.texts("cac:PartyIdentification/cbc:ID"))
    for text in written:
        number = enterprise_number(text)
        if number and compact(text).startswith("BE"):
            return f"BE{number}"
    return compact(element.value) if element else ""


def _candidates(party: Element) -> Iterator[Element]:
    vat = _vat_element(party)
    if vat is not None:
        yield vat
    for path in ("cac:PartyLegalEntity/cbc:CompanyID", "cbc:EndpointID", "cac:PartyIdentification/cbc:ID"):
        yield from party.all(path)


def _says_belgian(candidate: Element) -> bool:
    scheme = candidate.attribute("schemeID") or candidate.attribute("schemeAgencyName")
    return scheme.upper() in _BELGIAN_SCHEMES or compact(candidate.value).startswith("BE")


def _enterprise_number(party: Element, country: str, name: str, remarks: Remarks) -> str | None:
    """The first candidate whose check digits fit. Ten bare digits count only where nothing says they are foreign."""
    wrong: Element | None = None
    for candidate in _candidates(party):
        says_belgian = _says_belgian(candidate)
        if not (says_belgian or country in ("", "BE")):
            continue
        number = enterprise_number(candidate.value)
        if number:
            return number
        if wrong is None and says_belgian and looks_belgian(candidate.value):
            wrong = candidate
    if wrong is not None:
        remarks.add(FlagCode.ENTERPRISE_NUMBER_INVALID, wrong.line, value=wrong.value, party=name)
    return None
