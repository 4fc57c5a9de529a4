"""The year's plan of checks: who may come to a unit, how often, and what it costs the unit."""
