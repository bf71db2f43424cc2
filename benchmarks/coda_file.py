"""Writes the benchmark file: synthetic statements with a fixed seed, in the proportions of a bank's delivery.

python benchmarks/coda_file.py PATH STATEMENTS
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import coda
from coda.check_digits import bban_to_iban, with_ogm_check_digits
from coda.communications import write_fields

WORDS = ["FACTUUR", "BESTELLING", "LEVERING", "HUUR", "ABONNEMENT", "SALDO", "ÉTÉ", "CAFÉ", "RÉGULARISATION"]
FIRST_DAY = date(2025, 1, 2)


def make_iban(random: Random) -> str:
    """A Belgian account with valid check digits."""
    ten = f"{random.randrange(10**10):010}"
    return bban_to_iban(with_ogm_check_digits(ten))


class Maker:
    """Makes statements from one source of chance."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.parties = [(f"Klant {number} & Zonen", make_iban(self.random)) for number in range(4000)]

    def text(self) -> str:
        """Free communication; one in three is longer than the first record."""
        count = self.random.choice((2, 4, 10))
        return " ".join(f"{self.random.choice(WORDS)} {self.random.randrange(10**5)}" for _ in range(count))[:140]

    def amount(self) -> Decimal:
        """Between -5,000 and 5,000, two decimals."""
        return Decimal(self.random.randrange(-500_000, 500_001) or 1) / 100

    def movement(self, builder: coda.StatementBuilder) -> None:
        """One movement, of the kind that chance decides."""
        chance = self.random.random()
        if chance < 0.12:
            self.card_payment(builder)
        elif chance < 0.22:
            self.direct_debit(builder)
        elif chance < 0.34:
            self.total(builder)
        else:
            self.transfer(builder)

    def transfer(self, builder: coda.StatementBuilder) -> None:
        """A transfer with an OGM or free text, usually with the address of the counterparty."""
        name, iban = self.random.choice(self.parties)
        amount = self.amount()
        if self.random.random() < 0.5:
            ogm = with_ogm_check_digits(f"{self.random.randrange(10**10):010}")
            builder.movement(amount, name=name, iban=iban, bic="KREDBEBB", ogm=ogm)
        else:
            builder.movement(amount, name=name, iban=iban, currency="EUR", bic="GEBABEBB", text=self.text())
        if self.random.random() < 0.83:
            builder.information(kind="001", name=name, street="Dorpsstraat 12", locality="9000 Gent")

    def card_payment(self, builder: coda.StatementBuilder) -> None:
        """A card payment, structured communication 113, without counterparty record."""
        fields = write_fields(
            "113",
            card_number="6703042000001234",
            card_scheme="1",
            transaction_date=FIRST_DAY,
            transaction_time="1415",
            transaction_type="5",
            terminal_name="SUPERMARKT",
            terminal_city="GENT",
            currency="EUR",
        )
        text = fields[:101].rstrip()
        builder.movement(-abs(self.amount()), family="04", transaction="02", structured=("113", text))

    def direct_debit(self, builder: coda.StatementBuilder) -> None:
        """A SEPA direct debit, structured communication 127."""
        text = write_fields(
            "127",
            settlement_date=FIRST_DAY,
            type="1",
            scheme="1",
            paid_or_reason="0",
            creditor_id="DE98ZZZ09999999999",
            mandate_reference=f"MANDAAT-{self.random.randrange(10**8):08}",
            communication=self.text()[:60],
        )
        name, iban = self.random.choice(self.parties)
        amount = -abs(self.amount())
        builder.movement(amount, name=name, iban=iban, family="05", structured=("127", text), customer_reference="E2E")

    def total(self, builder: coda.StatementBuilder) -> None:
        """A total of the bank with details."""
        amounts = [abs(self.amount()) for _ in range(self.random.choice((2, 3, 3)))]
        builder.movement(sum(amounts, Decimal(0)), type=2)
        for amount in amounts:
            name, iban = self.random.choice(self.parties)
            builder.detail(amount, name=name, iban=iban, text=self.text())

    def statement(self, index: int, movements: int) -> coda.Statement:
        """Statement `index` of a series of accounts."""
        day = FIRST_DAY + timedelta(days=index // 20)
        builder = coda.build(
            make_iban(self.random),
            holder=f"Dossier {index}",
            description="Zichtrekening",
            bic="KREDBEBB",
            company_id="0403019261",
            old_balance=self.amount(),
            date=day,
            number=index // 20 + 1,
            more=True,
        )
        for _ in range(movements):
            self.movement(builder)
        return builder.message("BEDANKT VOOR UW VERTROUWEN").statement()


def main(path: str, statements: int) -> None:
    """Writes the file."""
    maker = Maker(20260)
    with Path(path).open("wb") as file:
        for index in range(statements):
            file.write(coda.write([maker.statement(index, 140)]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
