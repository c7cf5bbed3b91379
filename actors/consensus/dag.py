"""The store of accepted blocks of one epoch, above the horizon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from dataclasses import dataclass

from actors.base.block import Block, Ref
from actors.consensus.electorate import Electorate


@dataclass(frozen=True, slots=True)
class Vertex:
    """An accepted block; ``parents`` maps authors to the blocks of the round before that it cites."""

    block: Block
    parents: Mapping[int, Ref]


class Dag:
    """Accepted blocks by name, and by round and author. Round 0 is virtual and carries all weight."""

    def __init__(self, electorate: Electorate) -> None:
        """An empty store."""
        self._electorate = electorate
        self._vertices: dict[Ref, Vertex] = {}
        self._rounds: dict[int, dict[int, list[Ref]]] = {}
        self._weights: dict[int, int] = {}
        #: Highest round of an accepted block.
        self.top = 0

    def __contains__(self, ref: object) -> bool:
        return ref in self._vertices

    def __len__(self) -> int:
        return len(self._vertices)

    def add(self, block: Block) -> None:
        """Accept ``block``, whose history above the horizon is accepted."""
        ref = block.ref
        assert ref not in self._vertices, "accepted twice"
        below = ref.round - 1
        parents = {cited.author: cited for cited in block.body.cites if cited.round == below}
        self._vertices[ref] = Vertex(block, parents)
        authors = self._rounds.setdefault(ref.round, {})
        if ref.author not in authors:
            self._weights[ref.round] = self.weight(ref.round) + self._electorate.weights[ref.author]
        authors.setdefault(ref.author, []).append(ref)
        self.top = max(self.top, ref.round)

    def vertex(self, ref: Ref) -> Vertex:
        """The accepted block of this name, which must be here."""
        return self._vertices[ref]

    def block(self, ref: Ref) -> Block | None:
        """The accepted block of this name, or None."""
        vertex = self._vertices.get(ref)
        return None if vertex is None else vertex.block

    def authors(self, round: int) -> KeysView[int]:
        """Authors with an accepted block of ``round``."""
        return self._rounds.get(round, {}).keys()

    def versions(self, author: int, round: int) -> Sequence[Ref]:
        """Accepted blocks of one author and round, first accepted first; more than one is equivocation."""
        return self._rounds.get(round, {}).get(author, ())

    def first(self, author: int, round: int) -> Ref | None:
        """The first accepted block of one author and round, or None."""
        versions = self.versions(author, round)
        return versions[0] if versions else None

    def of_round(self, round: int) -> Iterator[Vertex]:
        """Every accepted block of ``round``."""
        for versions in self._rounds.get(round, {}).values():
            for ref in versions:
                yield self._vertices[ref]

    def weight(self, round: int) -> int:
        """Weight of the authors with an accepted block of ``round``."""
        return self._electorate.total if round == 0 else self._weights.get(round, 0)

    def has_quorum(self, round: int) -> bool:
        """Whether accepted blocks of ``round`` carry a quorum."""
        return self._electorate.is_quorum(self.weight(round))

    def reach(self, starts: Iterable[Ref], floor: int) -> Iterator[Vertex]:
        """``starts`` and their stored history of rounds not below ``floor``, each block once."""
        seen: set[Ref] = set()
        stack = list(starts)
        while stack:
            ref = stack.pop()
            if ref.round < floor or ref in seen:
                continue
            seen.add(ref)
            vertex = self._vertices.get(ref)
            if vertex is not None:
                yield vertex
                stack.extend(vertex.block.body.cites)

    def blocks(self) -> list[Block]:
        """Every accepted block, by (round, author, digest)."""
        return [self._vertices[ref].block for ref in sorted(self._vertices)]

    def forget(self, horizon: int) -> None:
        """Drop every block of rounds up to ``horizon``."""
        for round in [one for one in self._rounds if one <= horizon]:
            for versions in self._rounds.pop(round).values():
                for ref in versions:
                    del self._vertices[ref]
            del self._weights[round]
