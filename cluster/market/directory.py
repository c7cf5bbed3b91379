"""A market's directory: blueprint, first roster, keys, and one directory a party."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from actors.base.canonical import MalformedBytes, decode, encode
from actors.base.chain import RosterLink
from actors.base.keys import SigningKey
from actors.base.roster import Governor, Institution, Roster, Rules, Validator, sign
from cluster.blueprint import Blueprint, BlueprintProblem, dump, parse
from cluster.market.problems import MarketExists, NoMarket
from cluster.market.vault import Vault
from cluster.storage.private import write_private
from cluster.wire.certificate import certificate_of

BLUEPRINT_FILE = "blueprint.json"
ROSTER_FILE = "roster.bin"
FOUNDED_FILE = "founded"


class MarketDirectory:
    """``blueprint.json``, ``roster.bin`` (the first roster, signed), ``keys/``, ``parties/<name>/``."""

    def __init__(self, path: Path, blueprint: Blueprint, first: RosterLink, vault: Vault) -> None:
        """See :meth:`create` and :meth:`open`."""
        self.path = path
        self.blueprint = blueprint
        self.first = first
        self.vault = vault

    @property
    def parties(self) -> Path:
        """Where each party has its own directory."""
        return self.path / "parties"

    @property
    def market_id(self) -> bytes:
        """The market's name: digest of its first roster."""
        return self.first.signed.roster.digest

    @classmethod
    def create(cls, path: Path, blueprint: Blueprint, password: str | None) -> MarketDirectory:
        """Make keys and the first roster, and write all of it.

        Raises:
            MarketExists: the directory is not empty. NoMarket: it cannot be written.
        """
        try:
            if path.exists() and any(path.iterdir()):
                raise MarketExists(f"{path} is not empty; open the market in it, or choose another directory")
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            vault = Vault(path / "keys", password)
            keys = vault.create(key_names(blueprint))
            transport = vault.create_transport(transport_names(blueprint))
            roster = first_roster(blueprint, keys, certificates(transport))
            first = RosterLink(sign(roster, _governors(blueprint, keys)), None)
            write_private(path / BLUEPRINT_FILE, dump(blueprint))
            write_private(path / ROSTER_FILE, encode(first))
            (path / "parties").mkdir(mode=0o700)
        except OSError as problem:
            raise NoMarket(
                f"{problem.filename or path}: {problem.strerror}; choose a directory that you may write, with room"
            ) from None
        return cls(path, blueprint, first, vault)

    @classmethod
    def open(cls, path: Path, password: str | None) -> MarketDirectory:
        """Read what :meth:`create` wrote.

        Raises:
            NoMarket: it is not there, not readable, or not whole.
        """
        try:
            text = (path / BLUEPRINT_FILE).read_text("utf-8")
            data = (path / ROSTER_FILE).read_bytes()
            founded = (path / FOUNDED_FILE).exists()
        except OSError as problem:
            raise NoMarket(
                f"{path} holds no market ({problem.strerror}: {problem.filename}); "
                "check the path, or start a new market there"
            ) from None
        if not founded:
            raise NoMarket(
                f"{path}: the market's start was interrupted; remove the directory and start it anew"
            )
        try:
            blueprint, first = parse(text, str(path / BLUEPRINT_FILE)), decode(data, RosterLink)
        except (BlueprintProblem, MalformedBytes, msgspec.DecodeError) as problem:
            raise NoMarket(f"{path}: its files were altered ({problem}); restore them from a copy") from None
        return cls(path, blueprint, first, Vault(path / "keys", password))

    def mark_founded(self) -> None:
        """Note that the market's foundations are on its ledger."""
        write_private(self.path / FOUNDED_FILE, self.market_id.hex().encode() + b"\n")

    def key(self, name: str) -> SigningKey:
        """The key of a node, institution or governor (``governor-<name>``)."""
        return self.vault.open(name)

    def transport_key(self, name: str) -> bytes:
        """The private transport key of a node or institution (PKCS#8, DER)."""
        return self.vault.open_transport(name)


def market_id_of(path: Path) -> bytes | None:
    """Id of the market in ``path``, also of one whose start was interrupted; None when it cannot be read."""
    try:
        return decode((path / ROSTER_FILE).read_bytes(), RosterLink).signed.roster.digest
    except (OSError, MalformedBytes):
        return None


def key_names(blueprint: Blueprint) -> list[str]:
    """Names of all keys that a market of this blueprint has."""
    nodes = [one.name for one in blueprint.nodes]
    institutions = [one.name for one in blueprint.institutions]
    return [*nodes, *institutions, *(governor_key(name) for name in blueprint.governors)]


def transport_names(blueprint: Blueprint) -> list[str]:
    """Names of all parties that streams reach: nodes and institutions."""
    return [one.name for one in blueprint.nodes] + [one.name for one in blueprint.institutions]


def certificates(transport: Mapping[str, bytes]) -> dict[str, bytes]:
    """The certificate (DER) of each party's transport key."""
    return {name: certificate_of(key, name) for name, key in transport.items()}


def governor_key(name: str) -> str:
    """Name of a governor's key file."""
    return f"governor-{name}"


def first_roster(
    blueprint: Blueprint, keys: Mapping[str, SigningKey], transport: Mapping[str, bytes]
) -> Roster:
    """The roster of epoch 0 with these signing keys and transport certificates."""
    institutions = enumerate(blueprint.institutions, start=1)
    return Roster(
        market=bytes(32),
        name=blueprint.name,
        epoch=0,
        previous=bytes(32),
        validators=tuple(
            Validator(one.name, keys[one.name].public, one.weight, f"local:{one.name}", transport[one.name])
            for one in blueprint.nodes
        ),
        institutions=tuple(
            Institution(index, one.name, keys[one.name].public, one.roles, transport[one.name])
            for index, one in institutions
        ),
        governors=tuple(Governor(one, keys[governor_key(one)].public) for one in blueprint.governors),
        governors_needed=blueprint.governors_needed,
        rules=Rules(**blueprint.rules),
    )


def _governors(blueprint: Blueprint, keys: dict[str, SigningKey]) -> dict[int, SigningKey]:
    return {at: keys[governor_key(name)] for at, name in enumerate(blueprint.governors)}
