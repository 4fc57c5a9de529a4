from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel


class SchemesConfig(AppConfig):
    name = "dukao.schemes"
    verbose_name = "考评办法"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.issues import peers
        from dukao.journal.sentences import register
        from dukao.schemes.policies import can_see_schemes
        from dukao.schemes.selectors.peers import assessed_with
        from dukao.schemes.selectors.waiting import waiting_for
        from dukao.schemes.vocabulary import (
            EVENT_FIELDS,
            EVENTS,
            INDICATOR_EVENTS,
            INDICATOR_FIELDS,
            INDICATOR_PAGES,
            SCHEME_PAGES,
        )
        from dukao.ui.navigation import Item, Section, navigation
        from dukao.ui.todo import add_source

        register(EVENTS, EVENT_FIELDS)
        register(INDICATOR_EVENTS, INDICATOR_FIELDS)
        add_source(waiting_for)
        peers.add_source(assessed_with)
        navigation.add(
            Section.ASSESSMENT,
            Item(
                "考评办法", icon="binary-tree", url_name="schemes:list", order=10,
                shown_to=lambda actor: can_see_schemes(actor).allowed, covers=SCHEME_PAGES,
            ),
            Item(
                "指标库", icon="books", url_name="schemes:indicators", order=12,
                shown_to=lambda actor: can_see_schemes(actor).allowed, covers=INDICATOR_PAGES,
            ),
        )  # fmt: skip
