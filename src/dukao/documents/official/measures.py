"""The measures of GB/T 9704-2012 that both layouts are set by; lengths in millimetres or points as named."""

from __future__ import annotations

#: A4 and its margins (5.1, 5.2.1): 天头 37, 订口 28; 版心 156 × 225 follows.
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37, 35, 28, 26
WIDTH_MM, HEIGHT_MM = 156, 225
#: 22 lines a page, 28 characters a line (5.2.3): 225 mm / 22 and 156 mm / 28, rounded down so that both fit.
LINES, CHARACTERS = 22, 28
PITCH_PT = 28.95
#: 三号 type is 16 pt; a character has 15.79 pt, so runs are set tighter by this much.
BODY_PT = 16
TRACKING_PT = -0.21
CHARACTER_PT = BODY_PT + TRACKING_PT
#: 二号 and 四号 type.
TITLE_PT, SMALL_PT = 22, 14
#: Lines of a long title stand this far apart; the standard leaves it open.
TITLE_PITCH_PT = 34
#: The issuer's mark begins 35 mm below the top of 版心 (7.2.4), at most 15 mm high (42 pt) by custom.
MARK_DOWN_MM = 35
MARK_PT = 48
#: On orders it begins 20 mm below (10.2); what is beside it is as on other documents.
ORDER_DOWN_MM = 20
#: Letters (10.1): the mark 30 mm below the paper's edge, double lines 170 mm wide 4 mm below it, and one
#: 20 mm above the lower edge.
LETTER_MARK_MM, LETTER_RULE_MM, LETTER_GAP_MM, LETTER_FOOT_MM = 30, 170, 4, 20
LETTER_MARK_PT = 36
#: What stands below the first double line is seven eighths of a 三号 character away from it (10.1).
LETTER_BELOW_PT = BODY_PT * 7 / 8
#: The red line stands 4 mm below the number (7.2.7).
RULE_GAP_MM = 4
#: 版记: first and last line 0.35 mm, between them 0.25 mm (7.4.1).
RECORD_RULE_MM, RECORD_THIN_MM = 0.35, 0.25
#: The QR code of the journal beside the issuer: a camera reads the 400 letters of a statement at this width.
SEAL_MM = 28
#: 页码: 7 mm below 版心 (7.5).
FOLIO_MM = 7

PT_PER_MM = 72 / 25.4


def width_in_characters(text: str) -> float:
    """How wide the text is set, in characters of its own size: figures and Latin letters are half as wide."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def mark_size(mark: str, *, is_letter: bool = False) -> float:
    """Points of the issuer's mark, so that it stays on one line of 版心."""
    widest = 0.98 * WIDTH_MM * PT_PER_MM / max(width_in_characters(mark), 1)
    return int(2 * min(LETTER_MARK_PT if is_letter else MARK_PT, widest)) / 2  # Word counts half points


def signature_indents(issuer: str, day: str, *, is_order: bool = False) -> tuple[float, float]:
    """Characters left free to the right of issuer and date (7.3.5.1): the date keeps four, the issuer
    stands centred above it, and neither leaves 版心. The signer of an order keeps four too (7.3.5.3)."""
    day_right = 4.0
    if is_order:
        return day_right, day_right
    issuer_right = day_right + (width_in_characters(day) - width_in_characters(issuer)) / 2
    return max(issuer_right, 0.0), day_right
