"""Simulated back ends, each with its own books and its own day, and faults on purpose."""
