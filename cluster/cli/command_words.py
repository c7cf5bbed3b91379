"""A typed command of the business lane in words."""

from __future__ import annotations

from typing import Final

from actors.base.canonical import Canonical, MalformedBytes
from actors.base.roster import Roster, SignedRoster
from actors.ledger import commands as typed
from actors.modules.commands import read_one
from cluster.language import Say

_COMMANDS: Final[dict[type[Canonical], str]] = {
    typed.RegisterAsset: "register an asset",
    typed.ListAsset: "list a security",
    typed.MergeAsset: "merge a tranche into its parent",
    typed.OpenDate: "open a business date",
    typed.CloseDate: "close the business date",
    typed.DeclareCoupon: "declare a coupon",
    typed.PayCoupon: "pay a coupon",
    typed.LinkCash: "link a cash account",
    typed.ChangeRoster: "change the roster",
}
_FIELDS: Final = {
    "asset": "asset",
    "code": "code",
    "kind": "class",
    "face_fen": "face per unit",
    "listed": "listed",
    "tranche": "tranche",
    "parent": "parent",
    "date": "date",
    "record_date": "record date",
    "payment_date": "payment date",
    "numerator": "fen per unit, numerator",
    "denominator": "fen per unit, denominator",
    "cash": "cash asset",
    "paying_account": "paying account",
    "account": "account",
    "cash_account": "cash account",
    "signed": "next roster",
}
_CLASSES: Final = {1: "security", 2: "money"}
_YES_NO: Final = {True: "yes", False: "no"}
_UNKNOWN: Final = "no known command"
_NONE: Final = "none: the payload is no list of so many commands"


def command_lines(data: bytes, roster: Roster | None, say: Say) -> list[tuple[str, str]]:
    """Label and value of a command's kind and of each of its fields; ``data``: its canonical bytes, or none."""
    kind = say("kind")
    if not data:
        return [(kind, say(_NONE))]
    try:
        command = read_one(data)
    except MalformedBytes:
        return [(kind, f"{say(_UNKNOWN)}: {data[:32].hex()}")]
    lines = [(kind, f"{type(command).__name__}: {say(_label(type(command)))}")]
    for name in type(command).__struct_fields__:
        value = getattr(command, name)
        lines.append((say(_FIELDS.get(name, name.replace("_", " "))), _value(name, value, roster, say)))
    return lines


def _label(kind: type[Canonical]) -> str:
    """What the command does: a module's own docstring begins with it."""
    return _COMMANDS.get(kind) or (kind.__doc__ or kind.__name__).partition("\n")[0].rstrip(".")


def _value(name: str, value: object, roster: Roster | None, say: Say) -> str:
    from cluster.cli.receipt import account_text, yuan

    match value:
        case bool():
            return say(_YES_NO[value])
        case SignedRoster(roster=new):
            return say(
                "{name}, epoch {epoch}, {validators} validators, {digest}",
                name=new.name,
                epoch=new.epoch,
                validators=len(new.validators),
                digest=new.digest.hex(),
            )
        case int() if name.endswith("account"):
            return account_text(value, roster)
        case int() if name.endswith("date"):
            return f"{value // 10_000:04}-{value // 100 % 100:02}-{value % 100:02}"
        case int() if name == "face_fen":
            return yuan(value)
        case int() if name == "kind" and value in _CLASSES:
            return say(_CLASSES[value])
        case _:
            return str(value)
