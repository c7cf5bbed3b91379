"""Benchmarks: what the machine allows, what the ledger settles, how long one trade takes."""
