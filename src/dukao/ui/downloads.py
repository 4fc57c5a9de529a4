"""Files that leave a page, named as the page calls them."""

from __future__ import annotations

from django.utils.http import content_disposition_header


def download_as(name: str) -> dict[str, str]:
    """The header under which a browser keeps the file; Chinese names arrive whole.

    >>> download_as("督办台账.csv")
    {'Content-Disposition': "attachment; filename*=utf-8''%E7%9D%A3%E5%8A%9E%E5%8F%B0%E8%B4%A6.csv"}
    """
    return {"Content-Disposition": content_disposition_header(True, name) or ""}
