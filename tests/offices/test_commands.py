"""The commands with which an office is run without the demo."""

import pytest
from django.core.management import CommandError, call_command

from offices.models import Membership, Office
from offices.services import find_api_token


def test_office_is_made_with_its_owner(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_office", "Kantoor Maes", "maes", owner="mia@example.be", password="a-long-enough-password")

    assert capsys.readouterr().out == "Kantoor Maes lives at maes.localhost\n"
    assert Membership.objects.get(office__name="Kantoor Maes").is_owner


def test_second_office_of_that_name_is_refused(janssens: Office) -> None:
    with pytest.raises(CommandError, match="janssens"):
        call_command("create_office", "Nog een", "janssens", owner="x@example.be", password="a-long-enough-password")


def test_printed_token_opens_the_api(janssens: Office, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("issue_api_token", "janssens", "Octopus")

    assert find_api_token(office=janssens, token=capsys.readouterr().out.strip()) is not None


def test_token_for_an_unknown_office_is_refused(janssens: Office) -> None:
    with pytest.raises(CommandError, match="nobody"):
        call_command("issue_api_token", "nobody", "Octopus")


def test_member_gets_the_role(janssens: Office) -> None:
    call_command("add_member", "janssens", "noor@example.be", "accountant", password="a-long-enough-password")

    assert Membership.objects.get(user__email="noor@example.be").role == Membership.Role.ACCOUNTANT
