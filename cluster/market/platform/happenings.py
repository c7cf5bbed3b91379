"""What happened to platforms between two looks, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from actors.base.roster import Roster
from actors.modules.instances.commands import Act, CreateInstance, Plan
from actors.modules.instances.state import CARRIED_OUT, REJECTED, Proposal

#: What an act is, by its class.
ACTS: Final = {
    "CreateInstance": "create",
    "ExtendInstance": "extend",
    "SuspendInstance": "suspend",
    "ResumeInstance": "resume",
    "CloseInstance": "close",
}
_ENDS: Final = {CARRIED_OUT: "carried out", REJECTED: "rejected"}


def act_word(act: Act) -> str:
    """What an act does, in a word."""
    return ACTS[type(act).__name__]


class Happenings:
    """Compares looks at what was proposed."""

    def __init__(self) -> None:
        """Nothing was looked at yet."""
        self._seen: dict[int, Proposal] | None = None

    def changed(self, proposals: Iterable[Proposal]) -> list[tuple[Proposal, bool]]:
        """Proposals that are new or stand otherwise than at the last look, and whether they were known then; none at
        the first look."""
        before, now = self._seen, {one.number: one for one in proposals}
        self._seen = now
        if before is None:
            return []
        return [(one, number in before) for number, one in now.items() if before.get(number) != one]


def sentence(one: Proposal, plans: Mapping[int, Plan], roster: Roster, was_known: bool) -> str:
    """What became of a proposal. ``plans``: of the instances there are, by number."""
    act = one.act
    plan = act.plan if isinstance(act, CreateInstance) else plans[act.instance]
    word, names = act_word(act), {each.index: each.name for each in roster.institutions}
    if one.ended:
        return f"platform {plan.name}: proposal {one.number} ({word}) was {_ENDS[one.ended]}"
    if was_known:
        approved = ", ".join(names.get(each, str(each)) for each in one.approved)
        return f"platform {plan.name}: proposal {one.number} ({word}) is approved by {approved}"
    proposer = names.get(one.proposer, str(one.proposer))
    return f"platform {plan.name}: {proposer} proposes to {word} it, proposal {one.number}"
