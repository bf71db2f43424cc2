"""Checks HTTP signatures as Ibanity would. On purpose apart from the code that makes them, which this must test."""

import base64
import hashlib
import re
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate
from cryptography.x509.oid import NameOID

from codabox_sync.sandbox.wire import Request

REQUIRED = ("(request-target)", "host", "digest", "(created)")
PARAMETER = re.compile(r'(\w+)=(?:"([^"]*)"|(\d+))')


class BadSignature(Exception):
    """A request that is not signed, or not rightly."""


class SignatureCheck:
    """Knows the certificates whose signatures count, by the serial number in their names."""

    def __init__(self, certificates: list[Path]) -> None:
        self._keys = dict(map(_key, certificates))

    def check(self, request: Request) -> None:
        """Returns when the request is signed rightly. Raises BadSignature."""
        found = PARAMETER.findall(request.headers.get("signature", ""))
        parameters = {name: text or number for name, text, number in found}
        names = parameters.get("headers", "").split(" ")
        must = (*REQUIRED, *(("authorization",) if "authorization" in request.headers else ()))
        if parameters.get("algorithm") != "hs2019" or any(name not in names for name in must):
            raise BadSignature(f"A signature by hs2019 over {' '.join(must)} is needed.")
        digest = base64.b64encode(hashlib.sha512(request.body).digest()).decode()
        if request.headers.get("digest") != f"SHA-512={digest}":
            raise BadSignature("The digest is not that of the body.")
        self._verify(parameters, "\n".join(f"{name}: {_value(request, parameters, name)}" for name in names))

    def _verify(self, parameters: dict[str, str], text: str) -> None:
        key = self._keys.get(parameters.get("keyId", ""))
        if key is None:
            raise BadSignature("No certificate has this key id.")
        try:
            signature = base64.b64decode(parameters.get("signature", ""), validate=True)
            key.verify(signature, text.encode(), PSS(MGF1(SHA256()), salt_length=32), SHA256())
        except (InvalidSignature, ValueError):
            raise BadSignature("The signature does not fit the request.") from None


def _key(path: Path) -> tuple[str, RSAPublicKey]:
    certificate = load_pem_x509_certificate(path.read_bytes())
    key = certificate.public_key()
    serial = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    if not isinstance(key, RSAPublicKey) or not serial:
        raise ValueError(f"{path} is not an RSA certificate with a serialNumber in its name")
    return str(serial[0].value), key


def _value(request: Request, parameters: dict[str, str], name: str) -> str:
    if name == "(request-target)":
        return f"{request.method.lower()} {request.target}"
    if name == "(created)":
        return parameters.get("created", "")
    return request.headers.get(name, "")
