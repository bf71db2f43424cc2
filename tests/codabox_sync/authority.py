"""Certificates for tests: a small authority, a server on 127.0.0.1, and an application with its signing certificate."""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

KEY_ID = "75b5d796-de5c-400a-81ce-e72371b01cbc"
PASSWORD = "the-key-password"


@dataclass(frozen=True, slots=True)
class Pair:
    """The PEM files of a certificate and its key."""

    certificate: Path
    key: Path


class Authority:
    """Makes certificates in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = generate_private_key(65537, 2048)
        self._name = _name("Test authority")
        certificate = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))
        self.certificate = self._kept("authority.pem", certificate.public_bytes(Encoding.PEM))

    def pair(self, name: str, *, serial: str = "", password: str = "") -> Pair:
        """A certificate for 127.0.0.1 with its key; `serial` is the serialNumber in its name."""
        key = generate_private_key(65537, 2048)
        address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        certificate = self._signed(_name(name, serial), key, address)
        locked = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
        public = self._kept(f"{name}.pem", certificate.public_bytes(Encoding.PEM))
        return Pair(public, self._kept(f"{name}.key", private))

    def _signed(self, name: x509.Name, key: RSAPrivateKey, extension: x509.ExtensionType) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(self._key, SHA256())

    def _kept(self, name: str, content: bytes) -> Path:
        path = self._folder / name
        path.write_bytes(content)
        return path


def _name(common: str, serial: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    return x509.Name([*parts, x509.NameAttribute(NameOID.SERIAL_NUMBER, serial)] if serial else parts)
