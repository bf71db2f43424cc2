"""What happens on a Belgian company's bank account: every scenario adds relations, items and labelled lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from benchmarks.matching_dossier import SAVINGS, Dossier, Label, Party
from benchmarks.matching_words import dressed, noise, ogm_typed, slip, with_number
from financial.matching import CodingRule, OpenItem
from financial.matching.model import Kind

Scenario = Callable[[Dossier], None]
CENT = Decimal("0.01")


def side(d: Dossier) -> Kind:
    """Customers pay more often than suppliers are paid by hand."""
    return "customer" if d.rng.random() < 0.6 else "supplier"


def shown(item: OpenItem) -> str:
    """The number the payer knows."""
    return item.document if item.kind == "customer" else item.external_document


def pays(scenario: str, party: Party, *items: OpenItem, decidable: bool = True) -> Label:
    """A label: these items, whole."""
    return Label(scenario, party.key, {(i.relation, i.document): i.open for i in items}, decidable)


def ogm_structured(d: Dossier) -> None:
    party, digits = d.party("customer", known=d.rng.random() < 0.5), d.ogm()
    item = d.item(party, ogm=f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++")
    kind = d.rng.choice(("101", "101", "102"))
    d.line(
        pays("ogm structured", party, item),
        item.open,
        after=item.date,
        party=party,
        communication_type=kind,
        communication=digits,
    )


def ogm_supplier(d: Dossier) -> None:
    party, digits = d.party("supplier", known=d.rng.random() < 0.5), d.ogm()
    item = d.item(party, ogm=digits)
    label = pays("ogm structured", party, item)
    d.line(label, item.open, after=item.date, party=party, communication_type="101", communication=digits)


def ogm_free_text(d: Dossier) -> None:
    party, digits = d.party(side(d), known=d.rng.random() < 0.5), d.ogm()
    item = d.item(party, ogm=digits)
    text = ogm_typed(d.rng, digits)
    d.line(pays("ogm typed", party, item), item.open, after=item.date, party=party, communication=text)


def ogm_mistyped(d: Dossier) -> None:
    party, digits = d.party("customer", known=d.rng.random() < 0.6), d.ogm()
    item = d.item(party, ogm=digits)
    text = ogm_typed(d.rng, slip(d.rng, digits))
    decidable = bool(party.relation.ibans)
    d.line(
        pays("ogm mistyped", party, item, decidable=decidable),
        item.open,
        after=item.date,
        party=party,
        communication=text,
    )


def ogm_part(d: Dossier) -> None:
    party, digits = d.party("customer"), d.ogm()
    item = d.item(party, ogm=digits)
    first = (item.open * Decimal("0.4")).quantize(CENT)
    for amount in (first, item.open - first):
        label = Label("ogm instalment", party.key, {(item.relation, item.document): amount})
        d.line(label, amount, after=item.date, party=party, communication_type="101", communication=digits)


def ogm_over(d: Dossier) -> None:
    party, digits = d.party("customer"), d.ogm()
    item = d.item(party, ogm=digits)
    amount = item.open + d.rng.choice((5, 20, Decimal("7.35")))
    label = pays("ogm overpaid", party, item)
    d.line(label, amount, after=item.date, party=party, communication_type="101", communication=digits)


def ogm_unknown(d: Dossier) -> None:
    """Paid with the OGM of an invoice that is settled already, while another of the same amount is open."""
    party = d.party("customer")
    item = d.item(party, ogm=d.ogm())
    label = Label("ogm of a closed invoice", party.key, {}, decidable=False)
    d.line(label, item.open, after=item.date, party=party, communication_type="101", communication=d.ogm())


def rf_reference(d: Dossier) -> None:
    party = d.party(side(d), known=d.rng.random() < 0.5)
    body = f"{d.rng.randrange(10**9, 10**12)}"
    check = 98 - int(body + "271500") % 97
    plain = f"RF{check:02d}{body}"
    item = d.item(party, rf=plain)
    label = pays("rf", party, item)
    if d.rng.random() < 0.5:
        d.line(label, item.open, after=item.date, communication_type="100", communication=plain)
        return
    spaced = " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))
    text = d.rng.choice((plain, spaced, f"ref {spaced} {noise(d.rng)}"))
    d.line(label, item.open, after=item.date, communication=text)


def end_to_end(d: Dossier) -> None:
    party = d.party(side(d), known=d.rng.random() < 0.3)
    item = d.item(party)
    number = shown(item) if item.kind == "customer" or d.rng.random() < 0.5 else item.document
    d.line(
        pays("end to end id", party, item, decidable=sum(map(str.isdigit, number)) > 4),
        item.open,
        after=item.date,
        communication=d.rng.choice(("", noise(d.rng))),
        end_to_end_id=number,
    )


def number_in_text(d: Dossier) -> None:
    party = d.party(side(d), known=d.rng.random() < 0.5)
    item = d.item(party)
    text = with_number(d.rng, shown(item))
    d.line(
        pays("number in text", party, item),
        item.open,
        after=item.date,
        party=party if d.rng.random() < 0.8 else None,
        communication=text,
    )


def number_in_information(d: Dossier) -> None:
    party = d.party(side(d), known=False)
    item = d.item(party)
    d.line(
        pays("number in information", party, item),
        item.open,
        after=item.date,
        party=party,
        communication=noise(d.rng),
        information=(with_number(d.rng, shown(item)),),
    )


def several_numbers(d: Dossier) -> None:
    party = d.party(side(d), known=d.rng.random() < 0.5)
    day = d.day()
    items = [d.item(party, date=day) for _ in range(d.rng.randrange(2, 5))]
    joint = d.rng.choice((", ", " en ", " + ", " & ", " ", ";", " et "))
    text = d.rng.choice(("facturen ", "betaling ", "", "fact. ")) + joint.join(
        dressed(d.rng, shown(item)) if d.rng.random() < 0.3 else shown(item) for item in items
    )
    total = sum((item.open for item in items), Decimal(0))
    d.line(pays("several numbers", party, *items), total, after=day, party=party, communication=text)


def part_payment(d: Dossier) -> None:
    party = d.party(side(d), known=d.rng.random() < 0.7)
    item = d.item(party)
    amount = (item.open * d.rng.choice((Decimal("0.5"), Decimal("0.3"), Decimal("0.9")))).quantize(CENT)
    label = Label("part payment", party.key, {(item.relation, item.document): amount})
    text = f"{d.rng.choice(('voorschot factuur ', 'deel factuur ', 'acompte facture '))}{shown(item)}"
    d.line(label, amount, after=item.date, party=party, communication=text)


def discount(d: Dossier) -> None:
    """Taken in time, or too late: then the discount stays open."""
    party = d.party(side(d))
    size = d.amount().quantize(Decimal(1)) + 100
    off = (size * Decimal("0.02")).quantize(CENT)
    day = d.day()
    in_time = d.rng.random() < 0.6
    until = day + timedelta(days=50 if in_time else 2)
    item = d.item(party, size, date=day, discount=off, discount_until=until)
    net = item.open - off if item.open > 0 else item.open + off
    named = d.rng.random() < 0.6
    text = with_number(d.rng, shown(item)) if named else ""
    label = Label("discount" if in_time else "discount too late", party.key, {(item.relation, item.document): net})
    label.decidable = in_time or named
    if not label.decidable:
        label.pays = {}
    d.line(label, net, after=day, party=party, communication=text)


def credit_deducted(d: Dossier) -> None:
    party = d.party(side(d))
    day = d.day()
    invoice = d.item(party, d.amount() + 500, date=day)
    credit = d.item(party, (abs(invoice.open) / 5).quantize(CENT), credit=True, date=day)
    total = invoice.open + credit.open
    text = (
        f"factuur {shown(invoice)} min CN {shown(credit)}"
        if d.rng.random() < 0.6
        else with_number(d.rng, shown(invoice))
    )
    d.line(pays("credit note deducted", party, invoice, credit), total, after=day, party=party, communication=text)


def refund(d: Dossier) -> None:
    party = d.party(side(d))
    credit = d.item(party, credit=True)
    text = with_number(d.rng, shown(credit)) if d.rng.random() < 0.6 else "terugbetaling"
    d.line(pays("refund", party, credit), credit.open, after=credit.date, party=party, communication=text)


def party_number(d: Dossier) -> None:
    party = d.party("customer", known=False)
    items = [d.item(party, date=d.day()) for _ in range(d.rng.randrange(1, 4))]
    item = items[0]
    text = f"{d.rng.choice(('klant', 'klantnr.', 'client n°', 'uw klantnummer', ''))} {party.relation.number}".strip()
    d.line(pays("customer number", party, item), item.open, after=START_LATE(items), party=party, communication=text)


def START_LATE(items: list[OpenItem]):  # noqa: ANN201
    """The youngest date: everything is open by then."""
    return max(item.date for item in items if item.date)


def account_and_amount(d: Dossier) -> None:
    party = d.party(side(d))
    items = [d.item(party) for _ in range(d.rng.randrange(1, 5))]
    item = d.rng.choice(items)
    d.line(
        pays("account and amount", party, item),
        item.open,
        after=START_LATE(items),
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


def supplier_collision(d: Dossier) -> None:
    """Two suppliers use the same invoice number; the account, or else the amount, tells them apart."""
    one, other = d.party("supplier"), d.party("supplier")
    item = d.item(one)
    d.items.append(replace(item, relation=other.relation.number, document=f"AF9{d.serial:05d}", open=-d.amount()))
    amount = item.open if d.rng.random() < 0.5 else (item.open / 2).quantize(CENT)
    label = Label("supplier numbers collide", one.key, {(item.relation, item.document): amount})
    d.line(label, amount, after=item.date, party=one, communication=with_number(d.rng, item.external_document))


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


def noise_that_collides(d: Dossier) -> None:
    """The date, postcode, phone, order or client number in the text is also an invoice number of somebody else."""
    stranger = d.party(side(d), known=d.rng.random() < 0.5)
    day = d.day()
    number, text = d.rng.choice(
        (
            (f"{day:%Y%m%d}", f"betaling {day:%Y-%m-%d}"),
            (f"{day:%Y%m%d}", f"levering {day:%Y%m%d}"),
            (f"{day:%d%m%y}", f"afspraak {day:%d%m%y}"),
            (f"{day:%Y}/{day:%m}", f"maand {day:%Y}/{day:%m}"),
            ("9000", "Jan Peeters 9000 Gent"),
            ("2025", "lidgeld 2025"),
            ("475123456", "tel 0475 12 34 56"),
            ("0475123456", "bel 0475123456"),
            ("539007547", "van BE68 5390 0754 7034"),
            ("845611", "order 845611"),
            ("845612", "klantnr 845612"),
            ("1250", "bedrag 1250,00 EUR"),
            ("20250123", "X1202501234 ref"),
            ("20250123", "contract 20250123"),
            ("403019261", "BTW BE0403.019.261"),
        )
    )
    customer = stranger.relation.kind == "customer"
    item = OpenItem(
        stranger.relation.kind,
        stranger.relation.number,
        number if customer else f"AF8{d.serial:05d}",
        d.amount() if customer else -d.amount(),
        external_document="" if customer else number,
        date=day,
    )
    d.items.append(item)
    amount = (item.open * Decimal("0.7")).quantize(CENT) if d.rng.random() < 0.6 else item.open * 2
    label = Label("noise that collides", None, {}, decidable=False)
    d.line(label, amount, after=day, counterparty_account=d.iban(), counterparty_name="ZZYX QWV", communication=text)


def stray_number(d: Dossier) -> None:
    """The account and amount fit; the text also holds a number that is somebody else's invoice."""
    party, other = d.party("customer"), d.party("customer")
    item, strange = d.item(party), d.item(other)
    word = d.rng.choice(("order ", "offerte ", "contract ", "klantnr ", "uw ref ", ""))
    label = pays("stray number", party, item, decidable=word not in ("", "uw ref "))
    d.line(label, item.open, after=START_LATE([item, strange]), party=party, communication=word + strange.document)


