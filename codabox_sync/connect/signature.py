"""HTTP signatures as Ibanity wants them: draft-cavage-http-signatures-12, algorithm `hs2019`, digest SHA-512.

`hs2019` leaves the algorithm to the key; for an RSA key it is RSASSA-PSS with SHA-256 and a salt of 32 bytes. The key
id is the serial number that stands in the distinguished name of the signing certificate.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha512
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from codabox_sync.calls import Outgoing

PADDING = PSS(MGF1(SHA256()), salt_length=32)
SIGNED_TOO = ("authorization", "ibanity-")
"""Starts of the names of headers that are signed when a request carries them."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the id under which Ibanity knows its certificate."""

    key_id: str
    key: RSAPrivateKey = field(repr=False)

    @classmethod
    def load(cls, certificate: Path, key: Path, password: str = "") -> "SigningKey":
        """From two PEM files. Raises ValueError when they are of another kind, OSError when they cannot be read."""
        private = load_pem_private_key(key.read_bytes(), password.encode() or None)
        if not isinstance(private, RSAPrivateKey):
            raise ValueError("the signing key is not an RSA key")
        return cls(key_id_of(x509.load_pem_x509_certificate(certificate.read_bytes())), private)

    def headers(self, outgoing: Outgoing, others: Mapping[str, str], *, created: int) -> dict[str, str]:
        """The headers `Digest` and `Signature` of a request; `others` are its other headers, `created` is Unix time."""
        digest = digest_of(outgoing.body)
        signed = {name.lower(): value for name, value in others.items() if name.lower().startswith(SIGNED_TOO)}
        text, names = signing_string(outgoing, digest, signed, created=created)
        value = base64.b64encode(self.key.sign(text.encode(), PADDING, SHA256())).decode()
        parts = f'keyId="{self.key_id}",created={created},algorithm="hs2019",headers="{names}",signature="{value}"'
        return {"Digest": digest, "Signature": parts}


def key_id_of(certificate: x509.Certificate) -> str:
    """The serial number in the certificate's distinguished name. Raises ValueError when there is none."""
    found = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    if not found:
        raise ValueError("the signing certificate has no serialNumber in its name")
    return str(found[0].value)


def digest_of(body: bytes) -> str:
    """The value of the header `Digest`.

    >>> digest_of(b"")[:30]
    'SHA-512=z4PhNX7vuL3xVChQ1m2AB9'
    """
    return f"SHA-512={base64.b64encode(sha512(body).digest()).decode()}"


def signing_string(outgoing: Outgoing, digest: str, signed: Mapping[str, str], *, created: int) -> tuple[str, str]:
    """What is signed, a line per header, and the names of those headers in order."""
    lines = {
        "(request-target)": f"{outgoing.method.lower()} {outgoing.target}",
        "host": outgoing.host,
        "digest": digest,
        "(created)": str(created),
        **signed,
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items()), " ".join(lines)
