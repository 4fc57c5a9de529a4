"""Changing a draft: saved once, taken back, never over somebody else's change."""

from __future__ import annotations

import pytest

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.schemes import editing, services
from dukao.schemes.models import DraftStep, Scheme, SchemeVersion
from dukao.schemes.selectors import document
from dukao.schemes.vocabulary import STEPS_KEPT
from dukao.scoring import Scheme as Document
from tests.conftest import NOW, City
from tests.schemes.conftest import Filled


def saved(city: City, draft: SchemeVersion, scheme: Document, note: str, revision: int) -> SchemeVersion:
    return services.save_draft(
        actor=city.actor(city.office), version=draft, document=scheme.model_copy(update={"note": note}),
        revision=revision, sentence=f"备注改为{note}", at=NOW,
    )  # fmt: skip


def test_a_save_moves_the_revision_on_and_is_journaled(
    city: City, draft: SchemeVersion, scheme: Document
) -> None:
    saved(city, draft, scheme, "甲", 0)
    again = SchemeVersion.objects.get(pk=draft.pk)
    assert (again.revision, document(again).note) == (1, "甲")
    entry = Entry.objects.get(event="scheme_draft_saved")
    assert entry.after == {"revision": 1, "change": "备注改为甲"}


def test_saving_what_is_stored_changes_nothing(city: City, draft: SchemeVersion, scheme: Document) -> None:
    services.save_draft(
        actor=city.actor(city.office), version=draft, document=scheme, revision=0, sentence="无", at=NOW
    )
    assert (draft.revision, DraftStep.objects.count()) == (0, 0)


def test_who_comes_second_is_told_who_was_first(city: City, draft: SchemeVersion, scheme: Document) -> None:
    seen = SchemeVersion.objects.get(pk=draft.pk)
    saved(city, draft, scheme, "甲", 0)
    with pytest.raises(Stale, match=r"何正 14:30 改过这份草案：备注改为甲.*你的内容还在"):
        saved(city, seen, scheme, "乙", 0)
    assert document(SchemeVersion.objects.get(pk=draft.pk)).note == "甲"
    assert Entry.objects.filter(event="scheme_draft_saved").count() == 1


def test_undo_goes_back_step_by_step(city: City, draft: SchemeVersion, scheme: Document) -> None:
    office = city.actor(city.office)
    for revision, note in enumerate(["甲", "乙"]):
        saved(city, draft, scheme, note, revision)
    assert services.undo_draft(actor=office, version=draft, revision=2, at=NOW) == "备注改为乙"
    assert document(draft).note == "甲"
    with pytest.raises(Stale):
        services.undo_draft(actor=office, version=draft, revision=2, at=NOW)
    services.undo_draft(actor=office, version=draft, revision=3, at=NOW)
    assert document(SchemeVersion.objects.get(pk=draft.pk)) == scheme
    with pytest.raises(DomainError, match="没有可以撤销"):
        services.undo_draft(actor=office, version=draft, revision=4, at=NOW)


def test_only_the_last_steps_keep_their_documents(city: City, draft: SchemeVersion, scheme: Document) -> None:
    for revision in range(STEPS_KEPT + 5):
        saved(city, draft, scheme, str(revision), revision)
    assert draft.steps.count() == STEPS_KEPT + 5, "who changed what stays known"
    assert draft.steps.filter(document__isnull=False).count() == STEPS_KEPT


def test_code_and_year_of_a_scheme_stay(city: City, draft: SchemeVersion, scheme: Document) -> None:
    other = scheme.model_copy(update={"code": "other"})
    with pytest.raises(DomainError, match="办法代码和年度不能改"):
        services.save_draft(
            actor=city.actor(city.office), version=draft, document=other, revision=0, sentence="换", at=NOW
        )


def test_an_item_with_targets_keeps_its_code(
    city: City, draft: SchemeVersion, scheme: Document, set_all_targets: Filled
) -> None:
    set_all_targets(draft)
    renamed = editing.set_item(scheme, "J-15", {"code": "J-99"}, {})
    with pytest.raises(DomainError, match="J-15 已有目标，代码不能再改"):
        services.save_draft(
            actor=city.actor(city.office), version=draft, document=renamed, revision=0, sentence="改代码",
            renamed="J-15", at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("who", ["leader", "reporter", "discipline", "system_admin"])
def test_only_the_office_drafts(city: City, draft: SchemeVersion, scheme: Document, who: str) -> None:
    actor = city.actor(getattr(city, who))
    with pytest.raises(Refused, match="督考办起草"):
        services.save_draft(actor=actor, version=draft, document=scheme, revision=0, sentence="改", at=NOW)
    with pytest.raises(Refused):
        services.add_scheme(actor=actor, document=scheme.model_copy(update={"code": "x"}), at=NOW)
    with pytest.raises(Refused):
        services.set_targets(actor=actor, version=draft, values={}, at=NOW)


def test_a_draft_given_up_is_gone_and_the_version_in_force_is_not(
    city: City, published: SchemeVersion
) -> None:
    office = city.actor(city.office)
    second = services.start_new_version(actor=office, version=published, reason="试", at=NOW)
    with pytest.raises(DomainError, match="写明原因"):
        services.discard_draft(actor=office, version=second, reason="", at=NOW)
    services.discard_draft(actor=office, version=second, reason="不改了", at=NOW)
    assert list(published.scheme.versions.all()) == [published]
    assert published.targets.exists()
    with pytest.raises(Refused):
        services.discard_draft(actor=office, version=published, reason="不要了", at=NOW)


def test_a_scheme_without_versions_is_gone(city: City, draft: SchemeVersion) -> None:
    services.discard_draft(actor=city.actor(city.office), version=draft, reason="重来", at=NOW)
    assert not Scheme.objects.exists()


def test_a_code_is_given_once(city: City, draft: SchemeVersion, scheme: Document) -> None:
    with pytest.raises(DomainError, match="代码 economy-2026 已有办法使用"):
        services.add_scheme(actor=city.actor(city.office), document=scheme, at=NOW)
