"""Legacy back ends: one adapter protocol, simulated depositories, payment systems and venues, and reconciliation."""
