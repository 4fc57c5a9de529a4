"""Who may draft, sign, see and receive official documents.

``path`` is the present place of the issuing or receiving unit in the tree.
"""

from __future__ import annotations

from dukao.documents.models import DocumentRule, OfficialDocument
from dukao.documents.vocabulary import DocumentKind
from dukao.kernel.actor import SYSTEM, Actor
from dukao.kernel.roles import ADMIN_OFFICERS, Role
from dukao.kernel.verdict import Verdict, allow_if, refuse

#: Who reads every document issued by, or sent to, the units under their grant.
OVERSEERS = (Role.OFFICE, Role.LEADER, Role.DISCIPLINE)
#: Who opens the post of the unit a role is granted on.
RECIPIENTS = tuple(role for role in Role if role not in ADMIN_OFFICERS and role != Role.DISCIPLINE)


def can_draft(actor: Actor, path: str = "") -> Verdict:
    """``path`` "" asks for any issuer at all. A job may draft; it never sends, signs or voids."""
    if actor == SYSTEM:
        return allow_if(True, "")
    held = actor.covers(path, Role.OFFICE) if path else actor.has(Role.OFFICE)
    return allow_if(held, "公文由本范围的督考办起草。")


def can_revise(actor: Actor, path: str) -> Verdict:
    return allow_if(actor.covers(path, Role.OFFICE), "公文由本范围的督考办修改和送签。")


def can_issue(actor: Actor, document: OfficialDocument, rule: DocumentRule, path: str) -> Verdict:
    """签发 is the responsible person's (党政机关公文处理工作条例第二十二条).

    What binds or judges others is signed by somebody who neither drafted nor sent it.
    """
    if not actor.covers(path, Role.OFFICE, Role.LEADER):
        return refuse("公文由本范围的督考办负责人或领导签发。")
    own = actor.account_id in {document.drafted_by_id, document.sent_by_id}
    if own and document.kind in rule.second_person:
        kind = DocumentKind(document.kind).label
        return refuse(f"这份{kind}由你起草或送签，不能自拟自签。请由没有经手的负责人签发。")
    return allow_if(True, "")


def can_send_back(actor: Actor, path: str) -> Verdict:
    return allow_if(
        actor.covers(path, Role.OFFICE, Role.LEADER), "公文由本范围的督考办负责人或领导退回修改。"
    )


def can_void(actor: Actor, path: str) -> Verdict:
    return allow_if(actor.covers(path, Role.OFFICE, Role.LEADER), "公文由本范围的督考办或领导作废。")


def can_receive(actor: Actor, unit_id: int) -> Verdict:
    """签收 is done in the unit itself; nobody above signs for it."""
    return allow_if(unit_id in actor.units(*RECIPIENTS), "公文由收文单位自己签收。")


def can_see_documents(actor: Actor) -> Verdict:
    """The register of documents of one's scope."""
    return allow_if(actor.has(*OVERSEERS), "公文登记由督考办、领导和纪检监督查看。")


def can_open_post(actor: Actor) -> Verdict:
    return allow_if(actor.has(*RECIPIENTS), "收文由收文单位查看。")


def can_keep_series(actor: Actor, path: str = "") -> Verdict:
    """The prefixes of an issuer at ``path``; "" asks for any issuer at all."""
    held = actor.covers(path, Role.OFFICE) if path else actor.has(Role.OFFICE)
    return allow_if(held, "发文字号由督考办维护。")


def can_set_paper_rules(actor: Actor) -> Verdict:
    """Rules of signing and templates hold for every issuer."""
    return allow_if(actor.holds_everywhere(Role.OFFICE), "签发规则和公文模板由全市督考办维护。")


def can_archive(actor: Actor, path: str) -> Verdict:
    """The package names everybody who handled the document; it is the issuer's side's."""
    return allow_if(actor.covers(path, *OVERSEERS), "归档包由发文单位一侧下载。")
