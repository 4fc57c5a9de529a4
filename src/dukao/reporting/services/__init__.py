"""Changes to reports and shared values, each in one transaction with its journal entry."""

from dukao.reporting.services.calls import open_due_period, open_period, set_policy
from dukao.reporting.services.corrections import decide_correction, request_correction
from dukao.reporting.services.evidence import attach_evidence, remove_evidence
from dukao.reporting.services.flow import recall_report, send_report, sign_back, submit_report
from dukao.reporting.services.lines import save_line
from dukao.reporting.services.locking import lock_period
from dukao.reporting.services.reminders import remind_due_units, remind_units
from dukao.reporting.services.review import accept_line, accept_lines, return_line, withdraw_acceptance
from dukao.reporting.services.shared import import_shared_values
from dukao.reporting.services.verification import verify_line

__all__ = [
    "accept_line",
    "accept_lines",
    "attach_evidence",
    "decide_correction",
    "import_shared_values",
    "lock_period",
    "open_due_period",
    "open_period",
    "recall_report",
    "remind_due_units",
    "remind_units",
    "remove_evidence",
    "request_correction",
    "return_line",
    "save_line",
    "send_report",
    "set_policy",
    "sign_back",
    "submit_report",
    "verify_line",
    "withdraw_acceptance",
]
