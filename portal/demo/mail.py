"""The invoices of the demo's feed: bills of the last weeks as UBL files, with a PDF in most of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from portal.demo.cast import Company, Party
from portal.demo.year import Bill, Year
from ubl_inbox.ubl import DraftLine, DraftParty, InvoiceDraft, Profile, invoice_pdf, write

RECENT_DAYS = 45
_PROFILES = (Profile.BIS3, Profile.BIS3, Profile.UBLBE, Profile.EFFF)


@dataclass(frozen=True, slots=True)
class Mail:
    """One UBL file of the feed; `model` is CodaBox's word for its kind."""

    name: str
    model: str
    xml: bytes


def invoices(year: Year) -> Iterator[Mail]:
    """Purchases and sales of the last six weeks."""
    for index, bill in enumerate(year.bills):
        if bill.day >= year.until - timedelta(days=RECENT_DAYS):
            model = "sales_invoice" if bill.is_sale else "purchase_invoice"
            draft = _draft(year.company, bill, _PROFILES[index % len(_PROFILES)])
            yield Mail(f"{bill.number}.xml", model, write(draft))


def _draft(company: Company, bill: Bill, profile: Profile) -> InvoiceDraft:
    us, them = _party(company.name, company.enterprise_number, company.town), _of(bill.party)
    supplier, customer = (us, them) if bill.is_sale else (them, us)
    draft = InvoiceDraft(
        number=bill.number,
        issue_date=bill.day,
        due_date=bill.due,
        supplier=supplier,
        customer=customer,
        lines=_lines(bill),
        profile=profile,
        ogm=bill.ogm,
        iban=company.accounts[0].iban if bill.is_sale else bill.party.iban,
        buyer_reference=f"BO-{bill.day:%m%d}",
    )
    return _with_pdf(draft)


def _with_pdf(draft: InvoiceDraft) -> InvoiceDraft:
    """UBL.BE and e-FFF ask for a PDF inside; many Peppol invoices come without."""
    if draft.profile is Profile.BIS3 and int(draft.number[-1]) % 2:
        return draft
    return replace(draft, pdf=invoice_pdf(draft), pdf_name=f"{draft.number}.pdf")


def _lines(bill: Bill) -> tuple[DraftLine, ...]:
    """Two lines that add up to the net amount of the bill."""
    first = (bill.net * Decimal("0.7")).quantize(Decimal("0.01"))
    what = "Koffiebonen en toebehoren" if bill.is_sale else f"Levering {bill.day:%B %Y}"
    return (
        DraftLine(what, Decimal(1), first, Decimal(21)),
        DraftLine("Verzending en administratie", Decimal(1), bill.net - first, Decimal(21)),
    )


def _of(party: Party) -> DraftParty:
    return _party(party.name, party.enterprise_number, "Antwerpen")


def _party(name: str, number: str, town: str) -> DraftParty:
    return DraftParty(name=name, enterprise_number=number, street="Handelsstraat 12", postal_code="9000", city=town)
