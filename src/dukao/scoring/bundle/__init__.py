"""复算包: everything a published result rests on in one archive, and the check that it comes out again."""

from dukao.scoring.bundle.archive import BundleError
from dukao.scoring.bundle.case import Case, Chapter, Outcome
from dukao.scoring.bundle.verifying import Report, verify
from dukao.scoring.bundle.writing import write_bundle

__all__ = ["BundleError", "Case", "Chapter", "Outcome", "Report", "verify", "write_bundle"]
