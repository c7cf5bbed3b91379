"""Typed clients: what one may do as a party whose key one holds, one role a file."""
