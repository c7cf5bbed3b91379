"""A plan's names to the numbers of one market, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actors.base.roster import Institution
from actors.modules.instances.commands import Member, Plan, Setting
from cluster.blueprint import BlueprintProblem, Title
from cluster.blueprint_file import BlueprintFile
from cluster.platform.modules import is_time, parameters, read_time, write_time
from cluster.platform.plan import HoursPlan, MemberPlan, PlanSource, PlatformPlan
from cluster.platform.plan_checks import setting


def numbered(source: PlanSource, institutions: Sequence[Institution], assets: Mapping[str, int]) -> Plan:
    """The plan as the ledger takes it, in the market of these ``institutions`` and ``assets`` (code → number).

    Raises:
        BlueprintProblem: with every name that the market has not, and its place.
    """
    plan, file = source.plan, source.file.again()
    known = {one.name: one for one in institutions}
    _note_unknown(source, file, list(known))
    for at, code in enumerate(plan.instruments):
        if code not in assets:
            there = ", ".join(assets) or "none yet"
            file.fault(("instruments", at), f"no instrument {code!r} on the ledger; there are {there}")
    regulators = [name for name in plan.approvers if name in known and known[name].may("regulator")]
    if len(plan.approvers) - len(regulators) >= plan.approvals_needed and not file.faults:
        file.fault(("approvers",), "the approvers could decide without any regulator; name more of them")
    if file.faults:
        raise BlueprintProblem(file.faults)
    members = tuple(
        Member(known[one.institution].index, one.roles or tuple(known[one.institution].roles))
        for one in plan.members
    )
    values = {name: setting(name, value) for name, value in plan.settings.items()}
    return Plan(
        plan.name,
        plan.title.en,
        plan.title.zh,
        plan.stage,
        plan.modules,
        members,
        tuple(assets[code] for code in plan.instruments),
        read_time(plan.hours.opens) or 0,
        read_time(plan.hours.closes) or 0,
        tuple(known[name].index for name in plan.approvers),
        plan.approvals_needed,
        tuple(Setting(name, value) for name, value in values.items() if value is not None),
    )


def named(plan: Plan, institutions: Sequence[Institution], codes: Mapping[int, str]) -> PlatformPlan:
    """The plan of an instance as a person writes it; ``codes``: asset number → code."""
    names = {one.index: one.name for one in institutions}
    settings: dict[str, int | str] = {
        one.name: write_time(one.value) if is_time(parameters()[one.name]) else one.value
        for one in plan.settings
    }
    return PlatformPlan(
        plan.name,
        Title(plan.title_en, plan.title_zh),
        plan.stage,
        plan.modules,
        tuple(MemberPlan(names[one.institution], one.roles) for one in plan.members),
        tuple(names[one] for one in plan.approvers),
        plan.approvals_needed,
        tuple(codes[one] for one in plan.assets),
        HoursPlan(write_time(plan.opens_s), write_time(plan.closes_s)),
        settings,
    )


def why_unknown(source: PlanSource, institutions: Sequence[str]) -> None:
    """Refuse a plan that names others than these institutions.

    Raises:
        BlueprintProblem: with each of them, and its place.
    """
    file = source.file.again()
    _note_unknown(source, file, institutions)
    if file.faults:
        raise BlueprintProblem(file.faults)


def _note_unknown(source: PlanSource, file: BlueprintFile, known: Sequence[str]) -> None:
    for at, member in enumerate(source.plan.members):
        if member.institution not in known:
            file.fault(("members", at, "institution"), _unknown(member.institution, known))
    for at, name in enumerate(source.plan.approvers):
        if name not in known:
            file.fault(("approvers", at), _unknown(name, known))


def _unknown(name: str, known: Sequence[str]) -> str:
    return f"no institution {name!r} in this market; it has {', '.join(known)}"
