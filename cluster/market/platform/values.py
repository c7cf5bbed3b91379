"""Values of issues as people write them: percent, prices, faces, moments, names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from actors.base.roster import Roster
from actors.modules.issuance.own_yield import PAR
from actors.modules.price import PriceProblem, read_yuan
from cluster.market.problems import UnknownParty

#: Percent, and prices per 100, in millionths of face.
_PER_HUNDRED = PAR // 100
_CHINA = timezone(timedelta(hours=8))


def read_per_hundred(value: str | int | Decimal) -> int:
    """A yield in percent or a price per 100, as millionths of face: ``"1.54"`` gives 15,400, ``"99.95"`` 999,500.

    Raises:
        PriceProblem: not a number that is exact in millionths.
    """
    if not isinstance(value, str | int | Decimal) or isinstance(value, bool):
        raise PriceProblem(f"the value {value!r} is not exact; write it as text or Decimal, like 1.54")
    try:
        number = Decimal(str(value)) * _PER_HUNDRED
    except InvalidOperation:
        raise PriceProblem(f"the value {value!r} is not a number; write it like 1.54 or 99.95") from None
    if not number.is_finite() or number != number.to_integral_value() or number < 0:
        raise PriceProblem(
            f"the value {value!r} is negative or has more than four decimals; write it like 1.54"
        )
    return int(number)


def read_units(face: str | int | Decimal, face_fen: int) -> int:
    """Units that make ``face`` yuan of a bond with ``face_fen`` a unit.

    Raises:
        PriceProblem: not exact, or not a whole number of units.
    """
    units, rest = divmod(read_yuan(face), face_fen)
    if rest:
        raise PriceProblem(f"a face of ¥{face} is not a whole number of units of {face_fen} fen; correct it")
    return units


def read_moment(value: str | datetime) -> int:
    """A moment as milliseconds since 1970; without a zone it is China's.

    Raises:
        PriceProblem: no moment.
    """
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PriceProblem(f"{value!r} is no moment; write it like 2026-01-23 10:35") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_CHINA)
    return int(moment.astimezone(UTC).timestamp()) * 1_000


def read_institution(roster: Roster, name: str | int) -> int:
    """The number of an institution given by name or number.

    Raises:
        UnknownParty: the roster has none.
    """
    for one in roster.institutions:
        if name in (one.name, one.index):
            return one.index
    raise UnknownParty(f"no institution {name!r} in the roster; check the name")
