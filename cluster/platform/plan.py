"""A platform instance as YAML: names of institutions, codes of bonds and names of parameters instead of numbers.

Every error names the file, the line, the column, the value and the remedy; all errors are told at once.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import yaml

from cluster.blueprint import BlueprintProblem, Title, read_file
from cluster.blueprint_file import BlueprintFile
from cluster.platform.plan_checks import check


class MemberPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One member. ``roles``: on this platform; left out: those that the market's roster gives it."""

    institution: str
    roles: tuple[str, ...] = ()


class HoursPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Between which moments of the day (UTC+8, ``HH:MM``) members act."""

    opens: str = "00:00"
    closes: str = "24:00"


class PlatformPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A platform before it is proposed. ``instruments``: codes, none for all; ``settings``: ``module.parameter`` to its
    value, a moment of the day also as ``HH:MM``."""

    name: str
    title: Title
    stage: int
    modules: tuple[str, ...]
    members: tuple[MemberPlan, ...]
    approvers: tuple[str, ...]
    approvals_needed: int = 2
    instruments: tuple[str, ...] = ()
    hours: HoursPlan = HoursPlan()
    settings: dict[str, Any] = {}


class PlanSource(msgspec.Struct, frozen=True):
    """A plan, and the file that it was read from, which knows the places of its values."""

    plan: PlatformPlan
    file: BlueprintFile


def built_in() -> list[str]:
    """Names of the plans that come with the project."""
    return sorted(one.name.removesuffix(".yaml") for one in _folder().iterdir() if one.name.endswith(".yaml"))


def load(source: str | Path) -> PlanSource:
    """A plan by the name of a built-in one, or from a YAML file.

    Raises:
        BlueprintProblem: no such plan or file, or faults in it, all of them.
    """
    path = Path(source)
    if str(source) in built_in():
        return parse((_folder() / f"{source}.yaml").read_text("utf-8"), f"{source}.yaml")
    if path.suffix not in (".yaml", ".yml"):
        names = ", ".join(built_in())
        raise BlueprintProblem([f"no plan {str(source)!r}; built in: {names}. Or name a .yaml file"])
    return parse(read_file(path), str(path))


def parse(text: str, name: str) -> PlanSource:
    """The plan in ``text``; ``name`` stands in errors.

    Raises:
        BlueprintProblem: with every fault that shows without a market.
    """
    file = BlueprintFile.read(text, name, columns=True)
    if not file.faults:
        plain = file.check(PlatformPlan)
        check(_sound(plain), file)
        if not file.faults:
            return PlanSource(msgspec.convert(plain, PlatformPlan), file)
    raise BlueprintProblem(file.faults)


def _sound(plain: Any) -> dict[str, Any]:
    """The fields whose values are of their kind: what can be looked at further though others are at fault."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(PlatformPlan) if isinstance(plain, dict) else ():
        with suppress(msgspec.ValidationError):
            if field.name in plain:
                found[field.name] = msgspec.convert(plain[field.name], field.type)
            elif not field.required:
                found[field.name] = field.default
    return found


def as_source(plan: PlatformPlan) -> PlanSource:
    """A plan made by a program, as if it had been read from the YAML that :func:`dump` writes.

    Raises:
        BlueprintProblem: with every fault.
    """
    return parse(dump(plan), "plan.yaml")


def dump(plan: PlatformPlan) -> str:
    """The plan as YAML, which :func:`parse` reads."""
    plain = msgspec.to_builtins(plan)
    return str(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120))


def _folder() -> resources.abc.Traversable:
    return resources.files("cluster") / "platform" / "plans"
