"""The problem ledger: from 交办 to 销号 and the look back."""
