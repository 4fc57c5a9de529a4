"""Looking over the machine: what is in order, what would be better, what is broken."""
