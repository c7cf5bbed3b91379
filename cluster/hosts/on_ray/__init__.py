"""The product's host: every party an actor of Ray, placed, supervised and restarted by it. Only this room imports ray."""
