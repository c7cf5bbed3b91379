"""Private keys at rest: one encrypted PKCS#8 file a key, and the password that opens them."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from actors.base.keys import KeyProblem, SigningKey
from cluster.market.problems import NoMarket, WrongPassword

PASSWORD_FILE = "password"


class Vault:
    """The key files of one market, under ``directory`` (0700; files 0600)."""

    def __init__(self, directory: Path, password: str | None = None) -> None:
        """Keys under ``directory``. ``password`` None: the one in the file ``password`` beside them, which a new
        market writes itself: it protects key files that are copied elsewhere, not against who reads that file."""
        self.directory = directory
        self._password = password

    def create(self, names: list[str]) -> dict[str, SigningKey]:
        """Make a new key for each name, and write it encrypted."""
        self.directory.mkdir(mode=0o700, parents=True)
        if self._password is None:
            self._password = secrets.token_urlsafe(24)
            write_private(self.directory / PASSWORD_FILE, self._password.encode() + b"\n")
        keys = {name: SigningKey(secrets.token_bytes(32)) for name in names}
        for name, key in keys.items():
            write_private(self._path(name), key.to_pem(self._password.encode()))
        return keys

    def open(self, name: str) -> SigningKey:
        """The key of this name.

        Raises:
            NoMarket: no such key file, or it cannot be read. WrongPassword: it does not open.
        """
        try:
            password = self._password
            if password is None:
                password = (self.directory / PASSWORD_FILE).read_text("utf-8").strip()
            data = self._path(name).read_bytes()
        except OSError as problem:
            raise NoMarket(
                f"{problem.filename}: {problem.strerror}; restore the file, or give the password of the market"
            ) from None
        try:
            return SigningKey.from_pem(data, password.encode())
        except KeyProblem as problem:
            raise WrongPassword(f"{self._path(name)}: {problem}") from None

    def _path(self, name: str) -> Path:
        return self.directory / f"{name}.pem"


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, durably; it must not be there yet."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
