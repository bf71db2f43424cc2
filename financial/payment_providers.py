"""Who pays on behalf of many: their account must never be taken for that of one customer or supplier.

Known by name, because acquirers pay out from many accounts and change them. Words are compared whole and without
case. Sources: the acquirers, wallets, voucher issuers and marketplaces that hold a licence or passport at the National
Bank of Belgium or name themselves so on Belgian statements; factors likewise.
"""

import re

NAMES = (
    # acquirers and payment service providers
    "adyen",
    "atos worldline",
    "bancontact payconiq",
    "buckaroo",
    "ccv",
    "checkout com",
    "equens",
    "europabank merchant",
    "global collect",
    "ingenico",
    "mollie",
    "multisafepay",
    "mypos",
    "nexi",
    "ogone",
    "pay nl",
    "paynovate",
    "paysafe",
    "six payment services",
    "stripe",
    "sumup",
    "viva wallet",
    "viva payment services",
    "viva com",
    "worldline",
    "worldpay",
    "zettle",
    "izettle",
    # wallets, cards, pay later
    "airplus",
    "american express",
    "billink",
    "klarna",
    "payconiq",
    "paypal",
    "riverty",
    "wise payments",
    # vouchers
    "edenred",
    "monizze",
    "pluxee",
    "sodexo pass",
    # marketplaces that collect
    "airbnb payments",
    "amazon payments",
    "bol com",
    "booking com",
    "deliveroo",
    "takeaway com",
    "uber eats",
    "uber payments",
    # factors
    "belfius commercial finance",
    "bnp paribas fortis factor",
    "edebex",
    "eurofactor",
    "ing commercial finance",
    "kbc commercial finance",
)
_ANY = re.compile(rf"\b(?:{'|'.join(NAMES)})\b")
_BETWEEN = re.compile(r"[\W_]+")


def is_payment_provider(name: str) -> bool:
    """Whether the counterparty on a statement collects or pays for others.

    >>> is_payment_provider("MOLLIE PAYMENTS B.V."), is_payment_provider("Bakkerij Mollien")
    (True, False)
    """
    return _ANY.search(_BETWEEN.sub(" ", name.casefold())) is not None
