"""Rounds that freeze facts, compute and publish."""
