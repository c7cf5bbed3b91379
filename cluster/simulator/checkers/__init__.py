"""Checkers of the promises P1 to P11 (PROTOCOL), apart from the code they check."""
