"""What can go wrong in a benchmark."""

from __future__ import annotations


class BenchProblem(RuntimeError):
    """A benchmark that could not be finished; the text says why."""
