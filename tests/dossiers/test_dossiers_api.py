"""Dossiers, relations and ledger accounts come in over REST: a whole list or nothing of it."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from dossiers import api
from dossiers.models import Dossier, LedgerAccount, Relation, RelationAccount
from offices.models import Office
from tests.books import Books, Row, outcome

RELATIONS = "dossiers/WIEL/relations/"
LEDGER = "dossiers/WIEL/ledger-accounts/"
TER_ELST = {"code": "ELST", "name": "Bakkerij Ter Elst BV", "enterprise_number": "0633018832"}
MAES = {"kind": "supplier", "number": "440001", "name": "Drukkerij Maes", "ibans": ["BE68539007547034"]}


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def relations() -> list[tuple[str, str, str]]:
    return list(Relation.objects.order_by("kind", "number").values_list("kind", "number", "name"))


def ibans_of(number: str) -> list[str]:
    return list(RelationAccount.objects.filter(relation__number=number).values_list("iban", flat=True))


def test_dossiers_are_made_and_later_renamed(books: Books) -> None:
    assert outcome(books.put("dossiers/", [TER_ELST])) == (1, 0)
    assert outcome(books.put("dossiers/", [TER_ELST | {"name": "Ter Elst NV"}])) == (0, 1)

    assert Dossier.objects.get().name == "Ter Elst NV"


def test_same_list_again_changes_nothing(books: Books, dossier: Dossier) -> None:
    books.put(RELATIONS, [MAES])
    before = [list(model.objects.values()) for model in (Dossier, Relation, RelationAccount)]

    assert outcome(books.put(RELATIONS, [MAES])) == (0, 1)
    assert [list(model.objects.values()) for model in (Dossier, Relation, RelationAccount)] == before


def test_what_people_set_in_a_dossier_survives_the_books(books: Books, dossier: Dossier) -> None:
    books.put("dossiers/", [{"code": "WIEL", "name": "Wielewaal", "enterprise_number": "0781234535"}])

    assert Dossier.objects.get().financial_enabled is True


@pytest.mark.parametrize("number", ["BE 0633.018.832", "BE0633018832", "633018832"])
def test_enterprise_number_is_kept_as_ten_digits(books: Books, number: str) -> None:
    books.put("dossiers/", [TER_ELST | {"enterprise_number": number}])

    assert Dossier.objects.get().enterprise_number == "0633018832"


def test_wrong_enterprise_number_is_refused(books: Books) -> None:
    refusal = books.refusal("dossiers/", [TER_ELST | {"enterprise_number": "0633018833"}])

    assert refusal == {"0": {"enterprise_number": ["This is not a Belgian enterprise number."]}}
    assert not Dossier.objects.exists()


def test_number_of_another_dossier_is_refused(books: Books, dossier: Dossier) -> None:
    refusal = books.refusal("dossiers/", [TER_ELST, {"code": "X", "name": "X", "enterprise_number": "0781234535"}])

    assert refusal == ["Dossiers WIEL and X cannot both have enterprise number 0781234535."]
    assert list(Dossier.objects.values_list("code", flat=True)) == ["WIEL"]


def test_two_dossiers_of_one_list_cannot_share_a_number(books: Books) -> None:
    refusal = books.refusal("dossiers/", [TER_ELST, TER_ELST | {"code": "ELST2"}])

    assert refusal == ["Dossiers ELST and ELST2 cannot both have enterprise number 0633018832."]


def test_dossiers_without_a_number_may_be_many(books: Books) -> None:
    assert outcome(books.put("dossiers/", [{"code": code, "name": "Without"} for code in "AB"])) == (2, 0)


def test_two_dossiers_swap_their_numbers_in_one_list(books: Books, dossier: Dossier, other_dossier: Dossier) -> None:
    swapped = [
        {"code": "WIEL", "name": "Wielewaal", "enterprise_number": "0633018832"},
        {"code": "ELST", "name": "Ter Elst", "enterprise_number": "0781234535"},
    ]

    assert outcome(books.put("dossiers/", swapped)) == (0, 2)
    numbers = dict(Dossier.objects.values_list("code", "enterprise_number"))
    assert numbers == {"WIEL": "0633018832", "ELST": "0781234535"}


def test_lost_race_for_a_number_is_a_conflict(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check saw a free number; the database, a moment later, a taken one."""

    def taken(*_: object, **__: object) -> None:
        raise IntegrityError("dossier_number_unique")

    monkeypatch.setattr(api, "upsert", taken)

    assert books.put("dossiers/", [TER_ELST]).status_code == 409


