"""Whether the parts of a scheme fit together: what no single part can see."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from dukao.scoring.methods import Bonus, Deduction, Shortfall
from dukao.scoring.numbers import plain
from dukao.scoring.problems import Problem, SchemeError
from dukao.scoring.scheme import DEFAULT_ORDER, Combine, Family, Item, Role, Scheme, Step

Path = tuple[str | int, ...]
MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Fault:
    """A contradiction, where it stands and what to do. A scheme with one cannot be used for scoring."""

    path: Path
    sentence: str


def faults(scheme: Scheme) -> list[Fault]:
    """Everything that keeps this scheme from being scored; empty if it is sound."""
    nodes = list(_walk(scheme.items, ("items",)))
    return [
        *_codes(nodes),
        *_depth(nodes),
        *_roles(scheme, nodes),
        *_means(scheme, nodes),
        *_weights(scheme),
        *_floors(nodes),
        *_groups(scheme, nodes),
        *_references(scheme, nodes),
        *_grades(scheme),
        *_order(scheme, nodes),
    ]


#: The last schemes found sound, with their nodes. A scheme never changes, and a run that takes milliseconds
#: asks every time.
_SOUND: deque[tuple[Scheme, Mapping[str, Item | Family]]] = deque(maxlen=8)


def require_sound(scheme: Scheme) -> Mapping[str, Item | Family]:
    """The nodes of the scheme by code. Raises SchemeError with every fault of one that cannot be scored."""
    for known, nodes in tuple(_SOUND):  # another thread may add one meanwhile
        if known is scheme:
            return nodes
    found = faults(scheme)
    if found:
        raise SchemeError([Problem(fault.sentence, ".".join(map(str, fault.path))) for fault in found])
    by_code = {node.code: node for node in scheme.nodes()}
    _SOUND.append((scheme, by_code))
    return by_code


Placed = tuple[Path, Item | Family]


def _walk(children: tuple[Item | Family, ...], path: Path) -> Iterator[Placed]:
    for index, node in enumerate(children):
        here = (*path, index)
        yield here, node
        if isinstance(node, Family):
            yield from _walk(node.children, (*here, "children"))


def _codes(nodes: list[Placed]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, node in nodes:
        if node.code in seen:
            yield Fault((*path, "code"), f"代码 {node.code} 用了两次，每个指标和类别要有自己的代码")
        seen.add(node.code)
    codes = {node.code for _, node in nodes}
    for path, node in nodes:
        if isinstance(node, Item) and node.fact_code != node.code and node.fact_code in codes:
            yield Fault((*path, "indicator"), f"指标 {node.fact_code} 与另一项的代码相同，分不清数据归谁")


def _depth(nodes: list[Placed]) -> Iterator[Fault]:
    for path, _ in nodes:
        if len(path) > 2 * MAX_DEPTH:
            yield Fault(path, f"层次太深，最多 {MAX_DEPTH} 层")
            return


def _roles(scheme: Scheme, nodes: list[Placed]) -> Iterator[Fault]:
    for path, node in nodes:
        if isinstance(node, Family) and node.role is not Role.SCORED and len(path) > 2:
            yield Fault((*path, "role"), "负面清单和加分只能放在最上一层")
    for index, top in enumerate(scheme.items):
        if not isinstance(top, Family) or top.role is Role.SCORED:
            continue
        if scheme.combine is not Combine.SUM:
            yield Fault(("items", index, "role"), "总分不是相加得来时，不能有负面清单和加分")
        for path, node in _walk(top.children, ("items", index, "children")):
            if not isinstance(node, Item):
                continue
            if node.full:
                yield Fault((*path, "weight"), f"{top.name}里的项目不能有正的权重")
            wanted = Deduction if top.role is Role.NEGATIVE else Bonus
            if not isinstance(node.method, wanted):
                verb = "扣分" if top.role is Role.NEGATIVE else "加分"
                kind = "deduction" if top.role is Role.NEGATIVE else "bonus"
                yield Fault((*path, "method"), f"{top.name}里只能有{verb}的项目，方法写 kind: {kind}")


def _means(scheme: Scheme, nodes: list[Placed]) -> Iterator[Fault]:
    combined: list[tuple[Path, Combine, tuple[Item | Family, ...]]] = [((), scheme.combine, scheme.items)]
    combined += [(path, node.combine, node.children) for path, node in nodes if isinstance(node, Family)]
    for path, combine, children in combined:
        if combine is Combine.SUM:
            continue
        fulls = {full_of(child) for child in children}
        if len(fulls) > 1:
            yield Fault((*path, "combine"), "取平均的各项满分要相同，各项的轻重写在 share 里")
        if combine is not Combine.MEAN and not any(child.share for child in children):
            yield Fault((*path, "combine"), "各项的 share 不能全是 0")
        curved = combine in {Combine.GEOMETRIC_MEAN, Combine.HARMONIC_MEAN}
        if curved and any(_may_be_negative(child) for child in children):
            yield Fault((*path, "combine"), "几何平均、调和平均的各项不能是负分")


def _may_be_negative(node: Item | Family) -> bool:
    leaves = [node] if isinstance(node, Item) else [leaf for _, leaf in _walk(node.children, ())]
    return any(
        isinstance(leaf, Item)
        and (leaf.method.may_be_negative or (isinstance(leaf.method, Deduction) and not leaf.full))
        for leaf in leaves
    )


def _floors(nodes: list[Placed]) -> Iterator[Fault]:
    """What only deducts cannot end above what it begins with."""
    for path, node in nodes:
        if isinstance(node, Item) and isinstance(node.method, (Deduction, Shortfall)):
            floor = node.method.floor
            if floor is not None and floor > node.full:
                sentence = f"扣到 {plain(floor)} 分为止，比满分 {plain(node.full)} 分还高，请改低"
                yield Fault((*path, "method", "floor"), sentence)


def full_of(node: Item | Family) -> Decimal:
    """Full marks of a node: its own weight, else what its children make."""
    if node.weight is not None or isinstance(node, Item):
        return node.weight or Decimal(0)
    if node.combine is Combine.SUM:
        return sum((full_of(child) for child in node.children), Decimal(0))
    return full_of(node.children[0])


def _weights(scheme: Scheme) -> Iterator[Fault]:
    if scheme.combine is Combine.SUM:
        total = sum((full_of(node) for node in scheme.items), Decimal(0))
    else:
        total = full_of(scheme.items[0])
    if total != scheme.full_marks:
        yield Fault(
            ("full_marks",), f"满分写的是 {scheme.full_marks:f}，各项权重合计是 {total:f}，两者应相等"
        )


def _groups(scheme: Scheme, nodes: list[Placed]) -> Iterator[Fault]:
    codes = [group.code for group in scheme.groups]
    home: dict[str, str] = {}
    for index, group in enumerate(scheme.groups):
        if codes.index(group.code) != index:
            yield Fault(("groups", index, "code"), f"分组代码 {group.code} 用了两次")
        if group.merge_into is not None and group.merge_into not in set(codes) - {group.code}:
            yield Fault(("groups", index, "merge_into"), f"没有分组 {group.merge_into}")
        for member in group.members:
            if home.setdefault(member, group.code) != group.code:
                yield Fault(
                    ("groups", index, "members"), f"{member} 已在分组 {home[member]}，一个单位只能在一个组"
                )
    for path, node in nodes:
        if isinstance(node, Item):
            for code in set(node.applies_to) - set(codes):
                yield Fault((*path, "applies_to"), f"没有分组 {code}")


def _references(scheme: Scheme, nodes: list[Placed]) -> Iterator[Fault]:
    known = {node.code for _, node in nodes}
    items = {node.code for _, node in nodes if isinstance(node, Item)}
    for path, node in nodes:
        for index, condition in enumerate(node.when if isinstance(node, Family) else ()):
            if condition.node is not None and condition.node not in known:
                yield Fault((*path, "when", index, "node"), f"没有代码为 {condition.node} 的指标或类别")
    for index, link in enumerate(scheme.ties.chain):
        if link.node is not None and link.node not in known:
            yield Fault(("ties", "chain", index, "node"), f"没有代码为 {link.node} 的指标或类别")
    for index, target in enumerate(scheme.targets):
        if target.item not in items:
            yield Fault(("targets", index, "item"), f"没有代码为 {target.item} 的指标")
    grades = [grade.name for grade in scheme.grades]
    seen: set[str] = set()
    for index, veto in enumerate(scheme.vetoes):
        if veto.code in known | seen:
            yield Fault(("vetoes", index, "code"), f"代码 {veto.code} 用了两次")
        seen.add(veto.code)
        for key, name in (("grade", veto.grade), ("best_grade", veto.best_grade)):
            if name is not None and name not in grades:
                yield Fault(
                    ("vetoes", index, key),
                    f"等次里没有“{name}”，可以写：{'、'.join(grades) or '（未设等次）'}",
                )


def _grades(scheme: Scheme) -> Iterator[Fault]:
    names = [grade.name for grade in scheme.grades]
    if len(names) == 1:
        yield Fault(("grades",), "等次至少要有两个")
    ranged = [(index, grade.range) for index, grade in enumerate(scheme.grades) if grade.range is not None]
    for index, name in enumerate(names):
        if names.index(name) != index:
            yield Fault(("grades", index, "name"), f"等次“{name}”写了两次")
    for (_, better), (index, worse) in pairwise(ranged):
        if not worse.meets(better):
            yield Fault(
                ("grades", index, "range"),
                f"等次要从高到低排列、首尾相接，{worse} 与 {better} 之间有空隙、重叠或顺序不对",
            )


def _order(scheme: Scheme, nodes: list[Placed]) -> Iterator[Fault]:
    order = scheme.order
    if not order:
        if _order_matters(scheme, nodes):
            written = ", ".join(DEFAULT_ORDER)
            yield Fault(
                (), f"办法里有加分、负面清单、封顶或否决，先后次序影响结果，请写明 order，例如 [{written}]"
            )
        return
    if sorted(order) != sorted(DEFAULT_ORDER):
        wanted = ", ".join(DEFAULT_ORDER)
        yield Fault(("order",), f"先后次序要把这些步骤各写一次：{wanted}")
        return
    for earlier, later, why in (
        (Step.RANK, Step.GRADE, "先排名才能定等次"),
        (Step.ROUND, Step.RANK, "先舍入总分再排名，名次才与公布的分数一致"),
        (Step.DEDUCT, Step.ROUND, "先减负面清单再舍入"),
        (Step.BONUS, Step.ROUND, "先加加分再舍入"),
        (Step.RESCALE, Step.ROUND, "先折算再舍入"),
        (Step.CAP, Step.ROUND, "先封顶再舍入"),
        (Step.ROUND, Step.VETO, "否决改的是舍入后的总分"),
        (Step.VETO, Step.GRADE, "先否决再定等次"),
    ):
        if order.index(earlier) > order.index(later):
            yield Fault(("order",), f"{later} 不能在 {earlier} 之前：{why}")


def _order_matters(scheme: Scheme, nodes: list[Placed]) -> bool:
    special = any(isinstance(node, Family) and node.role is not Role.SCORED for _, node in nodes)
    return special or scheme.cap is not None or scheme.floor is not None or bool(scheme.vetoes)
