"""Rosters: who validates and who takes part, signed by the governors, chained by epoch (半中心化).

Specification: docs/spec/agreement.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Final

from actors.base import keys, transport
from actors.base.canonical import MESSAGE_BYTES_MAX, Canonical
from actors.base.digest import ZERO, of
from actors.base.keys import SigningKey

VALIDATORS_MIN = 4
VALIDATORS_MAX = 128
INSTITUTIONS_MAX = 1024
WEIGHT_MAX = 1_000_000

ROLES = (
    "custodian",
    "central_bank",
    "bank",
    "clearing_house",
    "venue",
    "regulator",
    "treasury",
)


class RosterProblem(ValueError):
    """A roster that cannot be accepted; the text lists every reason."""


class Rules(Canonical):
    """Limits and timings that every validator must apply alike; part of the roster, so governed."""

    version: int = 1
    #: Rounds below the last committed one that may still be cited and ordered (G).
    horizon_rounds: int = 64
    #: Records in one bulk batch, at most.
    batch_records_max: int = 262_144
    #: Payload bytes of one batch, at most.
    batch_bytes_max: int = 16 * 1024 * 1024
    #: Batches referenced by one block, at most.
    block_batches_max: int = 256
    #: Sequence numbers behind the newest one that are still accepted, per stream.
    sequence_window: int = 1024
    #: A batch's last valid time may lie this far ahead of ledger time, at most.
    batch_life_ms_max: int = 3_600_000
    #: A half or an earmark lives this long, at most, in ledger seconds.
    pending_life_s_max: int = 86_400
    #: Pending halves one institution may have at a time.
    pending_halves_max: int = 4_000_000
    #: A checkpoint (paged Merkle root of the whole state) is taken every so many commits.
    checkpoint_commits: int = 256
    #: Rows of history that make a volume, each of 88 bytes before it is packed.
    history_rows: int = 32_768
    #: Committed leaders between two reviews of who leads.
    schedule_commits: int = 20
    #: Capacity of the account and position tables, in rows.
    accounts_max: int = 1 << 22
    positions_max: int = 1 << 23
    #: Streams of one institution.
    streams_max: int = 64


#: Largest value of each rule: what fits the encodings, one message, and the memory of one machine.
RULES_MAX: Final[Mapping[str, int]] = MappingProxyType(
    {
        "version": 1,
        "horizon_rounds": 4096,
        "batch_records_max": 1 << 20,
        "batch_bytes_max": MESSAGE_BYTES_MAX // 2,
        "block_batches_max": 4096,
        "sequence_window": 1 << 20,
        "batch_life_ms_max": 7 * 86_400_000,
        "pending_life_s_max": 366 * 86_400,
        "pending_halves_max": 1 << 28,
        "checkpoint_commits": 1 << 20,
        "history_rows": 1 << 18,
        "schedule_commits": 1 << 20,
        "accounts_max": 1 << 30,
        "positions_max": 1 << 30,
        "streams_max": 1 << 16,
    }
)


class Validator(Canonical):
    """One validator: an institution's node, with its weight in agreement and its address.

    ``transport``: certificate (DER) of the key that protects its streams; empty: no stream reaches it.
    """

    name: str
    key: bytes
    weight: int
    address: str
    transport: bytes = b""


class Institution(Canonical):
    """One institution. Its index is part of every account number it opens and never changes.

    ``transport``: certificate (DER) of the key that protects its streams; empty: no stream reaches it.
    """

    index: int
    name: str
    key: bytes
    roles: tuple[str, ...]
    transport: bytes = b""

    def may(self, role: str) -> bool:
        """Whether the roster gives it this role."""
        return role in self.roles


class Governor(Canonical):
    """One seat of the governance committee."""

    name: str
    key: bytes


class Roster(Canonical, dict=True, gc=True):
    """Everything governed about a market during one epoch.

    ``market`` is zero in the first roster, whose digest then names the market; ``previous`` is the digest of
    the roster before. Where it begins is not in it (governors sign before that is known) but in the chain.
    """

    market: bytes
    name: str
    epoch: int
    previous: bytes
    validators: tuple[Validator, ...]
    institutions: tuple[Institution, ...]
    governors: tuple[Governor, ...]
    governors_needed: int
    rules: Rules

    @cached_property
    def digest(self) -> bytes:
        """Digest that the next roster names as ``previous``."""
        return of("roster", self)

    @property
    def market_id(self) -> bytes:
        """32-byte name of the market: the digest of its first roster."""
        return self.digest if self.epoch == 0 else self.market

    @property
    def weight_total(self) -> int:
        """Sum of the validators' weights."""
        return sum(validator.weight for validator in self.validators)

    @property
    def quorum(self) -> int:
        """Smallest weight that is more than two thirds of the whole."""
        return quorum_of(self.weight_total)

    def validator_index(self, name: str) -> int | None:
        """Index of the validator of this name, or None."""
        return next((at for at, one in enumerate(self.validators) if one.name == name), None)

    def institution(self, index: int) -> Institution | None:
        """The institution of this index, or None."""
        if 0 < index <= len(self.institutions) and self.institutions[index - 1].index == index:
            return self.institutions[index - 1]
        return None

    def institution_named(self, name: str) -> Institution | None:
        """The institution of this name, or None."""
        return next((one for one in self.institutions if one.name == name), None)

    def with_role(self, role: str) -> tuple[Institution, ...]:
        """All institutions that have ``role``."""
        return tuple(one for one in self.institutions if one.may(role))


