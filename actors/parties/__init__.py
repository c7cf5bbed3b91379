"""Nodes and institutions: thin asynchronous shells over pure cores, one party a file."""
