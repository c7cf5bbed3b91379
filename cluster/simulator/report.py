"""What one run showed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """The seed and its scenario, every promise that was seen broken, and how much happened."""

    seed: str
    scenario: str
    violations: list[str] = field(default_factory=list)
    commits: int = 0
    records: int = 0
    settled: int = 0
    messages: int = 0
    virtual_ms: int = 0
    trace: str = ""

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return not self.violations
