"""Who speaks on the REST API: an accounting package, with a token of the office whose host it calls."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from offices.models import ApiToken
from offices.services import find_api_token


class ApiClient:
    """The authenticated caller: an accounting package, not a person."""

    is_authenticated = True
    is_active = True

    def __init__(self, token: ApiToken) -> None:
        self.token = token
        self.pk = f"token-{token.pk}"

    def __str__(self) -> str:
        return self.token.name


class OfficeTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer afp_…`. A token of another office is as unknown as a mistyped one."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        scheme, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        office = getattr(request, "office", None)
        if scheme.lower() != "bearer" or office is None:
            return None
        found = find_api_token(office=office, token=token.strip())
        if found is None:
            raise AuthenticationFailed(_("Unknown or revoked token."))
        return ApiClient(found), found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class OfficeTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document names the token."""

    target_class = OfficeTokenAuthentication
    name = "officeToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class JsonParser(JSONParser):
    """JSON of any depth ends in an answer: what is nested too deeply to be read is the caller's mistake."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
