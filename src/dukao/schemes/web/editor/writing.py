"""Changes that forms of the panes post: weights, items, families, sections."""

from __future__ import annotations

from django.http import QueryDict

from dukao.schemes import editing
from dukao.schemes.editing import node_label
from dukao.schemes.web.editor.boxes import posted_rows, posted_texts
from dukao.schemes.web.editor.changes import EVERYTHING, FIGURES, Change
from dukao.scoring import Family, Item, Scheme
from dukao.scoring.numbers import normal
from dukao.scoring.parts import FAMILY, ITEM_MEANING, ITEM_SCORING, Field, method_part, section
from dukao.scoring.parts.methods import METHODS

KINDS = {part.kind for part in METHODS}


def weights(scheme: Scheme, post: QueryDict) -> Change:
    """Weights typed into the tree; of a node that is gone nothing is taken."""
    known = {item.code: item.full for item in scheme.leaves()}
    posted = {code: str(post[f"weight-{code}"]) for code in known if f"weight-{code}" in post}
    new = editing.set_weights(scheme, posted)
    changed = [item for item in new.leaves() if item.full != known[item.code]]
    words = "、".join(
        f"{item.code} 权重 {normal(known[item.code])} 改为 {normal(item.full)}" for item in changed[:3]
    )
    return Change(new, words or "改权重", post.get("at", ""))


def fields_of_item(post: QueryDict) -> tuple[Field, ...]:
    """Fields of the tab that was posted."""
    if post.get("tab") == "meaning":
        return ITEM_MEANING
    kind = post.get("method", "")
    return (*ITEM_SCORING, *(method_part(kind).fields if kind in KINDS else ()))


def item(scheme: Scheme, code: str, post: QueryDict) -> Change:
    """An item's rule or its meaning."""
    label = node_label(scheme, code) if any(node.code == code for node in scheme.nodes()) else code
    if post.get("tab") == "meaning":
        return _meaning(scheme, code, label, post)
    return _rule(scheme, code, label, post)


def _meaning(scheme: Scheme, code: str, label: str, post: QueryDict) -> Change:
    new = editing.set_item(scheme, code, posted_texts(ITEM_MEANING, post), posted_rows(ITEM_MEANING, post))
    now = post.get("code", code).strip() or code
    if now != code:
        return Change(new, f"{label} 的代码改为 {now}", now, EVERYTHING, renamed=code)
    return Change(new, f"改 {label} 的口径", code, FIGURES | {"names"})


def _rule(scheme: Scheme, code: str, label: str, post: QueryDict) -> Change:
    node = next((node for node in scheme.leaves() if node.code == code), None)
    kind = post.get("method", "")
    if node is not None and kind in KINDS and kind != node.method.kind:
        new = editing.set_method(scheme, code, kind, {}, {})
        return Change(new, f"{label} 改用{method_part(kind).label}", code, EVERYTHING)
    new = editing.set_item(scheme, code, posted_texts(ITEM_SCORING, post), posted_rows(ITEM_SCORING, post))
    if node is not None:
        fields = method_part(node.method.kind).fields
        texts, rows = posted_texts(fields, post), posted_rows(fields, post)
        new = editing.set_method(new, code, node.method.kind, texts, rows)
    if node is not None and _value_kind(new, code) != _value_kind(scheme, code):
        return Change(new, f"改 {label} 计分用的数", code, EVERYTHING)
    return Change(new, f"改 {label} 的计分", code)


def _value_kind(scheme: Scheme, code: str) -> str:
    node = scheme.node(code)
    return node.value.kind if isinstance(node, Item) and node.value is not None else ""


def family(scheme: Scheme, code: str, post: QueryDict) -> Change:
    new = editing.set_family(scheme, code, posted_texts(FAMILY, post), posted_rows(FAMILY, post))
    now = post.get("code", code).strip() or code
    # another role opens other fields
    is_other = now != code or _role(new, now) != _role(scheme, code)
    parts = EVERYTHING if is_other else frozenset({"sums", "acts", "tree", "lint"})
    return Change(new, f"改类别 {node_label(scheme, code)}", now, parts)


def _role(scheme: Scheme, code: str) -> str:
    node = scheme.node(code)
    return node.role if isinstance(node, Family) else ""


def settings(scheme: Scheme, key: str, post: QueryDict) -> Change:
    part = section(key)
    new = editing.set_section(scheme, key, posted_texts(part.fields, post), posted_rows(part.fields, post))
    return Change(new, f"改{part.label}", key, FIGURES | {"names"})