def test_code_with_a_slash_has_its_own_address(books: Books) -> None:
    books.put("dossiers/", [TER_ELST | {"code": "2024/17"}])

    assert outcome(books.put("dossiers/2024/17/relations/", [MAES])) == (1, 0)
    assert outcome(books.put("dossiers/2024%2F17/relations/", [MAES])) == (0, 1)


@pytest.mark.parametrize("code", ["NONE", "wiel", "%00", "x" * 3000])
def test_unknown_dossier_is_404(books: Books, dossier: Dossier, code: str) -> None:
    assert books.put(f"dossiers/{code}/relations/", [MAES]).status_code == 404
    assert books.get(f"dossiers/{code}/relations/").status_code == 404


def test_dossier_of_another_office_is_404(books: Books, peeters: Office) -> None:
    with tenant_context(peeters):
        Dossier.objects.create(**TER_ELST)

    assert books.put("dossiers/ELST/relations/", [MAES]).status_code == 404


def test_outsider_gets_404(as_outsider: Client, dossier: Dossier) -> None:
    assert as_outsider.get(f"/api/v1/{RELATIONS}").status_code == 404


def test_one_bad_row_and_nothing_is_written(books: Books, dossier: Dossier) -> None:
    rows = [MAES, MAES | {"number": "440002", "kind": "friend"}]

    assert books.refusal(RELATIONS, rows) == {"1": {"kind": ['"friend" is not a valid choice.']}}
    assert relations() == []


def test_repeated_row_is_refused(books: Books, dossier: Dossier) -> None:
    rows = [MAES, MAES | {"number": "440002"}, MAES]

    assert books.refusal(RELATIONS, rows) == ["Row 3 repeats row 1."]
    assert relations() == []


def test_customer_and_supplier_may_bear_one_number(books: Books, dossier: Dossier) -> None:
    books.put(RELATIONS, [MAES, MAES | {"kind": "customer", "name": "Maes as customer"}])

    assert relations() == [("customer", "440001", "Maes as customer"), ("supplier", "440001", "Drukkerij Maes")]


@pytest.mark.parametrize("body", [{}, "nonsense", 7, None, [1], [None], [[]]])
def test_what_is_no_list_of_rows_is_refused(books: Books, dossier: Dossier, body: Any) -> None:
    assert books.put(RELATIONS, body).status_code == 400


def test_list_may_be_empty(books: Books, dossier: Dossier) -> None:
    assert outcome(books.put(RELATIONS, [])) == (0, 0)


def test_largest_list_is_taken_and_one_row_more_is_not(books: Books, dossier: Dossier) -> None:
    rows = [{"number": f"{600000 + n}", "name": "Account"} for n in range(api.MAX_ROWS + 1)]

    assert outcome(books.put(LEDGER, rows[:-1])) == (5000, 0)
    assert books.refusal(LEDGER, rows) == {"non_field_errors": ["Ensure this field has no more than 5000 elements."]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "x" * 121}, "name"),
        ({"name": ""}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": ["Maes"]}, "name"),
        ({"number": "4" * 41}, "number"),
        ({"number": None}, "number"),
        ({"enterprise_number": "NL004495445B01"}, "enterprise_number"),
        ({"ibans": "BE68539007547034"}, "ibans"),
        ({"ibans": ["BE68539007547035"]}, "ibans"),
        ({"ibans": ["BE" + "6" * 40]}, "ibans"),
        ({"ibans": [{}]}, "ibans"),
    ],
)
def test_value_that_does_not_fit_is_refused_by_name(books: Books, dossier: Dossier, change: Row, field: str) -> None:
    assert list(books.refusal(RELATIONS, [MAES | change])["0"]) == [field]
    assert relations() == []


