"""Labels of codes in three languages; unknown codes are labelled unknown."""

import pytest

from coda import codes


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "Transfer in your favour"),
        ("nl", "Overschrijving te uwen gunste"),
        ("fr", "Virement en votre faveur"),
    ],
)
def test_transaction_in_three_languages(lang: str, expected: str) -> None:
    assert codes.label("01", "50", lang=lang).transaction == expected


def test_family_and_category() -> None:
    labels = codes.label("05", "01", "011", lang="nl")

    assert (labels.family, labels.category) == ("Domiciliëringen", "B.T.W.")


def test_ranges_of_codes_proper_to_each_bank() -> None:
    assert codes.label("01", "44").transaction == "Codes proper to each bank"
    assert codes.label("01", "50", "850").category == "Proper to each bank"


def test_unknown_codes_are_labelled_unknown() -> None:
    assert codes.label("99", "12", "698", lang="fr") == ("inconnu", "inconnu", "inconnu", "debit")


@pytest.mark.parametrize(
    ("transaction", "side"), [("01", "debit"), ("49", "debit"), ("50", "credit"), ("99", "credit")]
)
def test_side(transaction: str, side: str) -> None:
    assert codes.label("01", transaction).side == side


def test_every_known_transaction_is_on_its_side() -> None:
    sides = {transaction: side for (_, transaction), (_, side) in codes.transactions().items() if transaction != "00"}

    assert all(codes.side_of(transaction) == side for transaction, side in sides.items())


def test_type_digit() -> None:
    assert codes.type_label(7, lang="nl") == "Detail van een totaal van de bank, zelf met detail"
    assert codes.type_label(4) == "unknown"


def test_every_label_exists_in_every_language() -> None:
    labels = [*codes.families().values(), *codes.categories().values(), *codes.types().values()]
    labels += [label for label, _ in codes.transactions().values()]

    assert len(codes.families()) == 17
    assert all(all(label) for label in labels)
