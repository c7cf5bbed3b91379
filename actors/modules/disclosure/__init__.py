"""Disclosure (阳光债务, sunshine debt): what issuers owe the market to tell, by when, and what they told."""
