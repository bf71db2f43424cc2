"""Who plays in the demo: offices, companies, their customers and suppliers. All of it is invented."""

from dataclasses import dataclass, field

from stdnum import iban as iban_number


def enterprise_number(base: int) -> str:
    """Ten digits with right check digits from the first eight (97 - n mod 97)."""
    return f"{base:08d}{97 - base % 97:02d}"


def belgian_iban(bank: int, account: int) -> str:
    """A well-formed Belgian IBAN of that bank code and account number."""
    body = f"{bank:03d}{account:07d}"
    national = body + f"{int(body) % 97 or 97:02d}"
    return f"BE{iban_number.calc_check_digits('BE00' + national)}{national}"


def ogm(base: int) -> str:
    """A structured communication with right check digits."""
    digits = f"{base:010d}{base % 97 or 97:02d}"
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or supplier. `monthly` is the usual amount of an invoice in euro."""

    number: str
    name: str
    iban: str
    enterprise_number: str
    monthly: int


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account of a company with the journal it is booked in."""

    code: str
    name: str
    iban: str
    bic: str
    opening: int
    coda: bool = True


@dataclass(frozen=True, slots=True)
class Company:
    """A dossier of the demo. `seed` fixes its year of movements."""

    code: str
    name: str
    enterprise_number: str
    town: str
    accounts: tuple[Account, ...]
    customers: tuple[Party, ...]
    suppliers: tuple[Party, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in. `dossiers` are the codes an SME user may see; None is every dossier there is."""

    role: str
    name: str
    email: str
    dossiers: tuple[str, ...] | None = ()


@dataclass(frozen=True, slots=True)
class OfficeCast:
    """An office of the demo."""

    name: str
    subdomain: str
    enterprise_number: str
    companies: tuple[Company, ...]
    people: tuple[Person, ...] = field(default=())


_CUSTOMERS = (
    "Stad Zeewinkel", "Restaurant De Vuurtoren", "Hotel Astrid", "Brasserie Sint-Anna", "Gemeenteschool De Regenboog",
    "Advocaten Claes & Wouters", "Apotheek Verhulst", "Bouwbedrijf Mertens NV", "Zorghuis Ter Linden", "Fitness Kompas",
    "Drukkerij Opdebeeck", "Immo Havenzicht", "Tandarts De Rycke", "Schilderwerken Aerts", "Cultuurhuis De Schakel",
)  # fmt: skip
_SUPPLIERS = (
    "Energie Noordzee NV", "Telenova NV", "Verpakkingen Dockx BV", "Groothandel Vanneste NV", "Verzekeringen Lux",
    "Kantoorland BV", "Lease & Drive NV", "Onderhoud Peeters BV", "Water Leie", "Boekhandel Letterkern",
)  # fmt: skip
_SUPPLIER_AMOUNTS = (412, 69, 286, 1280, 215, 94, 548, 180, 63, 48)
_CUSTOMER_AMOUNTS = (3872, 640, 1150, 486, 275, 360, 129, 2240, 918, 305, 158, 742, 96, 412, 1326)


def _parties(
    names: tuple[str, ...], amounts: tuple[int, ...], *, first: int, base: int, bank: int
) -> tuple[Party, ...]:
    return tuple(
        Party(
            number=str(first + i),
            name=name,
            iban=belgian_iban(bank + i, base % 10**6 * 10 + i),
            enterprise_number=enterprise_number(base + 1117 * i),
            monthly=amounts[i],
        )
        for i, name in enumerate(names)
    )


def _company(code: str, name: str, town: str, base: int, accounts: tuple[Account, ...]) -> Company:
    return Company(
        code=code,
        name=name,
        enterprise_number=enterprise_number(base),
        town=town,
        accounts=accounts,
        customers=_parties(_CUSTOMERS, _CUSTOMER_AMOUNTS, first=400100, base=4_100_000 + base % 9973, bank=731),
        suppliers=_parties(_SUPPLIERS, _SUPPLIER_AMOUNTS, first=440100, base=4_700_000 + base % 9973, bank=363),
        seed=base,
    )


def _accounts(base: int, *, savings: bool = False, card: bool = False) -> tuple[Account, ...]:
    accounts = [Account("F01", "KBC Zichtrekening", belgian_iban(735, base), "KREDBEBB", 18_400)]
    if savings:
        accounts.append(Account("F02", "Belfius Spaarrekening", belgian_iban(68, base + 7), "GKCCBEBB", 61_500))
    if card:
        accounts.append(Account("F03", "ING Werkrekening", belgian_iban(363, base + 9), "BBRUBEBB", 5_200, coda=False))
    return tuple(accounts)


OFFICES = (
    OfficeCast(
        name="Kantoor Vermeer & Dubois",
        subdomain="vermeer",
        enterprise_number=enterprise_number(4_567_891),
        companies=(
            _company(
                "KOFFIE",
                "Koffiebranderij De Maalderij BV",
                "Gent",
                7_123_451,
                _accounts(418_827, savings=True, card=True),
            ),
            _company("ATELIER", "Atelier Noorderlicht BV", "Brugge", 6_845_521, _accounts(518_214)),
            _company("GARAGE", "Garage Hoogveld NV", "Aalst", 4_512_087, _accounts(602_331, savings=True)),
        ),
        people=(
            Person("owner", "Hilde Vermeer", "hilde@vermeer.example"),
            Person("accountant", "Bram Dubois", "bram@vermeer.example"),
            Person("sme", "Lore Maes", "lore@maalderij.example", ("KOFFIE",)),
        ),
    ),
    OfficeCast(
        name="Kantoor Lindeman",
        subdomain="lindeman",
        enterprise_number=enterprise_number(4_031_127),
        companies=(
            _company("RANONKEL", "Bloemen Ranonkel BV", "Mechelen", 7_401_193, _accounts(733_902)),
            _company("GROENWERK", "Tuinaanleg Groenwerk BV", "Hasselt", 6_687_041, _accounts(801_555, savings=True)),
        ),
        people=(
            Person("owner", "Luc Lindeman", "luc@lindeman.example"),
            Person("accountant", "Farah Aziz", "farah@lindeman.example"),
            Person("sme", "Tom Cools", "tom@ranonkel.example", ("RANONKEL",)),
        ),
    ),
)
SUPPORT = Person("support", "Sofie Support", "support@afpunt.example")
