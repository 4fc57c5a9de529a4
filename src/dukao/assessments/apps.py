"""Rounds and scores: what this room adds to the frame, and whom it tells what waits."""

from __future__ import annotations

from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel


class AssessmentsConfig(AppConfig):
    name = "dukao.assessments"
    verbose_name = "考核"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.assessments.revoking import revocations
        from dukao.assessments.selectors.endings import kept_of_ending_unit
        from dukao.assessments.selectors.events import settled_labels
        from dukao.assessments.selectors.objections import is_shown_with_objection
        from dukao.assessments.selectors.occasions import score_parts
        from dukao.assessments.selectors.waiting import objection_todos, todos
        from dukao.assessments.services import void_bulletins
        from dukao.assessments.vocabulary import EVENTS, FIELDS, NOTICE_KINDS
        from dukao.documents.access import add_rule
        from dukao.journal.sentences import register
        from dukao.matters.scores import add_score_source
        from dukao.notifications.kinds import register_kinds
        from dukao.organisations.selectors import consequences
        from dukao.schemes.selectors.changeover import add_settled
        from dukao.ui.todo import add_source

        add_rule(is_shown_with_objection)
        register_kinds(*NOTICE_KINDS)
        add_settled(settled_labels)
        add_score_source(score_parts)
        register(EVENTS, FIELDS)
        revocations["公文"] = void_bulletins
        add_source(todos)
        add_source(objection_todos)
        consequences.add_source(kept_of_ending_unit)
        _add_navigation()


def _add_navigation() -> None:
    from dukao.assessments.policies import can_see_results
    from dukao.assessments.vocabulary import ASSESSED
    from dukao.ui.navigation import Item, Section, navigation

    navigation.add(
        Section.ASSESSMENT,
        Item(
            "我的得分", icon="report-analytics", url_name="assessments:mine", order=10,
            shown_to=lambda actor: actor.has(*ASSESSED),
            covers=("assessments:score", "assessments:unit", "assessments:item"),
        ),
        Item(
            "考核结果", icon="list-numbers", url_name="assessments:list", order=20,
            shown_to=lambda actor: can_see_results(actor).allowed,
            covers=("assessments:show", "assessments:terms"),
        ),
        Item(
            "异议", icon="message-question", url_name="assessments:objections", order=25,
            shown_to=lambda actor: can_see_results(actor).allowed,
            covers=(
                "assessments:objection", "assessments:objection_rules", "assessments:objection_figures",
                "assessments:raise",
            ),
        ),
        Item(
            "计分事件", icon="gavel", url_name="assessments:events", order=30,
            shown_to=lambda actor: can_see_results(actor).allowed,
            covers=("assessments:record_event",),
        ),
        Item(
            "督办结果计分", icon="scale", url_name="assessments:occasions", order=40,
            shown_to=lambda actor: can_see_results(actor).allowed,
            covers=("assessments:occasion",),
        ),
    )  # fmt: skip
