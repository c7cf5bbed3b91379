"""The past of a market: positions at any moment, statements, see-through, SQL, files for warehouses."""
