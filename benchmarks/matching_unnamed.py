"""Scenarios in which the line names nothing: the account, the relation's number, the amount, the bank's own doings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from benchmarks.matching_dossier import SAVINGS, Dossier, Label
from benchmarks.matching_labels import latest, pays, side
from benchmarks.matching_words import noise, with_number
from financial.matching import CodingRule


def party_number(d: Dossier) -> None:
    party = d.party("customer", known=False)
    items = [d.item(party, date=d.day()) for _ in range(d.rng.randrange(1, 4))]
    item = items[0]
    text = f"{d.rng.choice(('klant', 'klantnr.', 'client n°', 'uw klantnummer', ''))} {party.relation.number}".strip()
    d.line(pays("customer number", party, item), item.open, after=latest(items), party=party, communication=text)


def account_and_amount(d: Dossier) -> None:
    party = d.party(side(d))
    items = [d.item(party) for _ in range(d.rng.randrange(1, 5))]
    item = d.rng.choice(items)
    d.line(
        pays("account and amount", party, item),
        item.open,
        after=latest(items),
        party=party,
        communication=d.rng.choice(("", noise(d.rng), "betaling")),
    )


def account_equal_amounts(d: Dossier) -> None:
    """A subscription: every month the same. Nothing tells which month, so nothing may be settled for certain."""
    party = d.party(side(d))
    size = d.amount()
    day = d.day()
    for month in range(3):
        d.item(party, size, date=day + timedelta(days=30 * month))
    amount = d.items[-1].open
    label = Label("account, equal amounts", party.key, {}, decidable=False)
    d.line(label, amount, after=day + timedelta(days=60), party=party, communication=noise(d.rng))


def account_earlier_paid(d: Dossier) -> None:
    """The open invoice is younger than the payment, which was for one that is gone."""
    party = d.party(side(d))
    item = d.item(party)
    label = Label("account, invoice later", party.key, {}, decidable=False)
    d.line(label, item.open, after=(item.date or d.day()) - timedelta(days=60), party=party)


def account_no_item(d: Dossier) -> None:
    party = d.party(side(d))
    d.item(party)
    sign = 1 if party.relation.kind == "customer" else -1
    d.line(
        Label("account, nothing fits", party.key),
        sign * d.amount(common=False),
        party=party,
        communication=noise(d.rng),
    )


def whole_balance(d: Dossier) -> None:
    party = d.party(side(d))
    day = d.day()
    items = [d.item(party, date=day) for _ in range(d.rng.randrange(2, 6))]
    chosen = items if d.rng.random() < 0.6 else items[:2]
    total = sum((item.open for item in chosen), Decimal(0))
    d.line(pays("sum of items", party, *chosen), total, after=day, party=party, communication=noise(d.rng))


def shared_account(d: Dossier) -> None:
    """Two firms of one owner, one account."""
    one, other = d.party("customer"), d.party("customer")
    shared = replace(other.relation, ibans=(one.iban,))
    d.parties[-1] = replace(other, relation=shared, iban=one.iban)
    mine, _theirs = d.item(one, d.amount(common=False)), d.item(d.parties[-1])
    text = with_number(d.rng, mine.document) if d.rng.random() < 0.5 else ""
    d.line(pays("shared account", one, mine), mine.open, after=mine.date, party=one, communication=text)


def payment_provider(d: Dossier) -> None:
    """The account of a payment provider stands with several customers, and pays out for anybody."""
    iban = d.iban()
    for _ in range(4):
        party = d.party("customer", known=False)
        d.parties[-1] = replace(party, relation=replace(party.relation, ibans=(iban,)))
        d.item(d.parties[-1])
    label = Label("payment provider", None, {}, decidable=False)
    d.line(
        label,
        d.amount(),
        counterparty_account=iban,
        counterparty_name="MOLLIE PAYMENTS",
        communication="settlement 2025-03",
    )


def wrong_account(d: Dossier) -> None:
    """The account stands with another relation in the books."""
    party, other = d.party("customer", known=False), d.party("customer", known=False)
    d.parties[-1] = replace(other, relation=replace(other.relation, ibans=(party.iban,)))
    item, _ = d.item(party), d.item(d.parties[-1])
    d.line(
        pays("wrong account", party, item),
        item.open,
        after=item.date,
        party=party,
        communication=with_number(d.rng, item.document),
    )


def salary(d: Dossier) -> None:
    text = f"loon {d.rng.randrange(1, 13):02d}/2025"
    d.line(
        Label("salary"),
        -d.amount(),
        transaction=d.rng.choice(("05", "01")),
        counterparty_account=d.iban(),
        counterparty_name=d.name(),
        communication=text,
    )


def taxes(d: Dossier) -> None:
    d.line(
        Label("taxes"),
        -d.amount(),
        counterparty_account="BE22679200300047",
        counterparty_name="FOD FINANCIEN BTW",
        communication_type="101",
        communication=d.ogm(),
    )


def own_transfer(d: Dossier) -> None:
    sign = d.rng.choice((1, -1))
    item = d.rng.choice(d.items) if d.items else None
    amount = abs(item.open) if item and d.rng.random() < 0.5 else d.amount()
    d.line(Label("own transfer"), sign * amount, counterparty_account=SAVINGS, communication="spaargeld")


def bank_costs(d: Dossier) -> None:
    if not d.rules:
        d.rules.append(CodingRule(family="35", transaction="37", category="006", type="ledger", number="656000"))
    label = Label("bank costs", ("ledger", "656000"))
    d.line(label, -d.amount(), family="35", transaction="37", category="006", communication="beheerskosten 2025")


def card_payment(d: Dossier) -> None:
    card = "6703" + f"{d.rng.randrange(10**12):012d}" + "1" + f"{d.rng.randrange(10**12):012d}" + "0803251412"
    d.line(
        Label("card payment"),
        -d.amount(),
        family="04",
        transaction="02",
        communication_type="113",
        communication=card + "5COLRUYT GENT    GENT      ",
    )


def amount_alone(d: Dossier) -> None:
    """Only the amount says anything: right more often than not, and always to be reviewed."""
    party = d.party(side(d), known=False)
    item = d.item(party)
    label = pays("amount alone", party, item, decidable=False)
    d.line(
        label, item.open, after=item.date, counterparty_account=d.iban(), communication=d.rng.choice(("", noise(d.rng)))
    )


def amount_tie(d: Dossier) -> None:
    size = d.amount()
    for _ in range(2):
        d.item(d.party("customer", known=False), size, date=d.day())
    label = Label("amount tie", None, {}, decidable=False)
    d.line(label, size, counterparty_account=d.iban(), communication="overschrijving")


def noise_only(d: Dossier) -> None:
    """A stranger pays for something that is not in the books, in a text full of digits."""
    text = " ".join(noise(d.rng) for _ in range(3))
    d.line(Label("noise only"), d.rng.choice((1, -1)) * d.amount(), counterparty_account=d.iban(), communication=text)


def their_client_number(d: Dossier) -> None:
    """Our client number at a supplier is by chance the number of one of our customers."""
    customer = d.party("customer")
    d.item(customer)
    d.line(
        Label("client number of ours", None, {}, decidable=False),
        -d.amount(),
        counterparty_account=d.iban(),
        counterparty_name="ENGIE",
        communication=f"klantnummer {customer.relation.number}",
    )
