"""Scenarios in which the line names something: a reference, a number, or digits that only look like one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from benchmarks.matching_dossier import Dossier, Label
from benchmarks.matching_labels import CENT, latest, pays, shown, side
from benchmarks.matching_words import dressed, noise, ogm_typed, slip, with_number
from financial.matching import OpenItem


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


def stray_number(d: Dossier) -> None:
    """The account and amount fit; the text also holds a number that is somebody else's invoice."""
    party, other = d.party("customer"), d.party("customer")
    item, strange = d.item(party), d.item(other)
    word = d.rng.choice(("order ", "offerte ", "contract ", "klantnr ", "uw ref ", ""))
    label = pays("stray number", party, item, decidable=word not in ("", "uw ref "))
    d.line(label, item.open, after=latest([item, strange]), party=party, communication=word + strange.document)


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
    day = latest([item for _, item in parts])
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
        after=latest(items),
        party=party,
        family="05",
        communication_type="127",
        communication=text,
    )


def supplier_collision(d: Dossier) -> None:
    """Two suppliers use the same invoice number; the account, or else the amount, tells them apart."""
    one, other = d.party("supplier"), d.party("supplier")
    item = d.item(one)
    d.items.append(replace(item, relation=other.relation.number, document=f"AF9{d.serial:05d}", open=-d.amount()))
    amount = item.open if d.rng.random() < 0.5 else (item.open / 2).quantize(CENT)
    label = Label("supplier numbers collide", one.key, {(item.relation, item.document): amount})
    d.line(label, amount, after=item.date, party=one, communication=with_number(d.rng, item.external_document))


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
