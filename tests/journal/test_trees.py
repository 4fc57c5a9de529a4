"""Merkle trees and their proofs, held against published ones and against each other."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukao.journal.trees import (
    GrowingTree,
    consistency_path,
    grew,
    includes,
    inclusion_path,
    leaf,
    merkle_root,
)

DATA = Path(__file__).parent / "data"


def _cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def _proof(case: dict[str, Any]) -> list[bytes]:
    return [b64decode(step) for step in case["proof"] or []]


def test_the_published_roots() -> None:
    published = json.loads((DATA / "rfc6962_reference_roots.json").read_text(encoding="utf-8"))
    contents = [bytes.fromhex(text) for text in published["leaf_inputs_hex"]]
    assert merkle_root([], "sha256").hex() == published["empty_root"]
    for size, root in enumerate(published["root_by_size_1_to_8"], start=1):
        assert merkle_root(contents[:size], "sha256").hex() == root


@pytest.mark.parametrize("case", _cases("inclusion.jsonl"), ids=lambda case: case["_file"][9:-5])
def test_published_inclusion(case: dict[str, Any]) -> None:
    found = includes(
        root=b64decode(case["root"]), size=case["treeSize"], index=case["leafIdx"],
        leaf=b64decode(case["leafHash"]), path=_proof(case), algorithm="sha256",
    )  # fmt: skip
    assert found is not case["wantErr"]


@pytest.mark.parametrize("case", _cases("consistency.jsonl"), ids=lambda case: case["_file"][9:-5])
def test_published_consistency(case: dict[str, Any]) -> None:
    found = grew(
        first=case["size1"], first_root=b64decode(case["root1"]), size=case["size2"],
        root=b64decode(case["root2"]), path=_proof(case), algorithm="sha256",
    )  # fmt: skip
    assert found is not case["wantErr"]


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_every_leaf_and_every_beginning_is_proven(
    algorithm: str, contents: list[bytes], data: st.DataObject
) -> None:
    size, root = len(contents), merkle_root(contents, algorithm)
    hashes = [leaf(content, algorithm) for content in contents]
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(hashes, index, algorithm)
    assert includes(root=root, size=size, index=index, leaf=hashes[index], path=path, algorithm=algorithm)
    first = data.draw(st.integers(1, size))
    grown = consistency_path(hashes, first, algorithm)
    first_root = merkle_root(contents[:first], algorithm)
    assert grew(first=first, first_root=first_root, size=size, root=root, path=grown, algorithm=algorithm)


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_a_growing_tree_has_the_same_root_at_every_size(contents: list[bytes]) -> None:
    tree = GrowingTree("sha256")
    for size, content in enumerate(contents):
        assert tree.root() == merkle_root(contents[:size], "sha256")
        tree.add(content)
    assert (tree.size, tree.root()) == (len(contents), merkle_root(contents, "sha256"))
