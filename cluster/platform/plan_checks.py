"""What shows between the values of a plan, without a market."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from actors.modules.instances.plan import NAME_MAX, TITLE_MAX
from actors.modules.instances.stages import Stage
from cluster.blueprint import Title
from cluster.blueprint_file import BlueprintFile, Place
from cluster.platform.modules import is_time, modules, parameters, read_time

if TYPE_CHECKING:
    from cluster.platform.plan import HoursPlan, MemberPlan

_STAGES: Final = "1 listing, 2 routed trading, 3 settlement, 4 cross-border"


def check(values: Mapping[str, Any], file: BlueprintFile) -> None:
    """Note every fault of a plan's ``values`` (field → value, those that are of their kind) that needs no market."""
    for name, value in values.items():
        look = _LOOKS.get(name)
        if look is not None:
            look(file, value)
    approvers = values.get("approvers")
    if approvers is not None and "approvals_needed" in values:
        needed, count = values["approvals_needed"], len(set(approvers))
        if not 2 <= needed <= count:
            file.fault(
                ("approvals_needed",),
                f"{needed} of {count} approvers; two at least have to approve, and at most all",
            )


def _check_name(file: BlueprintFile, name: str) -> None:
    if not 1 <= len(name.encode()) <= NAME_MAX:
        file.fault(("name",), f"the name {name!r} has no 1 to {NAME_MAX} bytes; correct it")


def _check_title(file: BlueprintFile, title: Title) -> None:
    for language in ("en", "zh"):
        text = getattr(title, language)
        if not 1 <= len(text.encode()) <= TITLE_MAX:
            file.fault(("title", language), f"the title {text!r} has no 1 to {TITLE_MAX} bytes; correct it")


def _check_stage(file: BlueprintFile, stage: int) -> None:
    if stage not in tuple(Stage):
        file.fault(("stage",), f"stage {stage}; stages are {_STAGES}")


def _check_modules(file: BlueprintFile, named: Sequence[str]) -> None:
    _check_list(file, ("modules",), named, "module", modules())
    if not named:
        file.fault(("modules",), f"no module; name some of {', '.join(modules())}")


def _check_members(file: BlueprintFile, members: Sequence[MemberPlan]) -> None:
    names = [one.institution for one in members]
    _check_list(file, ("members",), names, "member", names, inner="institution")
    if not names:
        file.fault(("members",), "no member; name the institutions that take part")


def _check_approvers(file: BlueprintFile, names: Sequence[str]) -> None:
    _check_list(file, ("approvers",), names, "approver", names)


def _check_instruments(file: BlueprintFile, codes: Sequence[str]) -> None:
    _check_list(file, ("instruments",), codes, "instrument", codes)


def _check_list(
    file: BlueprintFile,
    place: Place,
    names: Sequence[str],
    what: str,
    known: Sequence[str],
    inner: str = "",
) -> None:
    seen: set[str] = set()
    for at, name in enumerate(names):
        where: Place = (*place, at, inner) if inner else (*place, at)
        if name not in known:
            file.fault(where, f"no {what} {name!r}; there are {', '.join(known)}")
        elif name in seen:
            file.fault(where, f"the {what} {name!r} stands twice; keep one")
        seen.add(name)


def _check_hours(file: BlueprintFile, hours: HoursPlan) -> None:
    seconds = {}
    for name in ("opens", "closes"):
        text = getattr(hours, name)
        seconds[name] = read_time(text)
        if seconds[name] is None:
            file.fault(("hours", name), f"{text!r} is no time of the day; write it like 09:00, at most 24:00")
    opens, closes = seconds["opens"], seconds["closes"]
    if opens is not None and closes is not None and opens >= closes:
        file.fault(("hours",), f"open from {hours.opens} to {hours.closes}; open before you close")


def _check_settings(file: BlueprintFile, settings: Mapping[str, Any]) -> None:
    for name, value in settings.items():
        _check_setting(file, name, value)


def _check_setting(file: BlueprintFile, name: str, value: Any) -> None:
    place: Place = ("settings", name)
    one = parameters().get(name)
    if one is None:
        module = name.partition(".")[0]
        near = [known for known in parameters() if known.startswith(f"{module}.")]
        shown = ", ".join(near) if near else f"module.parameter, of the modules {', '.join(modules())}"
        file.fault(place, f"no parameter {name!r}; there are {shown}")
        return
    number = setting(name, value)
    if number is None:
        remedy = "a whole number, or a time like 17:00" if is_time(one) else "a whole number"
        file.fault(place, f"{name} is {value!r}; give {remedy}")
    elif not one.low <= number <= one.high:
        file.fault(place, f"{name} is {value}; give {one.low} to {one.high} ({one.unit})")


def setting(name: str, value: Any) -> int | None:
    """The number that a setting's value means, or None for none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return read_time(value) if isinstance(value, str) and is_time(parameters()[name]) else None


_LOOKS: Final[dict[str, Callable[[BlueprintFile, Any], None]]] = {
    "name": _check_name,
    "title": _check_title,
    "stage": _check_stage,
    "modules": _check_modules,
    "members": _check_members,
    "approvers": _check_approvers,
    "instruments": _check_instruments,
    "hours": _check_hours,
    "settings": _check_settings,
}
