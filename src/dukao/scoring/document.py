"""What every part of a scheme document shares: frozen, strict about keys, tagged parts with a short form."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, StringConstraints, model_serializer

Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\w[\w.\-]{0,63}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class Strict(BaseModel):
    """A part of the document: immutable, equal by value, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Tagged(Strict):
    """A part that says its `kind`; the kind is always written out, defaults are not."""

    kind: str

    @model_serializer(mode="wrap")
    def _with_kind(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"kind": self.kind} | handler(self)


def spelled_out(raw: Any) -> Any:
    """Let a bare word stand for a part with nothing but a kind: `missing: zero`."""
    return {"kind": raw} if isinstance(raw, str) else raw
