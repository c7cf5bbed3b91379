"""Payment: gateways and trust lines, freezes of one line and of a whole gateway, court orders."""
