"""Changes to a scheme document, each a pure function: the document goes in, the changed one comes out."""

from dukao.schemes.editing.fields import (
    join_group,
    set_family,
    set_item,
    set_method,
    set_section,
    set_weights,
    take_over,
)
from dukao.schemes.editing.founding import blank, renewed
from dukao.schemes.editing.plain import Rejected
from dukao.schemes.editing.tree import (
    add_family,
    add_item,
    duplicate,
    move_into,
    node_label,
    remove,
    shift,
)

__all__ = [
    "Rejected",
    "add_family",
    "add_item",
    "blank",
    "duplicate",
    "join_group",
    "move_into",
    "node_label",
    "remove",
    "renewed",
    "set_family",
    "set_item",
    "set_method",
    "set_section",
    "set_weights",
    "shift",
    "take_over",
]
