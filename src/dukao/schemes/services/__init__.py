"""Changes to schemes, targets and the indicator library, each in one transaction with its journal entry."""

from dukao.schemes.services.drafts import discard_draft, refuse_other_scheme, save_draft, undo_draft
from dukao.schemes.services.indicators import add_indicator, import_indicators, revise_indicator
from dukao.schemes.services.policy import set_policy
from dukao.schemes.services.publishing import publish_version, send_back_version, submit_version
from dukao.schemes.services.schemes import add_scheme, start_new_version
from dukao.schemes.services.targets import CLEARED, copy_targets, set_targets

__all__ = [
    "CLEARED",
    "add_indicator",
    "add_scheme",
    "copy_targets",
    "discard_draft",
    "import_indicators",
    "publish_version",
    "refuse_other_scheme",
    "revise_indicator",
    "save_draft",
    "send_back_version",
    "set_policy",
    "set_targets",
    "start_new_version",
    "submit_version",
    "undo_draft",
]
