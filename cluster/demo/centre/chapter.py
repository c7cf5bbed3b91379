"""What a chapter of the story tells when it is over."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was seen: English text (a template of the catalogue), its value, and whether it is as it must be."""

    text: str
    value: str
    holds: bool = True


@dataclass(slots=True)
class Chapter:
    """``key``: its name for scripts; ``title``: English, of the catalogue."""

    key: str
    title: str
    facts: list[Fact] = field(default_factory=list)
    seconds: float = 0.0

    def tell(self, text: str, value: object, holds: bool = True) -> None:
        """Note a fact."""
        self.facts.append(Fact(text, str(value), holds))

    @property
    def holds(self) -> bool:
        """Whether everything was as it must be."""
        return all(one.holds for one in self.facts)


def yuan(fen: int) -> str:
    """Money for people: ¥ and two decimals."""
    return f"¥{fen // 100:,}.{fen % 100:02d}"
