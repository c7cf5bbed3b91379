"""A party's own files on the machine that it lives on: all that its actor needs to come back by itself.

``<home>/seats/<name>/``: ``seat`` (how it is made and runs), ``signing.pem`` and ``transport.pem`` (encrypted), the
``password`` that opens them unless its owner keeps that to himself, and ``down`` while it is held down on purpose.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from actors.base.canonical import Canonical, MalformedBytes, decode, encode
from actors.base.keys import KeyProblem, SigningKey
from actors.base.roster import Roster
from actors.host import StorageProblem
from cluster.hosts.spec import PartyKeys, PartySpec
from cluster.storage.private import write_private
from cluster.wire import WireProblem
from cluster.wire.certificate import key_from_pem, key_to_pem

SEATS: Final = "seats"
PARTIES: Final = "parties"
SEAT_BYTES_MAX: Final = 32 * 1024 * 1024
_SEAT, _SIGNING, _TRANSPORT, _PASSWORD, _DOWN = "seat", "signing.pem", "transport.pem", "password", "down"


class Seat(Canonical):
    """How a party is made and runs; what travels to its machine. ``port`` 0: any that is free. ``opening``: of the
    market, in which the seat was given."""

    name: str
    roster: Roster
    maker: str
    plan: bytes
    near: str
    segment_bytes: int
    port: int = 0
    opening: str = ""
    version: int = 1

    @property
    def spec(self) -> PartySpec:
        """The party as hosts know it."""
        return PartySpec(self.name, self.roster, self.maker, self.plan, self.near)


@dataclass(frozen=True, slots=True)
class SealedKeys:
    """A party's private keys as they travel and rest: encrypted PKCS#8 (PEM)."""

    signing: bytes
    transport: bytes

    @classmethod
    def seal(cls, keys: PartyKeys, password: str) -> SealedKeys:
        """Encrypt ``keys`` with ``password``."""
        transport = key_to_pem(keys.transport, password.encode()) if keys.transport else b""
        return cls(keys.signing.to_pem(password.encode()), transport)

    def open(self, password: str) -> PartyKeys:
        """The keys in clear.

        Raises:
            KeyProblem: the password is wrong, or the files were altered.
        """
        signing = SigningKey.from_pem(self.signing, password.encode())
        if not self.transport:
            return PartyKeys(signing)
        try:
            transport = key_from_pem(self.transport, password.encode())
        except WireProblem:
            raise KeyProblem(
                "the transport key does not open: wrong password, or not an encrypted key file"
            ) from None
        return PartyKeys(signing, transport)


class SeatFiles:
    """The files of one seat. Everything blocks for a moment; each method leaves them whole."""

    def __init__(self, home: Path, name: str) -> None:
        """Under ``home``, the market's directory on this machine."""
        self.home = home
        self.name = name
        self.directory = home / SEATS / name

    @property
    def installed(self) -> bool:
        """Whether the party has its seat here."""
        return (self.directory / _SEAT).exists()

    @property
    def has_store(self) -> bool:
        """Whether the party's disk is here."""
        return (self.home / PARTIES / self.name).is_dir()

    @property
    def held_down(self) -> bool:
        """Whether it was ended on purpose and must not come back by itself."""
        return (self.directory / _DOWN).exists()

    def hold_down(self, down: bool) -> None:
        """Keep the party down over restarts of its actor, or no longer."""
        mark = self.directory / _DOWN
        if down:
            mark.touch(mode=0o600)
        else:
            mark.unlink(missing_ok=True)

    def install(self, seat: Seat, keys: SealedKeys, password: str | None) -> None:
        """Write the seat, last of all the file that makes it count. ``password`` None: it does not rest here.

        Raises:
            StorageProblem: it cannot be written.
        """
        try:
            if self.directory.exists():
                shutil.rmtree(self.directory)
            self.directory.mkdir(mode=0o700, parents=True)
            write_private(self.directory / _SIGNING, keys.signing)
            write_private(self.directory / _TRANSPORT, keys.transport)
            if password is not None:
                write_private(self.directory / _PASSWORD, password.encode())
            write_private(self.directory / _SEAT, encode(seat))
        except OSError as problem:
            raise StorageProblem(
                f"{problem.filename or self.directory}: {problem.strerror}; the market's directory must be one "
                "that Ray's processes may write, with room"
            ) from None

    def seat(self) -> Seat:
        """What was installed.

        Raises:
            StorageProblem: nothing was, or it was altered.
        """
        try:
            return decode((self.directory / _SEAT).read_bytes(), Seat, SEAT_BYTES_MAX)
        except OSError as problem:
            raise StorageProblem(f"{self.directory}: {problem.strerror}; start the market again") from None
        except MalformedBytes as problem:
            raise StorageProblem(
                f"{self.directory / _SEAT} was altered or is of another version ({problem}); start the market again"
            ) from None

    def keys(self, password: str | None = None) -> PartyKeys | None:
        """The party's keys; None when the password rests elsewhere and was not given.

        Raises:
            KeyProblem: they do not open. StorageProblem: they are not there.
        """
        try:
            if password is None:
                where = self.directory / _PASSWORD
                if not where.exists():
                    return None
                password = where.read_text("utf-8")
            sealed = SealedKeys(
                (self.directory / _SIGNING).read_bytes(), (self.directory / _TRANSPORT).read_bytes()
            )
        except OSError as problem:
            raise StorageProblem(f"{problem.filename}: {problem.strerror}; start the market again") from None
        return sealed.open(password)