def closed_number(d: Dossier) -> None:
    """Names an invoice that is settled; another of the same amount is open."""
    party = d.party("customer")
    closed, item = d.item(party), d.item(party)
    d.items.remove(closed)
    label = Label("closed invoice named", party.key, {}, decidable=False)
    d.line(label, item.open, after=item.date, party=party, communication=f"factuur {closed.document}")


def paid_twice(d: Dossier) -> None:
    party, digits = d.party("customer"), d.ogm()
    item = d.item(party, ogm=digits)
    for label in (pays("paid twice", party, item), Label("paid twice", party.key)):
        day = item.date if label.pays else (item.date or d.day()) + timedelta(days=60)
        d.line(label, item.open, after=day, party=party, communication_type="101", communication=digits)


def came_back(d: Dossier) -> None:
    """A payment to a supplier that could not be executed, and the same payment again."""
    party = d.party("supplier")
    item = d.item(party)
    text = f"factuur {item.external_document}"
    sent = d.line(Label("came back", party.key), item.open, after=item.date, party=party, communication=text)
    back = d.line(Label("came back", party.key), -item.open, party=party, transaction="54", communication=text)
    d.lines[-1] = replace(back, date=sent.date + timedelta(days=2))
    again = d.line(pays("came back", party, item), item.open, party=party, communication=text)
    d.lines[-1] = replace(again, date=sent.date + timedelta(days=6))


