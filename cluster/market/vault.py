"""Private keys at rest: one encrypted PKCS#8 file a key, and the password that opens them."""

from __future__ import annotations

import secrets
from pathlib import Path

from actors.base.keys import KeyProblem, SigningKey
from cluster.market.problems import NoMarket, WrongPassword
from cluster.storage.private import write_private
from cluster.wire import certificate
from cluster.wire.problems import WireProblem

PASSWORD_FILE = "password"


class Vault:
    """The key files of one market, under ``directory`` (0700; files 0600)."""

    def __init__(self, directory: Path, password: str | None = None) -> None:
        """Keys under ``directory``. ``password`` None: the one in the file ``password`` beside them, which a new
        market writes itself: it protects key files that are copied elsewhere, not against who reads that file."""
        self.directory = directory
        self._password = password
        #: Signing keys that were made or opened here: to open one takes a quarter of a second of processor time.
        self._signing: dict[str, SigningKey] = {}
        #: Transport keys that were made here and not handed out yet.
        self._transport: dict[str, bytes] = {}

    def create(self, names: list[str]) -> dict[str, SigningKey]:
        """Make a new key for each name, and write it encrypted."""
        self.directory.mkdir(mode=0o700, parents=True)
        if self._password is None:
            self._password = secrets.token_urlsafe(24)
            write_private(self.directory / PASSWORD_FILE, self._password.encode() + b"\n")
        keys = {name: SigningKey(secrets.token_bytes(32)) for name in names}
        for name, key in keys.items():
            write_private(self._path(name), key.to_pem(self._password.encode()))
        self._signing |= keys
        return keys

    def create_transport(self, names: list[str]) -> dict[str, bytes]:
        """Make a new transport key for each name, after :meth:`create`, and write it encrypted.

        The keys are PKCS#8, DER.
        """
        if self._password is None:
            raise NoMarket(f"{self.directory}: no password to encrypt keys with; create signing keys first")
        keys = {name: certificate.new_key() for name in names}
        for name, key in keys.items():
            sealed = certificate.key_to_pem(key, self._password.encode())
            write_private(self._path(transport_key(name)), sealed)
        self._transport |= keys
        return keys

    def open(self, name: str) -> SigningKey:
        """The signing key of this name; its file is opened once, and not at all when it was made here.

        Raises:
            NoMarket: no such key file, or it cannot be read. WrongPassword: it does not open.
        """
        known = self._signing.get(name)
        if known is not None:
            return known
        data, password = self._read(name)
        try:
            return self._signing.setdefault(name, SigningKey.from_pem(data, password))
        except KeyProblem as problem:
            raise WrongPassword(f"{self._path(name)}: {problem}") from None

    def open_transport(self, name: str) -> bytes:
        """The transport key of this name (PKCS#8, DER), for whoever runs the party: not kept here.

        Raises:
            NoMarket: no such key file, or it cannot be read. WrongPassword: it does not open.
        """
        made = self._transport.pop(name, None)
        if made is not None:
            return made
        data, password = self._read(transport_key(name))
        try:
            return certificate.key_from_pem(data, password)
        except WireProblem as problem:
            raise WrongPassword(f"{self._path(transport_key(name))}: {problem}") from None

    def _read(self, name: str) -> tuple[bytes, bytes]:
        """What the key file of this name holds, and the password."""
        try:
            password = self._password
            if password is None:
                password = (self.directory / PASSWORD_FILE).read_text("utf-8").strip()
            return self._path(name).read_bytes(), password.encode()
        except OSError as problem:
            raise NoMarket(
                f"{problem.filename}: {problem.strerror}; restore the file, or give the password of the market"
            ) from None

    def _path(self, name: str) -> Path:
        return self.directory / f"{name}.pem"


def transport_key(name: str) -> str:
    """Name of a party's transport key file."""
    return f"transport-{name}"
