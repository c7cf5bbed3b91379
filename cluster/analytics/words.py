"""Names of what a movement or an account is, and headings of columns in one language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from actors.ledger.movements import CLOSED, COUPON, FACE, MERGED, OPENED
from actors.ledger.records import Class, Kind
from actors.modules.corporate.state import ELECTED, PAID, WITHDRAWN
from cluster.language import Say
from cluster.language.zh.analytics import NAMES

_COMMANDS: Final = {
    FACE: "FACE",
    MERGED: "MERGE",
    OPENED: "OPEN_DATE",
    CLOSED: "CLOSE_DATE",
    COUPON: "COUPON",
    PAID: "EVENT_PAID",
    ELECTED: "PUT_ELECTED",
    WITHDRAWN: "PUT_WITHDRAWN",
}

_CLASSES: Final = {int(one): one.name.lower() for one in Class}


def kind_name(kind: int) -> str:
    """Name of a sort of movement; of a module's command ``COMMAND`` and its number."""
    if kind == Kind.DELIVER:
        return "TRADE"
    if kind in _COMMANDS:
        return _COMMANDS[kind]
    return Kind(kind).name if kind in set(Kind) else f"COMMAND {kind}"


def class_name(class_: int) -> str:
    """What an account is for, in lower case: own, omnibus, issuance, settlement."""
    return _CLASSES.get(class_, str(class_))


def heading(name: str, language: str) -> str:
    """The heading of a column, the name of a table or of a value, in ``language``.

    Raises:
        ValueError: no such language.
    """
    return NAMES.get(name, name) if Say(language).language == "zh" else name


def headings(names: Iterable[str], language: str) -> list[str]:
    """:func:`heading` of each."""
    return [heading(one, language) for one in names]
