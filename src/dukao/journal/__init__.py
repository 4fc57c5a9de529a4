"""The append-only journal: every change of state or score, in the transaction that made it."""