def test_iban_is_kept_without_spaces(books: Books, dossier: Dossier) -> None:
    books.put(RELATIONS, [MAES | {"ibans": ["be68 5390 0754 7034", "BE68539007547034"]}])

    assert ibans_of("440001") == ["BE68539007547034"]


def test_account_the_books_no_longer_have_is_let_go(books: Books, dossier: Dossier) -> None:
    books.put(RELATIONS, [MAES, MAES | {"number": "440002"}])
    books.put(RELATIONS, [MAES | {"ibans": ["BE43068999999501"]}])

    assert ibans_of("440001") == ["BE43068999999501"]
    assert ibans_of("440002") == ["BE68539007547034"]


def test_learned_account_stays_whatever_the_books_send(books: Books, dossier: Dossier) -> None:
    books.put(RELATIONS, [MAES | {"ibans": []}])
    maes = Relation.objects.get()
    RelationAccount.objects.create(relation=maes, iban="BE43068999999501", source=RelationAccount.Source.LEARNED)

    books.put(RELATIONS, [MAES])

    assert ibans_of("440001") == ["BE43068999999501", "BE68539007547034"]


def test_ledger_accounts_come_in(books: Books, dossier: Dossier) -> None:
    assert outcome(books.put(LEDGER, [{"number": "656000", "name": "Bankkosten"}])) == (1, 0)

    assert list(LedgerAccount.objects.values_list("number", "name")) == [("656000", "Bankkosten")]


def test_blocked_accounts_come_in_and_are_freed(books: Books, dossier: Dossier) -> None:
    books.put(LEDGER, [{"number": "400000", "name": "Klanten", "blocked": True, "direct_posting": False}])
    books.put(RELATIONS, [MAES | {"blocked": "all"}])
    assert list(LedgerAccount.objects.values_list("blocked", "direct_posting")) == [(True, False)]
    assert Relation.objects.get().blocked == "all"

    books.put(LEDGER, [{"number": "400000", "name": "Klanten"}])
    books.put(RELATIONS, [MAES])
    assert list(LedgerAccount.objects.values_list("blocked", "direct_posting")) == [(False, True)]
    assert Relation.objects.get().blocked == ""


def test_relation_is_blocked_for_something_known(books: Books, dossier: Dossier) -> None:
    assert list(books.refusal(RELATIONS, [MAES | {"blocked": "perhaps"}])["0"]) == ["blocked"]


def test_list_is_read_back_as_it_was_sent(books: Books, dossier: Dossier, other_dossier: Dossier) -> None:
    Relation.objects.create(dossier=other_dossier, kind="supplier", number="1", name="Not of this dossier")
    books.put(RELATIONS, [MAES])

    answer = json.loads(books.get(RELATIONS).content)

    assert answer["count"] == 1
    assert answer["results"] == [MAES | {"enterprise_number": "", "blocked": ""}]


def test_long_list_comes_in_pages(books: Books, dossier: Dossier) -> None:
    books.put(LEDGER, [{"number": f"{n}", "name": "Account"} for n in range(600000, 600505)])

    first = json.loads(books.get(LEDGER).content)
    second = json.loads(books.get(f"{LEDGER}?{first['next'].partition('?')[2]}").content)

    assert (len(first["results"]), len(second["results"]), second["next"]) == (500, 5, None)
    assert second["results"][-1]["number"] == "600504"


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "offset=99999999999999999999", "offset=-1"])
def test_odd_page_is_answered(books: Books, dossier: Dossier, query: str) -> None:
    assert books.get(f"{LEDGER}?{query}").status_code == 200


def test_number_of_queries_does_not_grow_with_the_list(books: Books, dossier: Dossier) -> None:
    def queries(count: int) -> int:
        rows = [MAES | {"number": f"{n}"} for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            books.put(RELATIONS, rows)
        return len(captured)

    assert queries(500) == queries(1)


def test_only_put_changes_anything(books: Books, dossier: Dossier) -> None:
    client, headers = books.client, {"authorization": f"Bearer {books.token}", "host": "janssens.localhost"}

    calls = [call(f"/api/v1/{RELATIONS}", headers=headers) for call in (client.post, client.patch, client.delete)]

    assert [response.status_code for response in calls] == [405, 405, 405]
