"""Forms of acts on one object, as :class:`dukao.ui.acts.Desk` shows them."""

from __future__ import annotations

from typing import Any

from dukao.ui.forms import FilesField, Form, paragraph


class DeskForm(Form):
    """What an act asks for."""

    def prepare(self, sheet: Any) -> None:
        """Fit the form to what it is shown for; most ask the same of all."""


class ReasonForm(DeskForm):
    reason = paragraph("原因", autofocus=True, error_messages={"required": "请写明原因"})


class WordForm(DeskForm):
    """What somebody says, with evidence."""

    text = paragraph(
        "情况", 6, autofocus=True, max_length=None, strip=False,
        error_messages={"required": "请写明做了什么、到什么程度"},
    )  # fmt: skip
    evidence = FilesField(label="佐证", required=False)

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        files = said.pop("evidence")
        return {**said, "files": files}
