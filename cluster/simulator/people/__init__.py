"""What the people of a simulated market do: open the books, trade, keep accounts, and everything they may not."""
