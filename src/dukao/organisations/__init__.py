"""The units of a city, their people and ties, valid in time."""
