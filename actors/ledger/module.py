"""What a module of the middle platform is to the ledger: typed commands, the rules they obey, and state of its own.

The ledger knows modules by this contract alone; the modules themselves stand in ``actors/modules``.
Specification: docs/spec/modules.md.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, NamedTuple, TypeVar

from actors.base.canonical import Canonical, decode, encode
from actors.ledger.parameter import Parameter
from actors.ledger.status import Status

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Rows that one shelf holds, unless it says otherwise (P10).
ROWS_MAX: Final = 1_000_000
#: Rows that one question is answered with, at most.
PAGE_MAX: Final = 1_000

V = TypeVar("V", bound=Canonical)
#: A number, or a tuple of numbers and texts of one shape: what orders the rows of a shelf.
Key = Any


class Rule(NamedTuple):
    """How one kind of command is judged and carried out.

    ``why_not``: every reason against it (AUTHORISE, VALIDATE), in order of checks, and nothing changes; ``do``:
    carry it out (APPLY, EMIT) when there was none, all or nothing. A status that ``do`` returns may still be a
    refusal (a position that is short shows when it is tried); then nothing has changed.
    """

    why_not: Callable[[Ledger, int, Any], list[Status]]
    do: Callable[[Ledger, int, Any], Status]


Rules = Mapping[type[Canonical], Rule]


class Origin(Canonical):
    """The record that asked for something which ends later: who signed its batch, and where it stands."""

    institution: int
    stream: int
    sequence: int
    record: int


def everyone(_ledger: Ledger, _institution: int, _row: Any) -> bool:
    """A row that every institution of the market may read."""
    return True


class Shelf(Generic[V]):
    """Rows of one kind, each under its key, always in the order of keys: equal contents, equal bytes."""

    def __init__(
        self,
        kind: type[V],
        key: Callable[[V], Key],
        seen_by: Callable[[Ledger, int, V], bool] = everyone,
        rows_max: int = ROWS_MAX,
    ) -> None:
        """An empty shelf. ``seen_by``: whether an institution that is no regulator may read a row."""
        self.kind, self.seen_by, self.rows_max = kind, seen_by, rows_max
        self._key = key
        self._rows: dict[Key, V] = {}
        self._keys: list[Key] = []

    def put(self, row: V) -> None:
        """Add the row, or replace the one under its key."""
        key = self._key(row)
        if key not in self._rows:
            insort(self._keys, key)
        self._rows[key] = row

    def drop(self, key: Key) -> None:
        """Take away the row under this key.

        Raises:
            KeyError: there is none.
        """
        del self._rows[key]
        del self._keys[bisect_left(self._keys, key)]

    def get(self, key: Key) -> V | None:
        """The row under this key, or None."""
        return self._rows.get(key)

    def __getitem__(self, key: Key) -> V:
        """The row under this key; a KeyError if there is none."""
        return self._rows[key]

    def __contains__(self, key: Key) -> bool:
        """Whether there is a row under this key."""
        return key in self._rows

    def __len__(self) -> int:
        """How many rows."""
        return len(self._rows)

    def __iter__(self) -> Iterator[V]:
        """Rows in the order of their keys, as they were when asked; the shelf may change meanwhile."""
        return iter([self._rows[key] for key in self._keys])

    @property
    def first(self) -> V | None:
        """The row under the lowest key, or None."""
        return self._rows[self._keys[0]] if self._keys else None

    def among(self, first: Key, last: Key) -> list[V]:
        """Rows whose keys lie from ``first`` up to but not including ``last``, in order."""
        start, end = bisect_left(self._keys, first), bisect_left(self._keys, last)
        return [self._rows[key] for key in self._keys[start:end]]

    def walk(self, first: Key, last: Key) -> Iterator[V]:
        """As :meth:`among`, one at a time, for whoever needs the first few; the shelf must not change meanwhile."""
        for at in range(bisect_left(self._keys, first), bisect_left(self._keys, last)):
            yield self._rows[self._keys[at]]

    def clear(self) -> None:
        """Take all rows away."""
        self._rows, self._keys = {}, []

    @property
    def is_full(self) -> bool:
        """Whether no further row has room."""
        return len(self._rows) >= self.rows_max

    def image(self) -> bytes:
        """All rows, canonical."""
        return encode(tuple(self))

    def restore(self, data: bytes) -> None:
        """Take the rows of an image in place of what is here.

        Raises:
            MalformedBytes: not an image of this kind of row.
        """
        rows: tuple[V, ...] = decode(data, tuple[self.kind, ...])  # type: ignore[name-defined]
        self._rows = {self._key(row): row for row in rows}
        self._keys = sorted(self._rows)


class Module:
    """One module: its commands with their rules, and its shelves. Subclasses fill in what they need.

    A shelf is declared by assigning it in ``__init__`` of the subclass; the attribute's name is the shelf's.
    """

    #: Name of the module, as instances, images and questions know it.
    name: ClassVar[str]
    #: Its commands; tags are unique in the market (docs/spec/modules.md).
    rules: ClassVar[Rules]
    #: What an instance may set.
    parameters: ClassVar[tuple[Parameter, ...]] = ()

    @property
    def shelves(self) -> dict[str, Shelf[Any]]:
        """The shelves by name, in order of names."""
        return {name: one for name, one in sorted(vars(self).items()) if isinstance(one, Shelf)}

    def image(self) -> bytes:
        """All state, canonical: equal states give equal bytes."""
        return encode(tuple((name, shelf.image()) for name, shelf in self.shelves.items()))

    def restore(self, data: bytes) -> None:
        """Continue from an image.

        Raises:
            MalformedBytes, KeyError: not an image of this module.
        """
        for name, rows in decode(data, tuple[tuple[str, bytes], ...]):
            self.shelves[name].restore(rows)

    def tables_made(self, ledger: Ledger) -> None:
        """The ledger's tables stand anew (from an image, or for an epoch): put back what this module keeps in them."""

    # What happens without a command. Each must cost next to nothing when there is nothing to do.

    def date_opened(self, ledger: Ledger) -> None:
        """The business date ``ledger.business_date`` has opened."""

    def date_closed(self, ledger: Ledger) -> None:
        """The business date ``ledger.business_date`` has closed."""

    def asset_merged(self, ledger: Ledger, tranche: int, parent: int) -> None:
        """``tranche`` has become ``parent``: what waits for the one waits for the other now."""

    def time_passed(self, ledger: Ledger) -> None:
        """A commit begins; ``ledger.time_ms`` is its time."""

    def batches_executed(self, ledger: Ledger) -> None:
        """All batches of the commit were executed; what waits may be tried again."""

    def due_s(self) -> int:
        """Earliest second after which :meth:`time_passed` has something to do; 0 for nothing."""
        return 0


def page(ledger: Ledger, shelf: Shelf[V], institution: int | None, after: int) -> tuple[tuple[V, ...], int]:
    """Rows that the institution may read (None: all), from number ``after`` on, at most PAGE_MAX.

    Returns them and the number to go on from; 0: there are no more.
    """
    rows = list(shelf)[after:]
    if institution is None:
        seen = rows[:PAGE_MAX]
        return tuple(seen), after + PAGE_MAX if len(rows) > PAGE_MAX else 0
    found: list[V] = []
    for at, row in enumerate(rows):
        if len(found) == PAGE_MAX:
            return tuple(found), after + at
        if shelf.seen_by(ledger, institution, row):
            found.append(row)
    return tuple(found), 0
