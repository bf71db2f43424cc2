"""HTTP signatures: what is signed, with which key, and that the sandbox takes nothing less."""

import base64
import re
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from codabox_sync.calls import Outgoing
from codabox_sync.connect.signature import SigningKey, digest_of
from codabox_sync.sandbox.signing import BadSignature, SignatureCheck
from codabox_sync.sandbox.wire import Request
from tests.codabox_sync.authority import KEY_ID, PASSWORD, Authority, Pair
from tests.codabox_sync.connecting import authority as authority
from tests.codabox_sync.connecting import signing as signing

OUTGOING = Outgoing("POST", "api.ibanity.com", "/codabox-connect/oauth2/token?x=1", b"grant_type=client_credentials")
OTHERS = {"Authorization": "Basic abc", "Accept": "*/*", "Ibanity-Idempotency-Key": "61f02718"}
CREATED = 1_767_600_000


@pytest.fixture
def key(signing: Pair) -> SigningKey:
    return SigningKey.load(signing.certificate, signing.key)


def received(headers: dict[str, str], body: bytes = OUTGOING.body) -> Request:
    """The request as a server sees it."""
    seen = {name.lower(): value for name, value in {"Host": OUTGOING.host, **OTHERS, **headers}.items()}
    return Request("POST", OUTGOING.target.partition("?")[0], {}, seen, body, OUTGOING.target)


def test_digest_is_the_sha_512_of_the_body() -> None:
    known = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="

    assert digest_of(b"") == f"SHA-512={known}"


def test_header_names_key_time_algorithm_and_what_is_signed(key: SigningKey) -> None:
    signature = key.headers(OUTGOING, OTHERS, created=CREATED)["Signature"]

    assert re.sub('signature="[^"]+"', "…", signature) == (
        f'keyId="{KEY_ID}",created=1767600000,algorithm="hs2019",'
        'headers="(request-target) host digest (created) authorization ibanity-idempotency-key",…'
    )


def test_signature_is_pss_over_the_lines_in_order(key: SigningKey, signing: Pair) -> None:
    headers = key.headers(OUTGOING, OTHERS, created=CREATED)
    value = re.search('signature="([^"]+)"', headers["Signature"])
    public = x509.load_pem_x509_certificate(signing.certificate.read_bytes()).public_key()

    text = (
        "(request-target): post /codabox-connect/oauth2/token?x=1\nhost: api.ibanity.com\n"
        f"digest: {headers['Digest']}\n(created): 1767600000\nauthorization: Basic abc\n"
        "ibanity-idempotency-key: 61f02718"
    )
    assert isinstance(public, RSAPublicKey)
    assert value is not None
    public.verify(base64.b64decode(value[1]), text.encode(), PSS(MGF1(SHA256()), salt_length=32), SHA256())


def test_sandbox_takes_what_is_signed_rightly(key: SigningKey, signing: Pair) -> None:
    headers = key.headers(OUTGOING, OTHERS, created=CREATED)

    SignatureCheck([signing.certificate]).check(received(headers))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"Signature": ""}, "A signature by hs2019"),
        ({"Digest": digest_of(b"other")}, "digest"),
        ({"Authorization": "Basic xyz"}, "does not fit"),
        ({"Host": "api.elsewhere.com"}, "does not fit"),
    ],
)
def test_sandbox_refuses_what_was_changed(key: SigningKey, signing: Pair, changed: dict[str, str], why: str) -> None:
    headers = key.headers(OUTGOING, OTHERS, created=CREATED)

    with pytest.raises(BadSignature, match=why):
        SignatureCheck([signing.certificate]).check(received({**headers, **changed}))


def test_sandbox_refuses_another_body(key: SigningKey, signing: Pair) -> None:
    headers = key.headers(OUTGOING, OTHERS, created=CREATED)

    with pytest.raises(BadSignature, match="digest"):
        SignatureCheck([signing.certificate]).check(received(headers, b"grant_type=password"))


def test_sandbox_refuses_a_signature_that_leaves_the_authorization_out(key: SigningKey, signing: Pair) -> None:
    headers = key.headers(OUTGOING, {}, created=CREATED)

    with pytest.raises(BadSignature, match="authorization is needed"):
        SignatureCheck([signing.certificate]).check(received(headers))


def test_sandbox_refuses_a_key_it_does_not_know(key: SigningKey, authority: Authority) -> None:
    other = authority.pair("other", serial="another-id")
    headers = key.headers(OUTGOING, OTHERS, created=CREATED)

    with pytest.raises(BadSignature, match="key id"):
        SignatureCheck([other.certificate]).check(received(headers))


def test_key_may_be_locked_with_a_password(authority: Authority) -> None:
    locked = authority.pair("locked", serial="locked-id", password=PASSWORD)

    assert SigningKey.load(locked.certificate, locked.key, PASSWORD).key_id == "locked-id"


def test_certificate_must_carry_a_serial_number_in_its_name(authority: Authority) -> None:
    nameless = authority.pair("nameless")

    with pytest.raises(ValueError, match="serialNumber"):
        SigningKey.load(nameless.certificate, nameless.key)


def test_repr_hides_the_key(key: SigningKey) -> None:
    assert repr(replace(key, key_id="id")) == "SigningKey(key_id='id')"
