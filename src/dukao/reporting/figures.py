"""A figure as people type or paste it, read exactly or refused with the way to write it."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from dukao.kernel.errors import DomainError
from dukao.ui.formats import MINUS

WHOLE_DIGITS, DECIMAL_DIGITS = 15, 10
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}((,\d{3})+|( \d{3})+)(\.\d*)?")
_POWER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+")
#: Forms of a sign that mean the same as the plain one; a raised ² is not a 2, nor a circled one.
_SAME = ("<wide>", "<narrow>", "<small>", "<noBreak>")
_WITH_COMMA = re.compile(r"[+-]?[\d,]+(\.\d+)?")


def read_figure(typed: str) -> Decimal | None:
    """The exact number, or ``None`` for an empty cell. A percent sign is dropped: 44.16% is 44.16.

    Thousands may stand apart by commas or spaces; minus nought is nought.

    >>> read_figure(" １,２３４.５０ "), read_figure("−2.6"), read_figure("93.1%"), read_figure("")
    (Decimal('1234.50'), Decimal('-2.6'), Decimal('93.1'), None)
    """
    if any(_is_other_form(sign) for sign in typed):
        raise _no_number(typed)
    text = unicodedata.normalize("NFKC", typed).replace(MINUS, "-").replace("–", "-").strip()
    text = text.removesuffix("%").rstrip()
    if not text:
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "").replace(" ", "")
    elif "," in text and _WITH_COMMA.fullmatch(text):
        dotted, plain = text.replace(",", "."), text.replace(",", "")
        hint = f"请写成 {dotted} 或 {plain}" if text.count(",") == 1 and "." not in text else "请去掉逗号"
        raise DomainError("figure", f"“{_short(typed)}”里的逗号看不出是千位还是小数点，{hint}。")
    if _POWER.fullmatch(text):
        raise DomainError("figure", f"“{_short(typed)}”是科学记数法，请写出完整的数字：1E5 写成 100000。")
    if not _PLAIN.fullmatch(text):
        raise _no_number(typed)
    whole, _, decimals = text.lstrip("+-").partition(".")
    if len(whole.lstrip("0")) > WHOLE_DIGITS or len(decimals) > DECIMAL_DIGITS:
        raise DomainError(
            "figure",
            f"数字太长：小数点前最多 {WHOLE_DIGITS} 位，后最多 {DECIMAL_DIGITS} 位。"
            "请核对，或换用更大的计量单位。",
        )
    figure = Decimal(text)
    return figure if figure else figure.copy_abs()


def _is_other_form(sign: str) -> bool:
    form = unicodedata.decomposition(sign)
    return form.startswith("<") and not form.startswith(_SAME) and not sign.isspace()


def _no_number(typed: str) -> DomainError:
    return DomainError("figure", f"“{_short(typed)}”不是数字。只能填数字，例如 44.16。")


def _short(typed: str) -> str:
    text = typed.strip()
    return text if len(text) <= 20 else f"{text[:20]}…"
