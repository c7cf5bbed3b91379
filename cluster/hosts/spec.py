"""How a party is made wherever it runs: a maker named by its import path, and a plan as bytes.

A host below the market knows no role and no blueprint; and what travels to another process is bytes, never code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import cast

from actors.base.keys import SigningKey
from actors.base.roster import Roster
from actors.host import HostProblem, Party
from cluster.storage.identity import Identity

#: Makes a party from its plan and its signing key.
Maker = Callable[[bytes, SigningKey], Party]
#: Makers are looked for in these packages only: a plan from elsewhere cannot name just any function.
MAKERS_IN = ("actors.", "cluster.")


@dataclass(frozen=True, slots=True)
class PartySpec:
    """What a host must know to run a party: its name, the market's first roster, maker and plan."""

    name: str
    roster: Roster = field(repr=False)
    #: ``package.module:function`` of a :data:`Maker`.
    maker: str
    plan: bytes = field(repr=False)
    #: The validator on whose machine it is placed where there are several; a validator names itself.
    near: str = ""

    @property
    def identity(self) -> Identity:
        """What its store is called."""
        return Identity(self.roster.market_id, self.name)

    @property
    def is_node(self) -> bool:
        """Whether it is a validator of the first roster: started first, spread over machines."""
        return self.roster.validator_index(self.name) is not None


@dataclass(frozen=True, slots=True)
class PartyKeys:
    """A party's private keys, in memory. Neither is ever shown."""

    signing: SigningKey = field(repr=False)
    #: Private key of its transport certificate (PKCS#8, DER); empty: it is reached by no stream.
    transport: bytes = field(default=b"", repr=False)


def make_party(spec: PartySpec, key: SigningKey) -> Party:
    """Make the party.

    Raises:
        HostProblem: there is no such maker.
    """
    module, _, function = spec.maker.partition(":")
    try:
        if not module.startswith(MAKERS_IN):
            raise ImportError(f"makers are in {', '.join(one.rstrip('.') for one in MAKERS_IN)}")
        maker = cast(Maker, getattr(import_module(module), function))
    except (ImportError, AttributeError) as problem:
        raise HostProblem(
            f"{spec.name!r} cannot be made by {spec.maker!r} ({problem}); "
            "its plan was written by another version: upgrade this installation"
        ) from None
    return maker(spec.plan, key)
