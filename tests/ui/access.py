"""Who may open the pages of this room: the gallery shows components and no data."""

from __future__ import annotations

from tests.access import EVERYONE
from tests.conftest import City

ACCESS = {
    "ui:gallery": EVERYONE,
    "ui:gallery_progress": EVERYONE,
    "ui:gallery_autosave": EVERYONE,
    "ui:gallery_form": EVERYONE,
}


def objects(city: City) -> dict[str, tuple[object, ...]]:
    return {}
