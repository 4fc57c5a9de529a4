"""Dukao (督考): supervision and performance assessment for a city, its counties and townships."""

__version__ = "0.1.0"
