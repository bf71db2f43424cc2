"""How payers write: numbers in every dress, and the noise that stands around them."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

_LEADS = (  # noqa: SIM905
    "factuur |Factuur: |FACT. |fact nr |facture |Facture n° |invoice |inv. |F |factnr. |betaling factuur |ref. ||"
    "uw factuur nr. |"
    "BETALING |faktuur |Fac |FACTUURNUMMER |vf "
).split("|")


def dressed(rng: random.Random, number: str) -> str:
    """A document number as somebody types it: other separators, zeros or letters lost, letters won."""
    shape = rng.randrange(8)
    if shape == 0:
        return number
    if shape == 1:
        return number.lower()
    if shape == 2:
        return re.sub(r"[/. -]", rng.choice(("", " ", "-", "/", ".")), number)
    if shape == 3:
        bare = re.sub(r"^[A-Z]+[ -]?", "", number)
        return bare if sum(map(str.isdigit, bare)) >= 4 else number
    if shape == 4 and number[:1].isdigit():
        return rng.choice(("F", "FACT", "INV", "nr", "VF")) + number
    if shape == 5:
        parts = re.split(r"([/. -])", number)
        if len(parts) > 1 and sum(map(str.isdigit, number)) - len(parts[-1]) + len(parts[-1].lstrip("0")) >= 5:
            return "".join([*parts[:-1], parts[-1].lstrip("0") or "0"])
    if shape == 6:
        return re.sub(r"([/.-])", r" \1 ", number)
    return number


def with_number(rng: random.Random, number: str) -> str:
    """A sentence with a document number in it."""
    lead = rng.choice(_LEADS)
    text = lead + dressed(rng, number)
    if rng.random() < 0.4:
        text += " " + noise(rng)
    if rng.random() < 0.3:
        text = noise(rng) + " " + text
    return text


def noise(rng: random.Random) -> str:
    """Words and digits that mean nothing to the books, though they may look as if."""
    day = date(2025, 1, 1) + timedelta(days=rng.randrange(200))
    makers = (
        lambda: rng.choice(("dank u", "mvg", "zoals afgesproken", "voldaan", "merci", "groetjes An", "met dank")),
        lambda: f"dd {day:%d/%m/%Y}",
        lambda: f"{day:%d.%m.%y}",
        lambda: f"{day:%Y-%m-%d}",
        lambda: f"periode {day:%m/%Y}",
        lambda: f"EUR {rng.randrange(10, 5000)},{rng.randrange(100):02d}",
        lambda: (
            f"tel 04{rng.randrange(70, 99)} {rng.randrange(10, 99)} {rng.randrange(10, 99)} {rng.randrange(10, 99)}"
        ),
        lambda: f"{rng.randrange(1000, 9999)} {rng.choice(('Gent', 'Aalst', 'Namur', 'Leuven', 'Hasselt'))}",
        lambda: f"BTW BE0{vat(rng)}",
        lambda: f"order {rng.randrange(10**5, 10**7)}",
        lambda: f"dossier {rng.randrange(1000, 99999)}",
        lambda: f"klantnr {rng.randrange(10**5, 10**6)}",
        lambda: (
            f"{rng.choice(('huur', 'abonnement', 'onderhoud'))} {rng.choice(('januari', 'februari', 'maart'))} 2025"
        ),
    )
    return rng.choice(makers)()


def vat(rng: random.Random) -> str:
    """Nine digits behind the zero of an enterprise number, with right check digits."""
    base = f"0{rng.randrange(4 * 10**6, 8 * 10**6):07d}"
    return f"{base}{97 - int(base) % 97:02d}"[1:]


def ogm_typed(rng: random.Random, digits: str) -> str:
    """An OGM typed by hand in free text."""
    a, b, c = digits[:3], digits[3:7], digits[7:]
    shapes = (
        f"+++{a}/{b}/{c}+++",
        f"***{a}/{b}/{c}***",
        f"{a}/{b}/{c}",
        digits,
        f"{a} {b} {c}",
        f"{a}.{b}.{c}",
        f"+++ {a} / {b} / {c} +++",
        f"{a}-{b}-{c}",
    )
    text = rng.choice(shapes)
    if rng.random() < 0.4:
        text = f"{rng.choice(('mededeling', 'gestr. med.', 'betaling', 'OGM'))} {text}"
    return f"{text} {noise(rng)}" if rng.random() < 0.3 else text


def slip(rng: random.Random, digits: str) -> str:
    """One digit wrong."""
    place = rng.randrange(len(digits))
    return digits[:place] + str((int(digits[place]) + rng.randrange(1, 9)) % 10) + digits[place + 1 :]
