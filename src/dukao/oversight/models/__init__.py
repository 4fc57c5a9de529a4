"""What the oversight room keeps."""

from dukao.oversight.models.letters import Letter, LetterWord, WordFile
from dukao.oversight.models.patterns import Hit, PatternRule, Search
from dukao.oversight.models.rules import OversightRules
from dukao.oversight.models.transfers import Transfer

__all__ = [
    "Hit",
    "Letter",
    "LetterWord",
    "OversightRules",
    "PatternRule",
    "Search",
    "Transfer",
    "WordFile",
]
