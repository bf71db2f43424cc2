"""Who can mend a fault."""

import pytest

from codabox_sync import errors
from codabox_sync.remedies import HERE, MYCODABOX, NOBODY, SUPPORT, remedy


@pytest.mark.parametrize(
    ("fault", "who"),
    [
        ("", ""),
        ("credentials_refused", HERE),
        ("consent_denied", HERE),
        ("consent_refused", MYCODABOX),
        ("software_refused", SUPPORT),
        ("application_unusable", SUPPORT),
        ("consent_unclear", SUPPORT),
        ("of_a_later_version", SUPPORT),
    ],
)
def test_remedy(fault: str, who: str) -> None:
    assert remedy(fault) == who


def test_what_passes_by_itself_asks_nobody() -> None:
    passing = [kind.code for kind in errors.TemporaryFailure.__subclasses__() if kind is not errors.BadAnswer]

    assert {str(remedy(code)) for code in passing} == {str(NOBODY)}


@pytest.mark.parametrize("code", ["not_json", "wrong_shape"])
def test_answer_that_makes_no_sense_is_for_support(code: str) -> None:
    assert remedy(code) == SUPPORT
