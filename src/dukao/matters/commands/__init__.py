"""The command lines of this room: plans in, ledgers out, by the rights of an account."""
