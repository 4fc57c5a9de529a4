"""Personal texts of a row, kept sealed in a column of it and read as a plain attribute."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from dukao.kernel.sealing import is_current, lookup_digests, open_sealed, seal


class SealedText(property):
    """``column`` holds the text sealed for this row alone: copied into another row, it does not open.

    ``by`` is what the row is known by before it is saved. ``digest`` is the column it is found by, where it
    must be found: a keyed digest of the text, "" for none. Set it in the model as an attribute::

        sealed_phone = models.TextField(blank=True)
        phone = SealedText("sealed_phone", by="uid")
    """

    def __init__(self, column: str, *, by: str, digest: str = "") -> None:
        self.column, self.by, self.digest = column, by, digest
        super().__init__(self._opened, self._sealed)

    @property
    def columns(self) -> list[str]:
        return [self.column, *([self.digest] if self.digest else [])]

    def _opened(self, row: Model) -> str:
        sealed: str = getattr(row, self.column)
        return open_sealed(sealed, self._bound_to(row)) if sealed else ""

    def _sealed(self, row: Model, text: str) -> None:
        setattr(row, self.column, seal(text, self._bound_to(row)) if text else "")
        if self.digest:
            setattr(row, self.digest, lookup_digests(text)[0] if text else "")

    def _bound_to(self, row: Model) -> str:
        return f"{row._meta.label_lower}:{getattr(row, self.by)}:{self.column}"


class SealedJSON(SealedText):
    """The same for a value that is no text."""

    def _opened(self, row: Model) -> Any:
        text = super()._opened(row)
        return json.loads(text) if text else None

    def _sealed(self, row: Model, text: Any) -> None:
        super()._sealed(row, "" if text is None else json.dumps(text, ensure_ascii=False))


def reseal_rows(rows: QuerySet[Any]) -> int:
    """What an older key sealed is sealed with the one that seals now; return in how many rows."""
    texts = sealed_texts(rows.model)
    columns = [column for each in texts.values() for column in each.columns]
    count = 0
    for row in rows.select_for_update().iterator():
        old = [name for name, each in texts.items() if _is_old(getattr(row, each.column))]
        for name in old:
            setattr(row, name, getattr(row, name))
        if old:
            row.save(update_fields=columns)
            count += 1
    return count


def sealed_texts(model: type[Model]) -> dict[str, SealedText]:
    """The sealed texts of a model by the names they are read by."""
    attributes: Iterable[tuple[str, Any]] = vars(model).items()
    return {name: value for name, value in attributes if isinstance(value, SealedText)}


def _is_old(sealed: str) -> bool:
    return bool(sealed) and not is_current(sealed)
