"""What is true: accounts, positions, instruments, and the rules that change them."""
