"""Papers of other rooms in the layout of official documents: printed, and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dukao.documents.official.kinds import default_mark
from dukao.documents.official.paper import Paper, Paragraph, day_in_words
from dukao.documents.official.pdf import render_pdf
from dukao.documents.selectors.composing import printed_label, word_for
from dukao.kernel.regimes import SecrecyLabel

#: (level, text): level 0 is a plain paragraph, 1 to 4 are headings that number themselves.
Lines = Sequence[tuple[int, str]]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def printed_paper(
    *, form: str, kind: str, title: str, lines: Lines, issuer: str, addressee: str, day: date,
    number: str = "", label: str = SecrecyLabel.WORK_SECRET,
) -> bytes:  # fmt: skip
    """The paper as "pdf" or "docx". It stands in no register, so nobody finds it who was not given it."""
    paper = Paper(
        kind=kind, mark=default_mark(kind, issuer), title=title, number=number, addressee=addressee,
        paragraphs=tuple(Paragraph(text, level) for level, text in lines), issuer=issuer,
        day=day_in_words(day), printer=issuer, printed_on=day_in_words(day), label=printed_label(label),
    )  # fmt: skip
    return render_pdf(paper) if form == "pdf" else word_for(paper)