def quorum_of(weight_total: int) -> int:
    """Smallest weight that is more than two thirds of ``weight_total``."""
    return weight_total * 2 // 3 + 1


class SignedRoster(Canonical):
    """A roster with governors' signatures: pairs (index of the governor in the roster before, signature)."""

    roster: Roster
    signatures: tuple[tuple[int, bytes], ...]


def sign(roster: Roster, governors: Mapping[int, SigningKey]) -> SignedRoster:
    """Sign ``roster`` with the governors' keys, by their index in the roster before."""
    return SignedRoster(
        roster, tuple((index, key.sign("roster", roster)) for index, key in sorted(governors.items()))
    )


def why_rules_malformed(rules: Rules) -> list[str]:
    """Every rule whose value no validator could keep, with the values that are allowed."""
    return [
        f"the rule {name} is {getattr(rules, name)}; 1 to {most} are allowed"
        for name, most in RULES_MAX.items()
        if not 1 <= getattr(rules, name) <= most
    ]


def why_malformed(roster: Roster) -> list[str]:
    """Every reason why a roster is not well formed in itself."""
    faults = why_rules_malformed(roster.rules)
    if not VALIDATORS_MIN <= len(roster.validators) <= VALIDATORS_MAX:
        faults.append(
            f"{len(roster.validators)} validators; {VALIDATORS_MIN} to {VALIDATORS_MAX} are allowed"
        )
    for one in roster.validators:
        if not 1 <= one.weight <= WEIGHT_MAX:
            faults.append(f"validator {one.name!r} has weight {one.weight}; 1 to {WEIGHT_MAX} are allowed")
    if len(roster.institutions) > INSTITUTIONS_MAX:
        faults.append(f"{len(roster.institutions)} institutions; at most {INSTITUTIONS_MAX} are allowed")
    for position, institution in enumerate(roster.institutions, start=1):
        if institution.index != position:
            faults.append(
                f"institution {institution.name!r} has index {institution.index}, its place is {position}"
            )
        faults.extend(
            f"institution {institution.name!r} has the unknown role {role!r}; roles are {', '.join(ROLES)}"
            for role in institution.roles
            if role not in ROLES
        )
    for kind, members in (
        ("validator", roster.validators),
        ("institution", roster.institutions),
        ("governor", roster.governors),
    ):
        names = [member.name for member in members]
        if len(set(names)) != len(names):
            faults.append(f"two {kind}s share a name")
        public = [member.key for member in members]
        if len(set(public)) != len(public):
            faults.append(f"two {kind}s share a key")
        for member in members:
            reason = keys.why_inadmissible(member.key)
            if reason is not None:
                faults.append(f"{kind} {member.name!r}: {reason}")
    faults.extend(_why_transports_unfit(roster))
    if not 1 <= roster.governors_needed <= len(roster.governors):
        faults.append(f"{roster.governors_needed} of {len(roster.governors)} governors needed")
    if len(roster.with_role("central_bank")) > 1:
        faults.append("a market has at most one central bank")
    return faults


def _why_transports_unfit(roster: Roster) -> list[str]:
    """Every certificate that no stream could be trusted to, and every one that names two parties."""
    members: tuple[Validator | Institution, ...] = (*roster.validators, *roster.institutions)
    signing = frozenset(one.key for one in members) | {one.key for one in roster.governors}
    faults = [
        f"{one.name!r}: {reason}"
        for one in members
        if one.transport and (reason := transport.why_unfit(one.transport, signing)) is not None
    ]
    named = [one.transport for one in members if one.transport]
    if len(set(named)) != len(named):
        faults.append("two parties share a transport certificate")
    return faults


def why_not_next(before: Roster | None, signed: SignedRoster) -> list[str]:
    """Every reason why ``signed`` may not follow ``before`` (None: it is the first roster)."""
    roster = signed.roster
    faults = why_malformed(roster)
    authority = roster if before is None else before
    if before is None:
        if (roster.epoch, roster.previous, roster.market) != (0, ZERO, ZERO):
            faults.append("a first roster has epoch 0 and names nothing before it")
    else:
        if roster.epoch != before.epoch + 1:
            faults.append(f"epoch {roster.epoch} cannot follow epoch {before.epoch}; the roster is stale")
        if roster.previous != before.digest or roster.market != before.market_id:
            faults.append(
                "the roster does not name the one in force as its predecessor; make it anew from that one"
            )
        for old, new in zip(before.institutions, roster.institutions, strict=False):
            if old.name != new.name:
                faults.append(f"institution {old.index} was {old.name!r} and cannot become {new.name!r}")
        if len(roster.institutions) < len(before.institutions):
            faults.append("institutions leave by losing their roles, never by being removed")
    valid = {
        index
        for index, signature in signed.signatures
        if 0 <= index < len(authority.governors)
        and keys.verify(authority.governors[index].key, "roster", roster, signature)
    }
    if len(valid) < authority.governors_needed:
        faults.append(f"{len(valid)} valid governors' signatures; {authority.governors_needed} are needed")
    return faults
