"""The pages of docs/methods say what the engine does today."""

import re

import pytest

from dukao.scoring.parts import METHODS
from tests.method_pages import FOLDER, written
from tests.scoring.documented import WITH_TABLE, computed, rows_of

KINDS = [part.kind for part in METHODS]


def page(kind: str) -> str:
    return (FOLDER / f"{kind}.md").read_text(encoding="utf-8")


def test_curves_derivations_and_parameters_are_those_of_the_engine() -> None:
    stale = [name for name, text in written().items() if (FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run make methods"


def test_every_method_has_its_page_and_no_page_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {*KINDS, "README"}
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(KINDS)
    index = page("README")
    assert [kind for kind in KINDS if f"]({kind}.md)" not in index] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_formula_curve_example_and_source(kind: str) -> None:
    text = page(kind)
    for part in ("**Formula.**", f"({kind}.svg)", "## Worked example", "## Parameters", "## Source\n\n"):
        assert part in text
    examples = WITH_TABLE.findall(text)
    assert len(examples) == text.count("```yaml")
    for example, table in examples:
        result = computed(example, table)
        scores = [str(one.score) for one in result.scores("a")]
        assert scores == [points for _, _, points in rows_of(table)]


@pytest.mark.parametrize("name", [*KINDS, "README"])
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", page(name)):
        assert (FOLDER / target).exists(), target
    for file, anchor in re.findall(r"\]\(([^)#]+)#([^)]+)\)", page(name)):
        heads = re.findall(r"^#+ (.*)$", (FOLDER / file).read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}, anchor
