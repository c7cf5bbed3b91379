"""Measures: trading halted, buying stopped. A warning takes them by itself, or who oversees the platform by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.business.assets import why_no_asset
from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.instances.state import Instance
from actors.modules.instruments.module import instrument_of
from actors.modules.risk.book import RiskBook, books_of, key_of_stop, oversees, watching
from actors.modules.risk.commands import AllowBuying, HaltTrading, ResumeTrading, StopBuying
from actors.modules.risk.parameters import HALT_BOND, HALT_PLATFORM, STOP_BUYING
from actors.modules.risk.state import Halt, Stop, Warned, Watched

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

_NAME_MAX = 200


def is_halted(ledger: Ledger, instance: int, asset: int) -> bool:
    """Whether trading of the bond is halted on the instance."""
    book = watching(ledger, instance)
    return book is not None and any((instance, one) in book.halts for one in {0, asset})


def is_stopped(ledger: Ledger, book: RiskBook, instance: int, owner: int, asset: int) -> bool:
    """Whether the owner may buy no more of the bond."""
    bond = instrument_of(ledger, asset)
    whats = [(0, ""), (asset, "")] + ([(0, bond.issuer)] if bond else [])
    return any((instance, who, *what) in book.stops for who in (0, owner) for what in whats)


# By a warning.


def take(ledger: Ledger, one: Warned, wanted: int) -> int:
    """Take the measures of these bits that fit what the warning is about; those that were taken."""
    book, taken = books_of(ledger), 0
    stop, halts = _stop_of(one, ledger.time_ms), _halts_of(one, wanted, ledger.time_ms)
    if wanted & STOP_BUYING and stop is not None and not book.stops.is_full:
        taken |= STOP_BUYING
        if key_of_stop(stop) not in book.stops:
            book.stops.put(stop)
    for bit, halt in halts:
        if not book.halts.is_full:
            taken |= bit
            if (halt.instance, halt.asset) not in book.halts:
                book.halts.put(halt)
    return taken


def _stop_of(one: Warned, now_ms: int) -> Stop | None:
    if one.watched == Watched.LIMIT_USE or not (one.owner or one.asset or one.name):
        return None
    return Stop(*_stopped(one), one.number, 0, now_ms)


def _stopped(one: Warned) -> tuple[int, int, int, str]:
    """Whose buying of what a warning stops: of its bond, or of its issuer."""
    return one.instance, one.owner, one.asset, "" if one.asset else one.name


def _halts_of(one: Warned, wanted: int, now_ms: int) -> list[tuple[int, Halt]]:
    found: list[tuple[int, Halt]] = []
    if wanted & HALT_BOND and one.asset:
        found.append((HALT_BOND, Halt(one.instance, one.asset, one.number, 0, now_ms)))
    if wanted & HALT_PLATFORM:
        found.append((HALT_PLATFORM, Halt(one.instance, 0, one.number, 0, now_ms)))
    return found


def lift(ledger: Ledger, one: Warned) -> None:
    """End what rests on the warning. Another one may take it again: see :func:`take`."""
    book = books_of(ledger)
    key = _stopped(one)
    known = book.stops.get(key)
    if known is not None and known.warning == one.number:
        book.stops.drop(key)
    for asset in sorted({0, one.asset}):
        halt = book.halts.get((one.instance, asset))
        if halt is not None and halt.warning == one.number:
            book.halts.drop((one.instance, asset))


# By hand.


def why_not_overseen(ledger: Ledger, instance: int, institution: int) -> list[Status]:
    """Whether the institution may take measures there; a suspended platform's are taken and ended all the same."""
    known: Instance | None = admission.find(ledger, instance)
    if instance != admission.MARKET and known is None:
        return [Status.INSTANCE_UNKNOWN]
    faults = [] if oversees(ledger, instance, institution) else [Status.NOT_PERMITTED]
    return faults if watching(ledger, instance) is not None else [*faults, Status.MODULE_NOT_ON]


def why_not_halted(ledger: Ledger, institution: int, command: HaltTrading) -> list[Status]:
    """Every reason why trading is not halted."""
    # AUTHORISE
    faults = why_not_overseen(ledger, command.instance, institution)
    # VALIDATE
    if command.asset:
        faults += why_no_asset(ledger, command.asset)
    if (command.instance, command.asset) in books_of(ledger).halts:
        faults.append(Status.HALTED_ALREADY)
    return faults


def halt(ledger: Ledger, institution: int, command: HaltTrading) -> Status:
    """Halt it: nothing is dealt any more; deals made before settle."""
    # APPLY
    row = Halt(command.instance, command.asset, 0, institution, ledger.time_ms)
    books_of(ledger).halts.put(row)
    # EMIT
    return Status.DONE


def why_not_resumed(ledger: Ledger, institution: int, command: ResumeTrading) -> list[Status]:
    """Every reason why trading stays halted. A halt by a warning ends with the warning's evaluation."""
    # AUTHORISE
    faults = why_not_overseen(ledger, command.instance, institution)
    # VALIDATE
    known = books_of(ledger).halts.get((command.instance, command.asset))
    if known is None:
        faults.append(Status.NOT_HALTED)
    elif known.warning:
        faults.append(Status.MEASURE_OF_WARNING)
    return faults


def resume(ledger: Ledger, _institution: int, command: ResumeTrading) -> Status:
    """Trade again."""
    # APPLY
    books_of(ledger).halts.drop((command.instance, command.asset))
    # EMIT
    return Status.DONE


def why_not_stopped(ledger: Ledger, institution: int, command: StopBuying) -> list[Status]:
    """Every reason why buying is not stopped."""
    # AUTHORISE
    faults = why_not_overseen(ledger, command.instance, institution)
    # VALIDATE
    if command.asset:
        faults += why_no_asset(ledger, command.asset)
    if not (command.owner or command.asset or command.issuer) or (command.asset and command.issuer):
        faults.append(Status.STOP_INVALID)
    if not 0 <= command.owner < 1 << 64:
        faults.append(Status.NUMBER_INVALID)
    if len(command.issuer.encode()) > _NAME_MAX:
        faults.append(Status.TEXT_INVALID)
    if _key(command) in books_of(ledger).stops:
        faults.append(Status.STOPPED_ALREADY)
    if books_of(ledger).stops.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def stop(ledger: Ledger, institution: int, command: StopBuying) -> Status:
    """Stop it; selling goes on."""
    # APPLY
    books_of(ledger).stops.put(Stop(*_key(command), 0, institution, ledger.time_ms))
    # EMIT
    return Status.DONE


def why_not_allowed(ledger: Ledger, institution: int, command: AllowBuying) -> list[Status]:
    """Every reason why the stop stays."""
    # AUTHORISE
    faults = why_not_overseen(ledger, command.instance, institution)
    # VALIDATE
    known = books_of(ledger).stops.get(_key(command))
    if known is None:
        faults.append(Status.NOT_STOPPED)
    elif known.warning:
        faults.append(Status.MEASURE_OF_WARNING)
    return faults


def allow(ledger: Ledger, _institution: int, command: AllowBuying) -> Status:
    """Let them buy again."""
    # APPLY
    books_of(ledger).stops.drop(_key(command))
    # EMIT
    return Status.DONE


def _key(command: StopBuying | AllowBuying) -> tuple[int, int, int, str]:
    return command.instance, command.owner, command.asset, command.issuer
