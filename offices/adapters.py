"""How allauth behaves here: nobody signs up by themselves, an office or support invites them."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed to sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
