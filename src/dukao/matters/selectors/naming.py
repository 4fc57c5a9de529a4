"""Whom a person means by a name."""

from __future__ import annotations

import re
from datetime import date

from dukao.organisations.selectors import people_named, posts_by_person, units_answering_to
from dukao.organisations.vocabulary import Tree

_BRACKETED = re.compile(r"[（(]([^）)]*)[）)]")


def person_meant(text: str, day: date) -> tuple[int | None, str]:
    """The one person of that name, told apart by a unit in brackets, or the sentence why there is none."""
    said = _BRACKETED.search(text)
    name = _BRACKETED.sub("", text).strip()
    found = people_named(name)
    if said and len(found) > 1:
        units = {
            version.unit_id
            for tree in (Tree.ADMINISTRATIVE, Tree.PARTY)
            for version in units_answering_to(said[1], day, tree)
        }
        posts = posts_by_person([one.pk for one in found], day)
        found = [one for one in found if any(post.unit_id in units for post in posts[one.pk])]
    if len(found) == 1:
        return found[0].pk, ""
    if found:
        return None, f"有几个人叫“{name}”，请写作“{name}（单位）”。"
    return None, f"没有“{name[:20]}”这个人，请先在“人员”里登记，或核对姓名。"
