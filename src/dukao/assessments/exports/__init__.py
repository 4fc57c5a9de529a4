"""Results to take away: workbooks, printed sheets, and a bundle from which anybody can compute them again."""
