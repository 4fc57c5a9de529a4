"""What keeps a scheme from being published, or makes it worse than need be: place, remedy and source."""

from dukao.schemes.linter.findings import Finding, Report, Rule
from dukao.schemes.linter.rules import ALL_RULES, lint
from dukao.schemes.linter.surroundings import LibraryEntry, Sibling, Surroundings

__all__ = ["ALL_RULES", "Finding", "LibraryEntry", "Report", "Rule", "Sibling", "Surroundings", "lint"]
