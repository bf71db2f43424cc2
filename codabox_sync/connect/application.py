"""Who we are at Ibanity: one application for all offices, with its certificates, its secret and its bearer token."""

import base64
import functools
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codabox_sync.answers import Node
from codabox_sync.calls import Call, Limits, Outgoing
from codabox_sync.connect.signature import SigningKey
from codabox_sync.errors import AccessRefused, CredentialsRefused, RequestRefused, SoftwareRefused
from codabox_sync.http import HttpSession, tls_with

RENEW_BEFORE = 60.0
"""Seconds before its end at which a token is no longer used."""
USUAL_LIFE = 300
"""Seconds that a token is taken to live when the answer does not say."""


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """A certificate and its private key, as PEM files."""

    certificate: Path
    key: Path
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the developer portal of Ibanity gave us. `tls` is shown to the server, `signing` signs requests, `authority`
    is whom we trust in place of the usual authorities."""

    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    tls: KeyFiles | None = None
    signing: KeyFiles | None = None
    authority: Path | None = None


@functools.lru_cache(maxsize=8)
def application(identity: Identity) -> "Application":
    """The one application of this identity in this process. Raises OSError or ValueError for unusable key files."""
    return Application(identity)


class Application:
    """Signs every request, and keeps one bearer token for all offices. Thread safe."""

    def __init__(self, identity: Identity, *, now: Callable[[], float] = time.time) -> None:
        self.identity = identity
        self._now = now
        self._lock = threading.Lock()
        self._token = ""
        self._ends = 0.0
        files = identity.signing
        self._signing = SigningKey.load(files.certificate, files.key, files.password) if files else None
        self.tls = _tls(identity)

    def __repr__(self) -> str:
        return f"<Application {self.identity.client_id} at {self.identity.base_url}>"

    def headers(self, outgoing: Outgoing) -> Mapping[str, str]:
        """The bearer token and the signature of one request. Raises what `token` raises."""
        return self._signed(outgoing, f"Bearer {self.token()}")

    def secrets(self) -> tuple[str, ...]:
        """The token of now, and what it is got with."""
        return tuple(filter(None, (self._token, self._basic(), self.identity.client_secret)))

    @property
    def held(self) -> str:
        """The token as it is kept, whatever its age; "" before the first."""
        return self._token

    def token(self) -> str:
        """A token that lives another minute at least. Raises SoftwareRefused, or whatever a call may raise."""
        with self._lock:
            if self._now() > self._ends - RENEW_BEFORE:
                self._renew()
            return self._token

    def forget(self, token: str) -> None:
        """Drops a token that was refused, unless another took its place already."""
        with self._lock:
            if self._token == token:
                self._token, self._ends = "", 0.0

    def _renew(self) -> None:
        asked_at = self._now()
        call = Call("POST", "oauth2/token")
        try:
            with self._token_session() as session:
                answer = Node(session.post_form(call, {"grant_type": "client_credentials"}), call.place)
        except (CredentialsRefused, AccessRefused, RequestRefused) as fault:
            raise SoftwareRefused(**fault.params) from None
        lives = answer["expires_in"].value
        self._token = answer["access_token"].text()
        self._ends = asked_at + (lives if isinstance(lives, int) else USUAL_LIFE)

    def _token_session(self) -> HttpSession:
        # One attempt: whoever waits for the token tries again as a whole.
        return HttpSession(
            self.identity.base_url,
            headers={"Accept": "application/json"},
            authorization=_ClientSecret(self),
            tls=self.tls,
            limits=Limits(attempts=1, read_seconds=30),
        )

    def _basic(self) -> str:
        pair = f"{self.identity.client_id}:{self.identity.client_secret}"
        return base64.b64encode(pair.encode()).decode()

    def _signed(self, outgoing: Outgoing, authorization: str) -> Mapping[str, str]:
        headers = {"Authorization": authorization}
        if self._signing:
            headers |= self._signing.headers(outgoing, headers, created=int(self._now()))
        return headers


class _ClientSecret:
    """How the token itself is asked for: with the secret of the application."""

    def __init__(self, owner: Application) -> None:
        self._owner = owner

    def headers(self, outgoing: Outgoing) -> Mapping[str, str]:
        return self._owner._signed(outgoing, f"Basic {self._owner._basic()}")

    def secrets(self) -> tuple[str, ...]:
        return self._owner.secrets()


def _tls(identity: Identity) -> ssl.SSLContext | None:
    """None when nothing differs from the usual trust."""
    if identity.tls is None and identity.authority is None:
        return None
    context = tls_with(identity.authority)
    if identity.tls:
        context.load_cert_chain(identity.tls.certificate, identity.tls.key, identity.tls.password or None)
    return context
