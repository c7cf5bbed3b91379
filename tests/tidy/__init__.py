"""The style of the house as rules. Each rule takes one file and gives its faults as sentences."""
