"""The schemes of a year as a tree: 1 overall, 6 by category, N special."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from dukao.kernel.actor import Actor
from dukao.schemes.linter.completeness import hard_share
from dukao.schemes.models import SchemeSet, SchemeVersion
from dukao.schemes.selectors.versions import document, visible_versions
from dukao.schemes.vocabulary import IN_FORCE_STATES, SchemeKind, VersionState


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A scheme in the list of its year: its newest version the actor may see, in figures."""

    version: SchemeVersion
    in_force: SchemeVersion | None
    items: int
    full_marks: Decimal
    hard_share: Decimal | None
    units: int
    items_before: int | None

    @property
    def delta(self) -> int | None:
        return None if self.items_before is None else self.items - self.items_before


@dataclass(frozen=True, slots=True)
class SetBlock:
    """A scheme set with its lines by kind."""

    name: str
    kinds: tuple[tuple[str, tuple[SchemeLine, ...]], ...]

    @property
    def lines(self) -> tuple[SchemeLine, ...]:
        return tuple(line for _, lines in self.kinds for line in lines)

    @property
    def items(self) -> int:
        return sum(line.items for line in self.lines)

    @property
    def delta(self) -> int | None:
        """Items more or fewer than last year, over the schemes that were there last year."""
        known = [line.delta for line in self.lines if line.delta is not None]
        return sum(known) if known else None

    @property
    def items_before(self) -> int:
        return sum(line.items_before or 0 for line in self.lines)


def years() -> list[int]:
    return list(SchemeSet.objects.order_by("-year").values_list("year", flat=True).distinct())


def year_page(actor: Actor, year: int) -> list[SetBlock]:
    """Five queries, whatever the number of schemes."""
    seen = visible_versions(actor).filter(scheme__scheme_set__year=year)
    newest = list(_newest(seen).select_related("scheme__scheme_set").order_by("scheme__code"))
    current = seen.filter(state=VersionState.PUBLISHED)
    in_force = {version.scheme_id: version for version in current.defer("document")}
    before = _items_last_year(newest)
    lines = [_line(version, in_force, before) for version in newest]
    sets = SchemeSet.objects.filter(year=year).order_by("id")
    return [_block(scheme_set, lines) for scheme_set in sets]


def _newest(versions: QuerySet[SchemeVersion]) -> QuerySet[SchemeVersion]:
    later = versions.filter(scheme=OuterRef("scheme"), number__gt=OuterRef("number"))
    return versions.filter(~Exists(later))


def _items_last_year(versions: list[SchemeVersion]) -> dict[int, int]:
    """Number of items in the last published version of each scheme that is followed."""
    former = {version.scheme.follows_id for version in versions if version.scheme.follows_id}
    published = SchemeVersion.objects.filter(scheme__in=former, state__in=IN_FORCE_STATES)
    return {version.scheme_id: len(list(document(version).leaves())) for version in _newest(published)}


def _line(version: SchemeVersion, in_force: dict[int, SchemeVersion], before: dict[int, int]) -> SchemeLine:
    scheme = document(version)
    return SchemeLine(
        version=version,
        in_force=in_force.get(version.scheme_id),
        items=len(list(scheme.leaves())),
        full_marks=scheme.full_marks,
        hard_share=hard_share(scheme),
        units=len({code for group in scheme.groups for code in group.members}),
        items_before=before.get(version.scheme.follows_id or 0),
    )


def _block(scheme_set: SchemeSet, lines: list[SchemeLine]) -> SetBlock:
    own = [line for line in lines if line.version.scheme.scheme_set_id == scheme_set.pk]
    kinds = tuple(
        (kind.label, tuple(line for line in own if line.version.scheme.kind == kind)) for kind in SchemeKind
    )
    return SetBlock(scheme_set.name, kinds)
