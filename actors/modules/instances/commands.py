"""Commands about platform instances. Light: a receipt is read with these alone."""

from __future__ import annotations

from actors.base.canonical import Canonical


class Setting(Canonical):
    """The value of a module's parameter: ``name`` is ``module.parameter``."""

    name: str
    value: int


class Member(Canonical):
    """An institution admitted to an instance, in these roles (names of roster roles, or of the instance's own)."""

    institution: int
    roles: tuple[str, ...]


class Plan(Canonical):
    """What a platform instance is made of.

    ``stage``: see ``actors.modules.instances.stages``; it decides which of the modules are on. ``assets``: instruments admitted, empty for all. ``opens_s``, ``closes_s``: seconds of the
    day (UTC+8) between which members act; 0 and 86400 for always. ``approvers``: institutions of which
    ``approvals_needed`` must approve whatever is done to the instance.
    """

    name: str
    title_en: str
    title_zh: str
    stage: int
    modules: tuple[str, ...]
    members: tuple[Member, ...]
    assets: tuple[int, ...]
    opens_s: int
    closes_s: int
    approvers: tuple[int, ...]
    approvals_needed: int
    settings: tuple[Setting, ...] = ()


class CreateInstance(Canonical, tag=20):
    """Create the instance of this number."""

    instance: int
    plan: Plan


class ExtendInstance(Canonical, tag=21):
    """Give the instance another plan: more modules, members, instruments, or other rules and hours."""

    instance: int
    plan: Plan


class SuspendInstance(Canonical, tag=22):
    """Suspend the instance: its members act no more until it is resumed."""

    instance: int


class ResumeInstance(Canonical, tag=23):
    """Resume a suspended instance."""

    instance: int


class CloseInstance(Canonical, tag=24):
    """Close the instance for good."""

    instance: int


Act = CreateInstance | ExtendInstance | SuspendInstance | ResumeInstance | CloseInstance


class ProposeAct(Canonical, tag=25):
    """Propose an act of governance under a number of one's own choice; the proposer approves it with that.

    It is carried out when as many approvers as the instance's plan needs, two at least, have approved.
    """

    number: int
    act: Act


class ApproveAct(Canonical, tag=26):
    """Approve a proposed act (四眼原则)."""

    number: int


class RejectAct(Canonical, tag=27):
    """Reject a proposed act, which ends it; its proposer withdraws it so."""

    number: int


Command = ProposeAct | ApproveAct | RejectAct
