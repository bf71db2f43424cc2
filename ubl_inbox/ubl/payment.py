"""How to pay: accounts, structured communication, due date, cash discount (BG-16, BT-9, BT-20)."""

from collections.abc import Iterator
from datetime import date

from ubl_inbox.ubl import identifiers
from ubl_inbox.ubl.elements import Element
from ubl_inbox.ubl.model import ZERO, Account, CashDiscount, FlagCode, Payment
from ubl_inbox.ubl.values import Remarks, soft_date, soft_decimal


def read_payment(root: Element, remarks: Remarks) -> Payment:
    """Everything the payment means and terms say; several means are all kept."""
    references = (
        *root.texts("cac:PaymentMeans/cbc:PaymentID"),
        *root.texts("cac:PaymentMeans/cbc:InstructionID"),  # e-FFF
    )
    terms = root.texts("cac:PaymentTerms/cbc:Note")
    accounts = tuple(_accounts(root, remarks))
    payment = Payment(
        means=root.texts("cac:PaymentMeans/cbc:PaymentMeansCode"),
        accounts=accounts,
        payment_id=next(iter(references), ""),
        ogm=_ogm((*references, *terms), root.texts("cbc:Note"), remarks),
        rf=next(filter(None, map(identifiers.rf, references)), None),
        mandate=root.text("cac:PaymentMeans/cac:PaymentMandate/cbc:ID"),
        payer_iban=identifiers.iban(root.text("cac:PaymentMeans/cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID")),
        terms="\n".join(terms),
        discount=_discount(root, remarks),
    )
    if len(payment.ibans) > 1:
        remarks.add(FlagCode.SEVERAL_IBANS)
    return payment


def read_due_date(root: Element, remarks: Remarks) -> date | None:
    """BT-9, in the order writers use: the document, the payment means (e-FFF, credit notes), plain payment terms."""
    for path in ("cbc:DueDate", "cac:PaymentMeans/cbc:PaymentDueDate"):
        if root.filled(path):
            return soft_date(root, path, remarks)
    for terms in root.all("cac:PaymentTerms"):
        if not terms.text("cbc:SettlementDiscountPercent") and terms.filled("cbc:PaymentDueDate"):
            return soft_date(terms, "cbc:PaymentDueDate", remarks)
    return None


def _accounts(root: Element, remarks: Remarks) -> Iterator[Account]:
    for account in root.all("cac:PaymentMeans/cac:PayeeFinancialAccount"):
        element = account.filled("cbc:ID")
        if element is None:
            continue
        iban = identifiers.iban(element.value)
        if iban is None and (element.attribute("schemeName").upper() == "IBAN" or _like_iban(element.value)):
            remarks.add(FlagCode.IBAN_INVALID, element.line, value=element.value)
        branch = "cac:FinancialInstitutionBranch"
        bic = account.text(f"{branch}/cbc:ID", f"{branch}/cac:FinancialInstitution/cbc:ID")
        yield Account(element.value, iban, identifiers.compact(bic), account.text("cbc:Name"))


def _like_iban(text: str) -> bool:
    number = identifiers.compact(text)
    return number.startswith("IBAN") or (number[:2].isalpha() and number[2:4].isdigit())


def _ogm(references: tuple[str, ...], notes: tuple[str, ...], remarks: Remarks) -> str | None:
    """A reference that is an OGM, else one written between +++ or *** in a longer text. Wrong check digits: a flag."""
    written = [found for text in (*references, *notes) for found in identifiers.delimited_ogms(text)]
    valid = next(filter(None, map(identifiers.ogm, (*references, *written))), None)
    if valid is None and written:
        remarks.add(FlagCode.OGM_INVALID, value=written[0])
    return valid


def _discount(root: Element, remarks: Remarks) -> CashDiscount | None:
    """UBL.BE: percent, amount and PaymentDueDate; e-FFF: percent and SettlementPeriod."""
    for terms in root.all("cac:PaymentTerms"):
        percent = soft_decimal(terms, "cbc:SettlementDiscountPercent", remarks)
        if percent is None or percent == ZERO:
            continue
        until = soft_date(terms, "cbc:PaymentDueDate", remarks)
        return CashDiscount(
            percent=percent,
            amount=soft_decimal(terms, "cbc:Amount", remarks),
            until=until or soft_date(terms, "cac:SettlementPeriod/cbc:EndDate", remarks),
        )
    return None
