"""ISO 20022 messages: what the ledger's nouns look like to those who speak the industry's language."""
