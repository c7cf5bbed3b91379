"""A typed command of the business lane in words."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

from actors.base.canonical import Canonical, MalformedBytes
from actors.base.roster import Roster, SignedRoster
from actors.ledger import commands as typed
from actors.modules.commands import read_one
from cluster.language import Say
from cluster.language.zh.command_names import COMMANDS, FIELDS

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


#: Whole numbers that name an institution of the roster.
_INSTITUTIONS: Final = frozenset(
    ("administrator", "counterparty", "depository", "gateway", "institution", "lead", "venue")
)
#: Endings of the names of dates, written YYYYMMDD, and those that have none.
_DATES: Final = ("date", "day", "dated", "maturity", "payment", "listing", "distribution")
_DATE_MIN: Final = 10_000_101
_BYTES_SHOWN: Final = 32
_YEAR_10000_MS: Final = 253_402_300_800_000 - 86_400_000
_CHINA: Final = timezone(timedelta(hours=8))


def command_lines(data: bytes, roster: Roster | None, say: Say) -> list[tuple[str, str]]:
    """Label and value of a command's kind and of each of its fields; ``data``: its canonical bytes, or none."""
    kind = say("kind")
    if not data:
        return [(kind, say(_NONE))]
    try:
        command = read_one(data)
    except MalformedBytes:
        return [(kind, f"{say(_UNKNOWN)}: {data[:32].hex()}")]
    head = (kind, f"{type(command).__name__}: {command_label(type(command), say)}")
    return [head, *_lines(command, roster, say, "")]


def command_label(kind: type[Canonical], say: Say) -> str:
    """What the command does: in English a module's own docstring begins with it."""
    known = _COMMANDS.get(kind)
    if known is not None:
        return say(known)
    if say.language == "zh":
        return COMMANDS.get(kind.__name__, kind.__name__)
    return (kind.__doc__ or kind.__name__).partition("\n")[0].partition(". ")[0].rstrip(".")


def field_label(kind: type[Canonical], name: str, say: Say) -> str:
    """What a field of a command, or of a part of one, is called."""
    if say.language == "zh":
        return FIELDS.get(f"{kind.__name__}.{name}") or FIELDS.get(name, name)
    return _FIELDS.get(name, name.rstrip("_").replace("_", " "))


def _lines(part: Canonical, roster: Roster | None, say: Say, above: str) -> list[tuple[str, str]]:
    """The fields of a command, those of its parts behind the name of the part."""
    found: list[tuple[str, str]] = []
    for name in type(part).__struct_fields__:
        value = getattr(part, name)
        label = above + field_label(type(part), name, say)
        several = value if isinstance(value, tuple) else (value,)
        if any(_has_parts(one) for one in several):
            for at, one in enumerate(several, 1):
                place = f"{label} {at}" if isinstance(value, tuple) else label
                if isinstance(part, typed.ChangeRoster) or not _has_parts(one):
                    found.append((place, _value(name, one, roster, say)))
                else:
                    kind = command_label(type(one), say) if type(one).__name__ in COMMANDS else ""
                    found += [(place, kind)] if kind else []
                    found += _lines(one, roster, say, f"{place} · ")
        elif isinstance(value, tuple):
            found.append(
                (label, ", ".join(_value(name.removesuffix("s"), one, roster, say) for one in value))
            )
        else:
            found.append((label, _value(name, value, roster, say)))
    return found


def _has_parts(value: object) -> bool:
    return isinstance(value, Canonical)


def _value(name: str, value: object, roster: Roster | None, say: Say) -> str:
    from cluster.cli.receipt import account_text, institution_text, yuan

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
        case bytes():
            return value[:_BYTES_SHOWN].hex() + ("…" if len(value) > _BYTES_SHOWN else "")
        case int() if name.endswith("account"):
            return account_text(value, roster)
        case int() if name in _INSTITUTIONS:
            return institution_text(value, roster)
        case int() if name.endswith(_DATES) and value >= _DATE_MIN:
            return f"{value // 10_000:04}-{value // 100 % 100:02}-{value % 100:02}"
        case int() if name.endswith("_ms") and 0 < value < _YEAR_10000_MS:
            return f"{datetime.fromtimestamp(value / 1_000, _CHINA):%Y-%m-%d %H:%M:%S} UTC+8"
        case int() if name == "face_fen":
            return yuan(value)
        case int() if name == "kind" and value in _CLASSES:
            return say(_CLASSES[value])
        case _:
            return str(value)
