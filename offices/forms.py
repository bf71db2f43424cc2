"""Sign-in: the right password is not enough, the person must also belong to the host's office."""

from typing import Any

from allauth.account.forms import LoginForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from offices.models import Membership, User


class OfficeLoginForm(LoginForm):  # type: ignore[misc]
    """Refuses, after the password was proven right, somebody who has no place on this host."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.user and not has_place(self.user, self.request.office):
            raise ValidationError(_("This account does not belong to this office."), code="not_a_member")
        return cleaned


def has_place(user: User, office: Any) -> bool:
    if office is None:
        return user.is_support
    return Membership.objects.filter(user=user, office=office).exists()
