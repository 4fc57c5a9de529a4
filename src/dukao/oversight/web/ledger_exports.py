"""Letters and transfers as ledgers to take away: what was asked, by when, what was answered; no contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dukao.oversight.selectors.letters import addressee
from dukao.oversight.vocabulary import WordKind
from dukao.scoring.formats.columns import Column, Table, Value
from dukao.scoring.formats.files import table_content
from dukao.ui.formats import iso, moment_year

if TYPE_CHECKING:
    from dukao.oversight.models import Letter, LetterWord, Transfer

LETTER_HEAD = (
    "编号", "种类", "标题", "关于", "内容", "由谁答复", "状态", "发出", "答复期限", "时限依据", "最近答复",
    "答复内容", "逾期", "办结",
)  # fmt: skip
TRANSFER_HEAD = (
    "编号", "方向", "事由", "单位", "状态", "移送人", "移送时间", "签收人", "签收时间", "回执", "结果",
    "办结",
)  # fmt: skip


def letter_workbook(
    letters: Iterable[Letter], words: Mapping[int, list[LetterWord]], names: Mapping[int, str]
) -> bytes:
    rows = [_letter(letter, words.get(letter.pk, []), names[letter.unit_id]) for letter in letters]
    return table_content(Table("监督意见", tuple(map(Column, LETTER_HEAD)), rows), ".xlsx")


def transfer_workbook(transfers: Iterable[Transfer], names: Mapping[int, str]) -> bytes:
    """What is sealed stays sealed: the ledger has the outline, the receipt and the outcome."""
    rows = [_transfer(transfer, names[transfer.unit_id]) for transfer in transfers]
    return table_content(Table("移送与回执", tuple(map(Column, TRANSFER_HEAD)), rows), ".xlsx")


def _letter(letter: Letter, words: list[LetterWord], unit: str) -> list[Value]:
    answers = [word for word in words if word.kind == WordKind.ANSWER]
    return [
        letter.number, letter.get_kind_display(), letter.title, unit, letter.text, addressee(letter, unit),
        letter.get_state_display(), moment_year(letter.sent_at) if letter.sent_at else "",
        iso(letter.due_on) if letter.due_on else "", letter.basis,
        moment_year(letter.answered_at) if letter.answered_at else "",
        "；".join(word.text for word in answers),
        "逾期" if any(word.is_late for word in answers) else "",
        moment_year(letter.ended_at) if letter.ended_at else "",
    ]  # fmt: skip


def _transfer(transfer: Transfer, unit: str) -> list[Value]:
    return [
        transfer.number, transfer.get_direction_display(), transfer.outline, unit,
        transfer.get_state_display(), transfer.sent_by.name, moment_year(transfer.sent_at),
        transfer.received_by.name if transfer.received_by else "",
        moment_year(transfer.received_at) if transfer.received_at else "",
        transfer.receipt, transfer.outcome,
        moment_year(transfer.ended_at) if transfer.ended_at else "",
    ]  # fmt: skip
