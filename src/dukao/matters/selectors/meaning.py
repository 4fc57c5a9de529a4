"""What the text of a row means here: units, people, days, fields. Nothing is assumed silently."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.matters.intake.parts import names_in, read_milestones, read_units
from dukao.matters.intake.rows import Row
from dukao.matters.models import Matter, WorkField
from dukao.matters.vocabulary import DecisionKind, MatterKind
from dukao.organisations.policies import can_be_charged
from dukao.organisations.selectors import people_by_name, posts_by_person, units_on
from dukao.organisations.vocabulary import Tree
from dukao.ui.days import NoDay, read_day

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

TITLE_LIMIT = 120
#: For so many unknown units a like name is looked for; that takes its time, and more is a wrong file.
HINTS = 50
BY_TERM, ON_DAY = "按种类", "指定"
#: What a matter is by what its decision is, where the row does not say.
USUAL_KINDS: dict[str, str] = {
    DecisionKind.MEETING: MatterKind.MINUTES, DecisionKind.INSTRUCTION: MatterKind.INSTRUCTION,
    DecisionKind.DOCUMENT: MatterKind.DOCUMENT, DecisionKind.PLAN: MatterKind.KEY_TASK,
}  # fmt: skip
_TITLES = re.compile(
    r"(市委|县委|区委|党组|党委|政府)?(副?市长|副?县长|副?区长|副?书记|常委|部长|秘书长|副?主任|副?局长|主席|委员|同志)+"
)
_BRACKETED = re.compile(r"[（(]([^）)]*)[）)]")
_COLLECTIVE = re.compile(r"^(各|全市|全县|市直|县直|相关|有关)")


@dataclass(frozen=True, slots=True)
class Usual:
    """What rows fall back on: the decision they come from."""

    owner_id: int
    kind: str
    regime: str
    legal_basis: str
    label: str
    year: int


@dataclass
class Meaning:
    """Facts by name as far as they could be read; problems and guesses by the column they concern."""

    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    guesses: list[tuple[str, str]] = field(default_factory=list)
    #: Why the row cannot become a matter at all, "" when it can.
    refused: str = ""

    def wrong(self, key: str, sentence: str) -> None:
        self.problems.append((key, sentence))

    def guess(self, key: str, sentence: str) -> None:
        self.guesses.append((key, sentence))


class Desk:
    """Everything rows may name, looked up once for all of them."""

    def __init__(self, rows: Iterable[Row], usual: Usual, day: date) -> None:
        rows = list(rows)
        self.usual, self.day = usual, day
        self.fields = {one.name: one.pk for one in WorkField.objects.all()}
        self._units: dict[str, set[int]] = defaultdict(set)
        self._places: dict[int, UnitVersion] = {}
        self._party: set[int] = set()
        self._read: dict[str, tuple[int | None, str, str]] = {}
        self._hints = HINTS
        for tree in (Tree.ADMINISTRATIVE, Tree.PARTY):
            for version in units_on(day, tree):
                self._places[version.unit_id] = version
                if tree == Tree.PARTY:
                    self._party.add(version.unit_id)
                code = version.unit.code
                for name in (version.name, version.short_name, code, f"{code} {version.short_name}"):
                    self._units[name].add(version.unit_id)
        self._people = people_by_name({name for row in rows for name in _person_names(row)})
        ambiguous = [one.pk for found in self._people.values() if len(found) > 1 for one in found]
        self._posts = posts_by_person(ambiguous, day) if ambiguous else {}
        titles = {row.cells.get("title", "")[:TITLE_LIMIT] for row in rows}
        self.present = {
            (title, lead): number
            for title, lead, number in Matter.objects.filter(
                owner=usual.owner_id, title__in=titles
            ).values_list("title", "lead_unit", "number")
        }
        self._habits: dict[int, int] | None = None

    def unit(self, text: str) -> tuple[int | None, str, str]:
        """The unit meant with a guess, or ``None`` with the problem."""
        wanted = " ".join(text.split())
        if wanted not in self._read:
            self._read[wanted] = self._meant(wanted)
        return self._read[wanted]

    def _meant(self, wanted: str) -> tuple[int | None, str, str]:
        found = self._units.get(wanted) or self._units.get(wanted.replace(" ", ""))
        if found and len(found) == 1:
            return next(iter(found)), "", ""
        if found:
            return None, "", f"有 {len(found)} 个单位叫“{wanted}”，请在前面加单位代码。"
        if _COLLECTIVE.match(wanted):
            return None, "", f"“{wanted}”不是一个单位，请逐个写出，或拆成几件。"
        within = {
            unit
            for name, units in self._units.items()
            if len(wanted) > 2 and wanted in name
            for unit in units
        }
        # A bureau's own party committee bears its name too; whoever writes the bureau means the bureau.
        within = within - self._party or within
        if len(within) == 1:
            unit = next(iter(within))
            return unit, f"“{wanted}”读作{self._places[unit].short_name}", ""
        self._hints -= 1
        names = [place.short_name for place in self._places.values()]
        close = get_close_matches(wanted, names, 2, 0.5) if self._hints >= 0 else []
        hint = f"是不是{'或'.join(close)}？" if close else "请填单位名称或代码。"
        return None, "", f"没有“{wanted}”这个单位，{hint}"

    def against(self, unit_id: int) -> str:
        """Why the place the rows are for does not charge the unit; "" when it does."""
        owner = self._places.get(self.usual.owner_id)
        return can_be_charged(owner, [self._places[unit_id]]).reason if owner else ""

    def person(self, text: str) -> tuple[int | None, str, str]:
        for name in _names_of(text):
            found = self._people.get(name, [])
            if len(found) > 1:
                said = _BRACKETED.search(text)
                unit = self.unit(said[1])[0] if said else None
                found = [one for one in found if any(post.unit_id == unit for post in self._posts[one.pk])]
                if len(found) != 1:
                    return None, "", f"有几个人叫“{name}”，请写作“{name}（单位）”。"
            if found:
                is_sure = name == text.strip() or bool(_BRACKETED.search(text))
                return found[0].pk, "" if is_sure else f"“{text.strip()}”读作{name}", ""
        return None, "", f"没有“{text.strip()[:20]}”这个人，请写姓名，或留空。"

    def habit(self, unit_id: int) -> int | None:
        """The field in which the unit led most matters so far."""
        if self._habits is None:
            counted = (
                Matter.objects.filter(owner=self.usual.owner_id).order_by().values_list("lead_unit", "field")
            )
            ranked = counted.annotate(n=Count("pk")).order_by("n", "field").values_list("lead_unit", "field")
            self._habits = dict(ranked)
        return self._habits.get(unit_id)

    def name_of_field(self, field_id: int) -> str:
        return next(name for name, pk in self.fields.items() if pk == field_id)


def meaning_of(row: Row, desk: Desk) -> Meaning:
    """Everything the row says, as far as it can be understood."""
    meaning = Meaning()
    for key, note in row.notes.items():
        meaning.guess(key, note)
    for read in (_title, _choices, _days, _units, _leader, _field, _milestones):
        read(row, desk, meaning)
    for key in ("path", "standard"):
        meaning.facts[key] = row.cells.get(key, "")
    meaning.facts["owner_id"] = desk.usual.owner_id
    number = desk.present.get((meaning.facts["title"], meaning.facts.get("lead_unit_id", 0)))
    if number:
        meaning.refused = f"台账里已有 {number}，事项和牵头单位都相同。"
    return meaning


def _title(row: Row, desk: Desk, meaning: Meaning) -> None:
    title = " ".join(row.cells.get("title", "").split())
    if not title:
        meaning.wrong("title", "没有写事项：做什么、做到什么程度。")
    elif len(title) > TITLE_LIMIT:
        meaning.wrong("title", f"事项最多 {TITLE_LIMIT} 个字，现在 {len(title)} 个，细节请移到实现路径。")
    meaning.facts["title"] = title


def _choices(row: Row, desk: Desk, meaning: Meaning) -> None:
    usual = desk.usual
    for key, choices, fallback in (
        ("kind", MatterKind, usual.kind), ("regime", Regime, usual.regime),
        ("label", SecrecyLabel, usual.label),
    ):  # fmt: skip
        words = {str(label): value for value, label in choices.choices}
        text = row.cells.get(key, "").strip()
        meaning.facts[key] = words.get(text, fallback)
        if text and text not in words:
            meaning.wrong(key, f"没有“{text[:20]}”这一种，可以写：{'、'.join(words)}。")
    meaning.facts["legal_basis"] = row.cells.get("legal_basis", "").strip() or usual.legal_basis


def _days(row: Row, desk: Desk, meaning: Meaning) -> None:
    text, meaning.facts["due_on"] = row.cells.get("due", "").strip(), None
    if row.cells.get("due_kind", "").strip() == BY_TERM:
        return
    if not text:
        meaning.guess("due", "没有写时限，自交办起按种类的办理时限计算")
        return
    try:
        read = [read_day(line, desk.usual.year) for line in text.split("\n") if line.strip()]
    except NoDay as error:
        meaning.wrong("due", str(error))
        return
    last = max(read, key=lambda one: one.day)
    meaning.facts["due_on"] = last.day
    if len(read) > 1:
        meaning.guess("due", f"写了 {len(read)} 个时限，按最晚的 {last.day.isoformat()}")
    elif last.guess:
        meaning.guess("due", last.guess)


def _units(row: Row, desk: Desk, meaning: Meaning) -> None:
    text = row.cells.get("lead", "").strip()
    leads, assisting = read_units(text)
    assisting += names_in(row.cells.get("assisting", ""))
    if not leads:
        meaning.wrong("lead", "没有写牵头单位。")
    if len(leads) > 1:
        meaning.guess("lead", f"写了 {len(leads)} 个单位，第一个牵头，其余协办")
        assisting = [*leads[1:], *assisting]
    found = [_unit(name, "lead", desk, meaning) for name in leads[:1]]
    others = [_unit(name, "assisting", desk, meaning) for name in assisting if name not in {"无", "/", "-"}]
    lead = found[0] if found else None
    meaning.facts["lead_unit_id"] = lead
    meaning.facts["assisting_ids"] = tuple(dict.fromkeys(one for one in others if one and one != lead))


def _unit(name: str, key: str, desk: Desk, meaning: Meaning) -> int | None:
    plain = re.sub(r"等(?:单位|部门)?$", "", name)
    if plain != name:
        meaning.guess(key, f"“{name}”里的“等”没有写明单位，没有读入")
    unit, guess, problem = desk.unit(plain)
    if guess:
        meaning.guess(key, guess)
    if problem := problem or (desk.against(unit) if unit else ""):
        meaning.wrong(key, problem)
    return unit


def _leader(row: Row, desk: Desk, meaning: Meaning) -> None:
    names = names_in(row.cells.get("leader", ""))
    meaning.facts["leader_id"] = None
    if not names:
        return
    person, guess, problem = desk.person(names[0])
    meaning.facts["leader_id"] = person
    if len(names) > 1:
        meaning.guess("leader", f"写了 {len(names)} 个人，只读第一个")
    if guess:
        meaning.guess("leader", guess)
    if problem:
        meaning.wrong("leader", problem)


def _field(row: Row, desk: Desk, meaning: Meaning) -> None:
    text, section = row.cells.get("field", "").strip(), row.section.strip()
    lead = meaning.facts["lead_unit_id"]
    meaning.facts["field_id"] = desk.fields.get(text)
    if text in desk.fields:
        return
    near = [
        name
        for name in desk.fields
        if any(part and (name in part or part in name) for part in (text, section))
    ]
    if len(near) == 1:
        meaning.facts["field_id"] = desk.fields[near[0]]
        meaning.guess("field", f"“{text or section}”读作{near[0]}")
    elif text:
        meaning.wrong("field", f"没有“{text[:20]}”这个领域，可以写：{'、'.join(desk.fields)}。")
    elif lead is not None and (habit := desk.habit(lead)) is not None:
        meaning.facts["field_id"] = habit
        meaning.guess("field", f"没有写领域，按这个单位以往事项读作{desk.name_of_field(habit)}")
    else:
        meaning.wrong("field", f"没有写领域，可以写：{'、'.join(desk.fields)}。")


def _milestones(row: Row, desk: Desk, meaning: Meaning) -> None:
    read = read_milestones(row.cells.get("milestones", ""), desk.usual.year, meaning.facts["due_on"])
    meaning.facts["milestones"] = read.nodes
    if read.guess:
        meaning.guess("milestones", read.guess)
    if read.problem:
        meaning.wrong("milestones", read.problem)


def _names_of(text: str) -> list[str]:
    """What the name may be, when titles and brackets are taken off."""
    bare = "".join(_BRACKETED.sub("", text).split())
    return list(dict.fromkeys(one for one in (text.strip(), bare, _TITLES.sub("", bare)) if one))


def _person_names(row: Row) -> list[str]:
    names = names_in(row.cells.get("leader", ""))
    return _names_of(names[0]) if names else []