def collective(d: Dossier) -> None:
    """One debit for several suppliers, with its details."""
    parts = []
    for _ in range(3):
        party = d.party("supplier", known=d.rng.random() < 0.5)
        parts.append((party, d.item(party)))
    total = sum((item.open for _, item in parts), Decimal(0))
    day = START_LATE([item for _, item in parts])
    whole = d.line(Label("collective", indirect=True), total, after=day, type=1, transaction="07")
    for party, item in parts:
        text = with_number(d.rng, item.external_document)
        label = pays("collective", party, item)
        d.line(label, item.open, party=party, type=5, transaction="07", parent=whole.id, communication=text)
        d.lines[-1] = replace(d.lines[-1], date=whole.date)


def direct_debit(d: Dossier) -> None:
    party = d.party("supplier")
    items = [d.item(party) for _ in range(2)]
    said = f"FACTUUR {items[0].external_document}"
    text = "150325" + "100" + "BE69ZZZ0123456789".ljust(35) + "MANDAAT0042".ljust(35) + said.ljust(62) + "0"
    d.line(
        pays("direct debit", party, items[0]),
        items[0].open,
        after=START_LATE(items),
        party=party,
        family="05",
        communication_type="127",
        communication=text,
    )


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


SCENARIOS: tuple[tuple[Scenario, int], ...] = (
    (ogm_structured, 14),
    (ogm_supplier, 5),
    (ogm_free_text, 6),
    (ogm_mistyped, 2),
    (ogm_part, 1),
    (ogm_over, 1),
    (ogm_unknown, 1),
    (rf_reference, 2),
    (end_to_end, 2),
    (number_in_text, 14),
    (number_in_information, 2),
    (several_numbers, 5),
    (part_payment, 3),
    (discount, 3),
    (credit_deducted, 2),
    (refund, 2),
    (party_number, 3),
    (account_and_amount, 8),
    (account_equal_amounts, 2),
    (account_earlier_paid, 1),
    (account_no_item, 2),
    (whole_balance, 2),
    (shared_account, 2),
    (payment_provider, 1),
    (wrong_account, 2),
    (supplier_collision, 2),
    (salary, 3),
    (taxes, 2),
    (own_transfer, 2),
    (bank_costs, 2),
    (card_payment, 3),
    (amount_alone, 2),
    (amount_tie, 1),
    (noise_only, 3),
    (noise_that_collides, 4),
    (closed_number, 1),
    (stray_number, 2),
    (paid_twice, 1),
    (came_back, 1),
    (collective, 1),
    (direct_debit, 2),
    (their_client_number, 1),
)


def fill(d: Dossier, rounds: int) -> None:
    """Lets the scenarios happen `rounds` times, by their weight."""
    scenarios = [scenario for scenario, _ in SCENARIOS]
    weights = [weight for _, weight in SCENARIOS]
    for scenario in d.rng.choices(scenarios, weights, k=rounds):
        scenario(d)
