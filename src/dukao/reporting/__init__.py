"""Monthly reports, evidence and review."""
