"""The screens of the coding rules: who may see them, what they save, and saving a coding from a line."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, LedgerAccount
from financial import coding
from financial.models import CodingRule, Journal, StatementLine
from offices.models import AuditEvent
from tests.financial.paying import default_rule, ledger, paid, rule

FIELDS = {"account": "", "code": "01-50", "category": "000", "level": "global", "account_type": "ledger"}


def _url(name: str, *args: Any) -> str:
    return reverse(f"financial:{name}", args=args, urlconf="portal.urls_office")


def _text(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _add(client: Client, dossier: Dossier, **fields: Any) -> Any:
    return client.post(_url("coding_new", dossier.pk), FIELDS | fields)


@pytest.fixture
def placed(journal: Journal, dossier: Dossier) -> StatementLine:
    """A line that stands on 657000, with another blank one of the same codes."""
    line = paid(journal, "-5.00", text="Huur")
    paid(journal, "-6.00", number=2, text="Huur")
    account = ledger(dossier, "657000", "Bank costs")
    StatementLine.objects.filter(pk=line.pk).update(status="partly", account_type="ledger", ledger_account=account)
    return line


@pytest.mark.parametrize("client_name", ["as_sme", "as_outsider"])
def test_coding_is_not_there_for_others(
    request: pytest.FixtureRequest, client_name: str, dossier: Dossier, placed: StatementLine
) -> None:
    client: Client = request.getfixturevalue(client_name)
    saved = default_rule(dossier)

    for url in (
        _url("coding", dossier.pk),
        _url("coding_new", dossier.pk),
        _url("coding_rule", dossier.pk, saved.pk),
        _url("save_coding", dossier.pk, placed.pk),
    ):
        assert client.get(url).status_code == 404
    assert client.post(_url("coding_transfers", dossier.pk), {"number": "1"}).status_code == 404
    for name in ("coding_delete", "coding_move"):
        assert client.post(_url(name, dossier.pk, saved.pk)).status_code == 404
    assert client.post(_url("save_coding", dossier.pk, placed.pk)).status_code == 404
    assert CodingRule.objects.get() == saved


def test_rule_and_line_of_another_dossier_are_not_there(
    as_accountant: Client, other_dossier: Dossier, placed: StatementLine
) -> None:
    saved = default_rule(placed.journal.dossier)

    assert as_accountant.get(_url("coding_rule", other_dossier.pk, saved.pk)).status_code == 404
    assert as_accountant.post(_url("coding_delete", other_dossier.pk, saved.pk)).status_code == 404
    assert as_accountant.post(_url("save_coding", other_dossier.pk, placed.pk)).status_code == 404


def test_list_tells_the_codes_in_words(as_accountant: Client, dossier: Dossier) -> None:
    rule(dossier, text="huur").save()
    default_rule(dossier, "499999")

    as_accountant.cookies["django_language"] = "nl"
    text = _text(as_accountant.get(_url("coding", dossier.pk)))

    assert "Overschrijving te uwen gunste" in text
    assert "01 50 000" in text
    assert "499999" in text


def test_rule_is_added(as_accountant: Client, dossier: Dossier) -> None:
    account = ledger(dossier, "657000")

    response = _add(as_accountant, dossier, number="657000", text="huur", sign="out", amount_from="1.204,50")

    assert response.status_code == 302
    saved = CodingRule.objects.get()
    codes = (saved.account, saved.family, saved.transaction, saved.category, saved.level)
    assert codes == ("", "01", "50", "000", "global")
    assert (saved.account_type, saved.ledger_account) == ("ledger", account)
    assert (saved.text, saved.sign, saved.amount_from, saved.amount_to) == ("huur", "out", Decimal("1204.50"), None)


@pytest.mark.parametrize("number", ["", "999999"])
def test_ledger_rule_needs_an_account_of_the_books(as_accountant: Client, dossier: Dossier, number: str) -> None:
    response = _add(as_accountant, dossier, number=number)

    assert response.context["form"].errors.keys() == {"number"}
    assert not CodingRule.objects.exists()


def test_account_of_another_dossier_is_none(as_accountant: Client, dossier: Dossier, other_dossier: Dossier) -> None:
    ledger(other_dossier, "657000")

    assert _add(as_accountant, dossier, number="657000").context["form"].errors.keys() == {"number"}


def test_bank_account_alone_is_no_rule(as_accountant: Client, dossier: Dossier, journal: Journal) -> None:
    ledger(dossier, "657000")

    response = _add(as_accountant, dossier, number="657000", account=journal.iban, code="00-00")

    assert response.context["form"].errors.keys() == {"account"}


def test_trying_out_counts_and_saves_nothing(as_accountant: Client, dossier: Dossier, placed: StatementLine) -> None:
    response = _add(as_accountant, dossier, number="657000", **{"try": ""})

    assert response.context["hits"] == 1
    assert not CodingRule.objects.exists()


def test_overwriting_is_asked_first(as_accountant: Client, dossier: Dossier) -> None:
    rule(dossier, "657000").save()
    ledger(dossier, "610000")

    asked = _add(as_accountant, dossier, number="610000")
    assert asked.context["existing"].ledger_account.number == "657000"
    assert _add(as_accountant, dossier, number="610000", overwrite="").status_code == 302

    assert CodingRule.objects.get().ledger_account == ledger(dossier, "610000")


def test_rule_is_changed_and_deleted(as_accountant: Client, dossier: Dossier) -> None:
    saved = coding.save_rule(rule=rule(dossier, "657000"), actor=None, office=None)

    as_accountant.post(_url("coding_rule", dossier.pk, saved.pk), FIELDS | {"number": "657000", "description": "Rent"})
    assert CodingRule.objects.values_list("pk", "description").get() == (saved.pk, "Rent")

    as_accountant.post(_url("coding_delete", dossier.pk, saved.pk))
    assert not CodingRule.objects.exists()


def test_rule_is_moved(as_accountant: Client, dossier: Dossier) -> None:
    first, second = rule(dossier, text="a"), rule(dossier, text="b")
    first.save()
    second.save()

    as_accountant.post(_url("coding_move", dossier.pk, second.pk), {"direction": "up"})

    assert list(coding.same_codes(first)) == [second, first]


def test_line_that_is_saved_becomes_a_rule(
    as_accountant: Client, dossier: Dossier, placed: StatementLine, accountant: Any
) -> None:
    url = _url("save_coding", dossier.pk, placed.pk)

    asked = as_accountant.get(url)
    assert (asked.context["hits"], asked.context["existing"]) == (1, None)
    assert not CodingRule.objects.exists()

    done = as_accountant.post(url, {"next": "/dossiers/?q=1"})
    assert done["Location"] == "/dossiers/?q=1"
    saved = CodingRule.objects.get()
    assert (saved.account, saved.ledger_account) == (placed.journal.iban, ledger(dossier, "657000"))
    assert AuditEvent.objects.latest("pk").actor == accountant


def test_coding_of_a_line_may_be_for_every_bank_account(
    as_accountant: Client, dossier: Dossier, placed: StatementLine
) -> None:
    as_accountant.post(_url("save_coding", dossier.pk, placed.pk), {"scope": "all"})

    assert CodingRule.objects.get().account == ""


def test_coding_of_a_line_overwrites_after_a_question(
    as_accountant: Client, dossier: Dossier, placed: StatementLine
) -> None:
    rule(dossier, "610000", account=placed.journal.iban).save()
    url = _url("save_coding", dossier.pk, placed.pk)

    assert as_accountant.post(url).context["existing"].ledger_account.number == "610000"
    as_accountant.post(url, {"overwrite": ""})

    assert CodingRule.objects.get().ledger_account == ledger(dossier, "657000")


def test_question_comes_as_a_dialog(as_accountant: Client, dossier: Dossier, placed: StatementLine) -> None:
    url = _url("save_coding", dossier.pk, placed.pk)

    dialog = _text(as_accountant.get(url, headers={"hx-request": "true"}))

    assert dialog.startswith("<dialog")
    assert "<html" in _text(as_accountant.get(url))


def test_going_back_stays_on_this_host(as_accountant: Client, dossier: Dossier, placed: StatementLine) -> None:
    url = _url("save_coding", dossier.pk, placed.pk)

    assert as_accountant.post(url, {"next": "https://evil.example/"})["Location"] == _url("coding", dossier.pk)


def test_line_without_account_sends_back(as_accountant: Client, dossier: Dossier, journal: Journal) -> None:
    line = paid(journal, "-5.00")

    assert as_accountant.get(_url("save_coding", dossier.pk, line.pk)).status_code == 302
    assert not CodingRule.objects.exists()


def test_transfers_between_own_accounts_have_an_account(as_accountant: Client, dossier: Dossier) -> None:
    between = ledger(dossier, "580000", "Internal transfers")

    answer = as_accountant.post(_url("coding_transfers", dossier.pk), {"number": "580000"}, follow=True)

    dossier.refresh_from_db()
    assert dossier.transfer_account == between
    assert 'value="580000"' in _text(answer)
    said = AuditEvent.objects.get(action="coding.transfer_account").params
    assert said == {"account": "580000 Internal transfers", "before": "–"}


def test_unknown_account_for_transfers_is_told(as_accountant: Client, dossier: Dossier) -> None:
    LedgerAccount.objects.filter(pk=ledger(dossier, "580000").pk).update(blocked=True)

    said = _text(as_accountant.post(_url("coding_transfers", dossier.pk), {"number": "580000"}))

    assert "heeft die rekening niet, of ze is geblokkeerd" in said
    dossier.refresh_from_db()
    assert dossier.transfer_account is None
