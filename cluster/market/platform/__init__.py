"""Typed clients of the middle platform: one module of the ledger, one client."""
