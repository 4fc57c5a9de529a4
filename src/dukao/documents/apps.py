"""Files and official documents: what this room adds to the frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel

if TYPE_CHECKING:
    from dukao.kernel.actor import Actor
    from dukao.kernel.prepared import Count


class DocumentsConfig(AppConfig):
    name = "dukao.documents"
    verbose_name = "文件和公文"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.documents.access import add_rule
        from dukao.documents.selectors.post import todos
        from dukao.documents.selectors.register import is_shown_as_document
        from dukao.documents.vocabulary import EVENTS, FIELDS, NOTICE_KIND
        from dukao.journal.sentences import register
        from dukao.notifications.kinds import NoticeKind, register_kinds
        from dukao.ui.todo import add_source

        register(EVENTS, FIELDS)
        add_rule(is_shown_as_document)
        add_source(todos)
        register_kinds(NoticeKind(NOTICE_KIND, "公文", "收到的公文，等你签发、退回你修改的公文"))
        _add_navigation()


def _add_navigation() -> None:
    from dukao.documents import policies
    from dukao.ui.navigation import Item, Section, navigation

    navigation.add(
        Section.SUPERVISION,
        Item(
            "公文", icon="file-text", url_name="official:register", order=80,
            shown_to=lambda actor: policies.can_see_documents(actor).allowed,
            covers=(
                "official:show", "official:new", "official:edit", "official:series", "official:templates",
                "official:rules",
            ),
        ),
        Item(
            "收文", icon="mail", url_name="official:post", order=90, count=_to_sign,
            shown_to=lambda actor: policies.can_open_post(actor).allowed,
        ),
    )  # fmt: skip


def _to_sign(actor: Actor) -> Count:
    from dukao.documents.selectors.post import to_sign

    return to_sign(actor)
