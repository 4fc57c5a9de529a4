"""Decisions become matters with owners, milestones and lights; what is silent climbs the ladder."""
