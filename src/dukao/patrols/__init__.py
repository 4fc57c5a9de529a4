"""Patrols: teams, visits in the field, findings that go upward only, conclusions."""
