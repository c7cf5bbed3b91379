"""A market as YAML: who validates, who takes part, who governs, which money there is.

Every error names the file, the line, the value and the remedy; all errors are told at once.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from actors.base.roster import ROLES, VALIDATORS_MAX, VALIDATORS_MIN, WEIGHT_MAX, Rules
from actors.parties.node_room import HISTORY_BYTES_MAX, LOG_BYTES_MAX
from cluster.blueprint_file import BlueprintFile, Place

#: More than any disk holds.
DISK_BYTES_MAX = 1 << 60


class BlueprintProblem(ValueError):
    """A blueprint that makes no market; ``faults`` lists every reason."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


class Title(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name for people, in English and Chinese."""

    en: str
    zh: str


class NodePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One validator. ``log_bytes_max``: over it its log is cut behind its snapshots; ``history_bytes_max``: room for
    the history, over it the oldest is forgotten there (0: it keeps none)."""

    name: str
    weight: int = 1
    log_bytes_max: int = LOG_BYTES_MAX
    history_bytes_max: int = HISTORY_BYTES_MAX


class InstitutionPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One institution; ``node``: the validator that it talks to first."""

    name: str
    roles: tuple[str, ...]
    node: str = ""
    title: Title | None = None


class MoneyPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One money asset."""

    number: int
    code: str
    title: Title | None = None


class Blueprint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole market, before it has keys."""

    name: str
    nodes: tuple[NodePlan, ...]
    institutions: tuple[InstitutionPlan, ...]
    governors: tuple[str, ...]
    governors_needed: int
    money: tuple[MoneyPlan, ...]
    title: Title | None = None
    #: Limits that differ from the defaults of actors.base.roster.Rules.
    rules: dict[str, int] = {}

    def with_role(self, role: str) -> list[str]:
        """Names of the institutions that have ``role``, in order."""
        return [one.name for one in self.institutions if role in one.roles]

    def index_of(self, name: str) -> int:
        """Number of an institution, from 1."""
        return [one.name for one in self.institutions].index(name) + 1


def built_in() -> list[str]:
    """Names of the blueprints that come with the project."""
    folder = resources.files("cluster") / "blueprints"
    return sorted(one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml"))


def load(source: str | Path | Blueprint) -> Blueprint:
    """A blueprint by the name of a built-in one, or from a YAML file.

    Raises:
        BlueprintProblem: no such blueprint or file, or faults in it, all of them.
    """
    if isinstance(source, Blueprint):
        return source
    path = Path(source)
    if str(source) in built_in():
        text = (resources.files("cluster") / "blueprints" / f"{source}.yaml").read_text("utf-8")
        return parse(text, f"{source}.yaml")
    if path.suffix not in (".yaml", ".yml"):
        names = ", ".join(built_in())
        raise BlueprintProblem([f"no blueprint {str(source)!r}; built in: {names}. Or name a .yaml file"])
    return parse(read_file(path), str(path))


def read_file(path: Path) -> str:
    """The text of a file that somebody named.

    Raises:
        BlueprintProblem: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except OSError as problem:
        raise BlueprintProblem([f"{path}: {problem.strerror}; check the path and its permissions"]) from None
    except UnicodeDecodeError:
        raise BlueprintProblem([f"{path} is not UTF-8 text; save it as UTF-8"]) from None


def parse(text: str, name: str) -> Blueprint:
    """The blueprint in ``text``; ``name`` stands in errors.

    Raises:
        BlueprintProblem: with every fault.
    """
    file = BlueprintFile.read(text, name)
    if file.faults:
        raise BlueprintProblem(file.faults)
    plain = file.check(Blueprint)
    if file.faults:
        raise BlueprintProblem(file.faults)
    blueprint = msgspec.convert(plain, Blueprint)
    _check(blueprint, file)
    if file.faults:
        raise BlueprintProblem(file.faults)
    return blueprint


def dump(blueprint: Blueprint) -> bytes:
    """The blueprint as JSON, which is YAML too: what a market's directory keeps."""
    return msgspec.json.format(msgspec.json.encode(blueprint), indent=1)


def _check(blueprint: Blueprint, file: BlueprintFile) -> None:
    """Note every fault that shows only between the values."""
    _check_names(blueprint, file)
    _check_nodes(blueprint, file)
    _check_institutions(blueprint, file)
    _check_money(blueprint, file)
    if not 1 <= blueprint.governors_needed <= len(blueprint.governors):
        file.fault(
            ("governors_needed",),
            f"{blueprint.governors_needed} of {len(blueprint.governors)} governors; name from 1 to all of them",
        )
    known = set(Rules.__struct_fields__) - {"version"}
    for rule, value in blueprint.rules.items():
        if rule not in known:
            file.fault(("rules", rule), f"no rule {rule!r}; rules are {', '.join(sorted(known))}")
        elif value < 1:
            file.fault(("rules", rule), f"{rule} is {value}; give at least 1")


def _check_names(blueprint: Blueprint, file: BlueprintFile) -> None:
    seen: dict[str, Place] = {}
    for section, names in (
        ("nodes", [one.name for one in blueprint.nodes]),
        ("institutions", [one.name for one in blueprint.institutions]),
    ):
        for at, name in enumerate(names):
            place: Place = (section, at, "name")
            if (
                not name
                or not all(c.isascii() and (c.isalnum() or c in "-_.") for c in name)
                or name[0] == "."
            ):
                file.fault(place, f"{name!r} cannot name a directory; use letters, digits, - and _")
            if name.lower() in seen:
                file.fault(
                    place, f"the name {name!r} is taken already; every node and institution needs its own"
                )
            seen[name.lower()] = place


def _check_nodes(blueprint: Blueprint, file: BlueprintFile) -> None:
    count = len(blueprint.nodes)
    if not VALIDATORS_MIN <= count <= VALIDATORS_MAX:
        file.fault(
            ("nodes",), f"{count} nodes; {VALIDATORS_MIN} to {VALIDATORS_MAX} are needed to bear a faulty one"
        )
    for at, node in enumerate(blueprint.nodes):
        if not 1 <= node.weight <= WEIGHT_MAX:
            file.fault(("nodes", at, "weight"), f"weight {node.weight}; give 1 to {WEIGHT_MAX}")
        for room, least in (("log_bytes_max", 1), ("history_bytes_max", 0)):
            if not least <= getattr(node, room) <= DISK_BYTES_MAX:
                file.fault(
                    ("nodes", at, room),
                    f"{room} is {getattr(node, room)}; give {least} to {DISK_BYTES_MAX} bytes",
                )


def _check_institutions(blueprint: Blueprint, file: BlueprintFile) -> None:
    nodes = {node.name for node in blueprint.nodes}
    for at, one in enumerate(blueprint.institutions):
        for index, role in enumerate(one.roles):
            if role not in ROLES:
                file.fault(
                    ("institutions", at, "roles", index), f"no role {role!r}; roles are {', '.join(ROLES)}"
                )
        if not one.roles:
            file.fault(
                ("institutions", at, "roles"), f"{one.name} has no role; give one of {', '.join(ROLES)}"
            )
        if one.node and one.node not in nodes:
            file.fault(
                ("institutions", at, "node"), f"no node {one.node!r}; nodes are {', '.join(sorted(nodes))}"
            )
    if len(blueprint.with_role("central_bank")) != 1:
        banks = ", ".join(blueprint.with_role("central_bank")) or "none"
        file.fault(
            ("institutions",), f"central banks: {banks}; a market has exactly one, the root of its money"
        )
    for role in ("custodian", "venue", "regulator"):
        if not blueprint.with_role(role):
            file.fault(("institutions",), f"no institution has the role {role!r}; a market needs one")


def _check_money(blueprint: Blueprint, file: BlueprintFile) -> None:
    if not blueprint.money:
        file.fault(("money",), "no money; name at least one asset that the central bank issues")
    seen: set[Any] = set()
    for at, one in enumerate(blueprint.money):
        if not 1 <= one.number <= 65_535:
            file.fault(("money", at, "number"), f"asset number {one.number}; give 1 to 65535")
        if not 1 <= len(one.code.encode()) <= 32:
            file.fault(("money", at, "code"), f"the code {one.code!r} has no 1 to 32 bytes; shorten it")
        for value in (one.number, one.code):
            if value in seen:
                file.fault(("money", at), f"{value!r} is used twice; every money has its own number and code")
            seen.add(value)
