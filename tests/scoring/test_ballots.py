"""Ballots: the worked examples, every declared rule, every layout, and every refusal with its row."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukao.scoring import FactsError, SchemeError
from dukao.scoring.ballots import (
    ballot_from_yaml,
    count_answers,
    tally,
    votes_from_text,
    write_tally,
)
from dukao.scoring.commands.ballot import main

HEAD = "format: dukao-ballot/1\ncode: b\nname: 测评\nobjects:\n  - {code: zjj, name: 市住建局}\n  - {code: swj, name: 市商务局}\nrounding: {total: 2}\n"
GRADES = "grades:\n  - {name: 优秀, value: 100}\n  - {name: 良好, value: 80}\n  - {name: 一般, value: 60}\n  - {name: 较差, value: 40}\n"
SCORES = "scores: {low: 0, high: 100, places: 1}\n"
GROUPS = "groups:\n  - {code: A, name: 甲组, weight: 0.5}\n  - {code: B, name: 乙组, weight: 0.3}\n  - {code: C, name: 丙组, weight: 0.2}\n"
QUESTIONS = (
    "questions:\n  - {code: q1, name: 政治素质, weight: 0.6}\n  - {code: q2, name: 工作实绩, weight: 0.4}\n"
)


def outcome(config, votes):
    ballot = ballot_from_yaml(HEAD + config)
    return tally(ballot, votes_from_text(votes, ballot))


def totals(config, votes):
    return {
        one.subject.code: None if one.total is None else str(float(one.total))
        for one in outcome(config, votes).objects
    }


def score_rows(*scores, subject="zjj"):
    return "object,choice\n" + "".join(f"{subject},{score}\n" for score in scores)


def refusal(config, votes):
    ballot = ballot_from_yaml(HEAD + config)
    with pytest.raises(FactsError) as refused:
        votes_from_text(votes, ballot)
    return [str(problem) for problem in refused.value.problems]


VALUES = {"优秀": 100, "良好": 80, "一般": 60, "较差": 40}
ANSWERS = [*VALUES, "弃权", "废票"]


# -- the worked examples --------------------------------------------------------------------------------


def test_grades_by_vote():
    assert totals(GRADES, "object,优秀,良好,一般,较差\nzjj,6,10,3,1\n")["zjj"] == "81.0"


def test_weighted_voter_groups():
    votes = "group,object,choice\nA,zjj,92\nB,zjj,81\nC,zjj,85.6\n"
    assert totals(SCORES + GROUPS, votes)["zjj"] == "87.42"


@pytest.mark.parametrize(("trim", "total"), [("", "88.17"), ("trim: {above: 5}\n", "90.25")])
def test_the_highest_and_the_lowest_go(trim, total):
    assert totals(SCORES + trim, score_rows(98, 92, 91, 90, 88, 70))["zjj"] == total


# -- voter groups ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "total", "note"),
    [
        ("renormalise", "87.88", "丙组没有有效票，权重由其余各组按比例分担"),
        ("zero", "70.3", "丙组没有有效票，按 0 分计"),
        ("block", None, "丙组没有有效票，暂不计分"),
    ],
)
def test_a_group_without_votes(policy, total, note):
    config = SCORES + GROUPS + f"missing_group: {policy}\n"
    result = outcome(config, "group,object,choice\nA,zjj,92\nB,zjj,81\n").objects[0]
    assert (None if result.total is None else str(float(result.total)), result.note) == (total, note)


def test_weights_of_single_votes():
    config = (
        SCORES + "weighting: voter\n" + GROUPS.replace("0.5", "3").replace("0.3", "2").replace("0.2", "1")
    )
    votes = "group,object,choice,count\nA,zjj,90,2\nB,zjj,80,3\nC,zjj,60,5\n"
    assert totals(config, votes)["zjj"] == str(round((3 * 180 + 2 * 240 + 300) / (6 + 6 + 5), 2))


def test_without_weights_groups_and_questions_count_the_same():
    declared = GROUPS + QUESTIONS
    for weight in ("0.5", "0.3", "0.2", "0.6", "0.4"):
        declared = declared.replace(f", weight: {weight}", "")
    votes = "group,object,q1,q2\nA,zjj,90,80\nB,zjj,80,80\nC,zjj,80,70\nC,zjj,80,70\n"
    assert totals(SCORES + declared, votes)["zjj"] == str(round((250 / 3 + 230 / 3) / 2, 2))
    assert totals(SCORES + declared + "weighting: voter\n", votes)["zjj"] == str((330 / 4 + 300 / 4) / 2)


def test_a_table_without_rows_is_a_ballot_without_votes():
    assert totals(SCORES, "object,choice\n") == {"zjj": None, "swj": None}
    assert totals(S2, "ballot,object,choice\n") == {"zjj": None, "swj": None}


def test_an_object_nobody_voted_on_has_no_score_and_no_place():
    result = outcome(SCORES, score_rows(90))
    assert [(one.total, one.rank, one.note) for one in result.objects] == [
        (90, 1, ""),
        (None, None, "没有有效票"),
    ]


def test_questions_and_coefficients():
    config = SCORES + QUESTIONS + "coefficient: 0.2\n"
    config = HEAD.replace("name: 市商务局", "name: 市商务局, coefficient: 1.1") + config
    ballot = ballot_from_yaml(config)
    result = tally(ballot, votes_from_text("object,q1,工作实绩\nzjj,90,80\nswj,90,80\n", ballot))
    assert [one.total for one in result.objects] == [Fraction("17.2"), Fraction("18.92")]
    assert [one.rank for one in result.objects] == [2, 1]


def test_rounding_is_where_it_is_declared():
    votes = "group,object,choice,count\nA,zjj,90,2\nA,zjj,91,1\nB,zjj,80,1\nC,zjj,70,1\n"
    declared = HEAD.replace("{total: 2}", "{total: 3, group: 1}")
    ballot = ballot_from_yaml(declared + SCORES + GROUPS)
    assert tally(ballot, votes_from_text(votes, ballot)).objects[0].total == Fraction("83.15")
    assert totals(SCORES + GROUPS, votes)["zjj"] == "83.17"


# -- abstention, blanks, spoilt ballots -----------------------------------------------------------------


@pytest.mark.parametrize(("counts", "total"), [("false", "80.0"), ("true", "40.0")])
def test_abstentions_stand_in_the_divisor_or_not(counts, total):
    config = GRADES + f"abstention: {{words: [弃权, 不了解], counts: {counts}}}\n"
    assert totals(config, "object,choice\nzjj,良好\nzjj,不了解\n")["zjj"] == total


def test_blank_cells_are_refused_unless_declared():
    votes = "object,choice,group\nzjj,,x\nzjj,良好,x\n"
    assert refusal(GRADES, votes)[0].startswith("第 2 行：没有填评价")
    for declared, seen in (("abstain", (1, {})), ("invalid", (0, {"空白": 1}))):
        result = outcome(GRADES + f"validity: {{blank: {declared}}}\n", votes)
        (group,) = result.objects[0].questions[0].groups
        assert (group.abstained, dict(group.invalid)) == seen


def test_spoilt_ballots_and_scores_too_precise_are_invalid_with_the_reason():
    (group,) = outcome(SCORES, score_rows("废票", "90.25", "90.5", "80.50")).objects[0].questions[0].groups
    assert dict(group.invalid) == {"废票": 1, "小数超过 1 位": 1}
    assert group.score == Fraction("85.5")


# -- validity of whole ballots --------------------------------------------------------------------------

S2 = (
    SCORES
    + 'validity:\n  all_equal: invalid\n  quotas:\n    - {range: "[90, +∞)", at_most: 1}\n    - {range: "(-∞, 70)", at_least: 1}\n'
)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (89.5, 69.9, None),
        (90, 69.9, None),
        (90, 95, "90 以上（含）的多于 1 个"),
        (90, 70, "70 以下（不含）的少于 1 个"),
        (60, 60, "全部评得一样"),
        ("弃权", "弃权", None),
    ],
)
def test_a_ballot_that_breaks_a_rule_is_invalid_as_a_whole(one, other, reason):
    result = outcome(S2, f"ballot,object,choice\n1,zjj,{one}\n1,swj,{other}\n2,zjj,95\n2,swj,60\n")
    for subject in result.objects:
        (group,) = subject.questions[0].groups
        assert dict(group.invalid) == ({} if reason is None else {reason: 1})


def test_questions_of_a_ballot_can_be_judged_one_by_one():
    votes = "ballot,object,q1,q2\n1,zjj,95,95\n1,swj,60,95\n"
    for per, expected in (("ballot", [1, 1]), ("question", [0, 1])):
        config = S2.replace("validity:\n", f"validity:\n  per: {per}\n")
        result = outcome(config.replace("at_most: 1", "at_most: 1") + QUESTIONS, votes)
        assert [sum(one.groups[0].invalid.values()) for one in result.objects[0].questions] == expected


def test_counts_cannot_be_judged_ballot_by_ballot():
    assert "看不出每张票" in refusal(S2, "object,choice,count\nzjj,90,3\n")[0]
    assert "缺少：ballot（票号）" in refusal(S2, "object,choice\nzjj,90\n")[0]


# -- layouts --------------------------------------------------------------------------------------------

BALLOTS = [
    ("A", "zjj", "优秀", "良好"),
    ("A", "zjj", "优秀", "弃权"),
    ("B", "zjj", "一般", "良好"),
    ("C", "zjj", "良好", "较差"),
]


def test_every_layout_gives_the_same_table():
    config = GRADES + GROUPS + QUESTIONS
    by_question = "组别,对象,政治素质,q2\n" + "".join(f"{','.join(row)}\n" for row in BALLOTS)
    long = "group,object,question,choice\n" + "".join(
        f"{g},{o},{q},{a}\n" for g, o, *answers in BALLOTS for q, a in zip(("q1", "q2"), answers, strict=True)
    )
    counted = "group,object,question,优秀,良好,一般,较差,弃权\nA,zjj,q1,2,,,,\nA,zjj,q2,,1,,,1\nB,市住建局,q1,,,1,,\nB,zjj,q2,,1,,,\nC,zjj,q1,,1,,,\nC,zjj,q2,,,,1,0\n"
    counts = (
        "group,object,question,choice,count\nA,zjj,q1,优秀,2\n"
        + long.splitlines()[2]
        + ",1\n"
        + "".join(line + ",1\n" for line in long.splitlines()[4:])
    )
    tables = {write_tally(outcome(config, votes)) for votes in (by_question, long, counted, counts)}
    assert len(tables) == 1


def test_the_order_of_rows_does_not_matter():
    config = GRADES + GROUPS + QUESTIONS
    lines = [",".join(row) for row in BALLOTS]
    tables = {
        write_tally(outcome(config, "\n".join(["group,object,q1,q2", *order])))
        for order in (lines, lines[::-1], lines[2:] + lines[:2])
    }
    assert len(tables) == 1


def test_the_table_shows_votes_groups_scores_and_ranks():
    votes = "group,object,choice\nA,zjj,优秀\nA,zjj,废票\nB,zjj,良好\nC,zjj,弃权\nC,zjj,一般\n"
    (row, other) = csv.DictReader(io.StringIO(write_tally(outcome(GRADES + GROUPS, votes))))
    shown = {
        key: row[key]
        for key in (
            "优秀",
            "valid",
            "invalid",
            "invalid_reasons",
            "abstained",
            "counted",
            "A:score",
            "score",
            "rank",
        )
    }
    assert shown == {
        "优秀": "1", "valid": "4", "invalid": "1", "invalid_reasons": "废票 1 票", "abstained": "1",
        "counted": "3", "A:score": "100.00000000", "score": "86.00", "rank": "1",
    }  # fmt: skip
    assert (other["score"], other["rank"], other["note"]) == ("", "", "没有有效票")


# -- refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        ("group,object,choice\nD,zjj,90\n", "第 2 行：没有“D”这个组，请核对"),
        ("group,object,choice\nA,zj,90\n", "第 2 行：没有“zj”这个对象，是不是 zjj？"),
        ("group,object,choice\nA,zjj,101\n", "第 2 行：分数 101 不在 0 到 100 之间"),
        ("group,object,choice\nA,zjj,优秀\n", "第 2 行：“优秀”不是数字"),
        ("group,object,choice,count\nA,zjj,90,1.5\n", "第 2 行：票数“1.5”应为整数"),
        ("group,object,choice,counts\nA,zjj,90,1\n", "不认识的列“counts”，是不是 count？"),
        ("group,object,choice\nA,zjj,90,1\n", "第 2 行：这一行的格子比列名多"),
        ("group,group,object,choice\n", "这一列写了两次"),
        ("object,choice\n", "缺少：group（组别）"),
        ("", "至少有：group（组别）、object（对象）、choice（评价）"),
        ("ballot,group,object,choice\n1,A,zjj,90\n1,A,zjj,91\n", "第 3 行：这张票对这个对象已经评过一次"),
        ("ballot,group,object,choice\n1,A,zjj,90\n1,B,swj,91\n", "第 3 行：票号 1 前面属于另一个组"),
        ('group,object,choice\nA,zjj,"9\n', "不是合格的 CSV"),
    ],
)
def test_rows_that_do_not_fit_are_named(votes, words):
    assert any(words in problem for problem in refusal(SCORES + GROUPS, votes))


def test_a_question_with_two_columns_is_refused():
    assert "有两列" in refusal(GRADES + QUESTIONS, "object,q1,q2,政治素质\nzjj,优秀,优秀,优秀\n")[0]


def test_all_faulty_rows_are_listed_not_only_the_first():
    assert len(refusal(GRADES, "object,choice\nzjj,好\nzjj,优秀\nx,优秀\n")) == 2


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("", "要写 grades（按等次投票）或 scores（按分数打分），只写一种"),
        (GRADES + SCORES, "只写一种"),
        (SCORES + GROUPS.replace("0.2", "0.1"), "各组权重合计是 0.9，应等于 1"),
        (SCORES + QUESTIONS.replace("0.4", "0.5"), "各题权重合计是 1.1，应等于 1"),
        (
            SCORES + "trim: {drop: 2, above: 3}\n",
            "第 9 行第 1 列：trim：各去掉 2 个后可能一票不剩，above 至少写 4",
        ),
        (SCORES + "weighting: voter\nmissing_group: zero\n", "missing_group 请写 renormalise 或 block"),
        (SCORES + GROUPS.replace(", weight: 0.2", ""), "各组权重要么都写，要么都不写"),
        (SCORES + QUESTIONS.replace("code: q1", "code: total"), "题目代码不能用 total"),
        (SCORES + "abstension: {counts: true}\n", "不认识的键“abstension”，是不是 abstention？"),
        (SCORES + "children: []\n", "children：这里不写“children”，它属于别的地方"),
        (GRADES + "abstention: {words: [较差]}\n", "“较差”有两种意思"),
        (GRADES + 'validity: {quotas: [{range: "[90, +∞)"}]}\n', "要写 at_most"),
        (SCORES + "missing_group: skip\n", "“skip”不行，可以写：renormalise, zero, block"),
        (SCORES.replace("low: 0", "low: 100"), "最低分 low 应小于最高分 high"),
    ],
)
def test_a_declaration_that_cannot_hold_is_refused_in_words(config, words):
    with pytest.raises(SchemeError) as refused:
        ballot_from_yaml(HEAD + config)
    assert words in str(refused.value)


# -- against a plain count ------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 1), st.integers(0, 4), st.integers(1, 9)), max_size=40
    )
)
def test_the_kernel_counts_as_a_loop_does(rows):
    plain = np.zeros((4, 2, 5), dtype=np.int64)
    for cell, question, answer, times in rows:
        plain[cell, question, answer] += times
    absent = 5
    answers = np.full((len(rows), 2), absent, dtype=np.uint16)
    for number, (_, question, answer, _) in enumerate(rows):
        answers[number, question] = answer
    cells = np.array([row[0] for row in rows], dtype=np.intp)
    times = np.array([row[3] for row in rows], dtype=np.int64)
    found = count_answers(cells, answers, cell_count=4, answer_count=6, times=times)
    assert (found[..., :5] == plain).all()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12), st.integers(1, 3), st.integers(0, 4))
def test_trimming_and_the_mean_are_exact(tenths, drop, more):
    above = 2 * drop + more
    scores = [Fraction(n, 10) for n in tenths]
    kept = sorted(scores)[drop:-drop] if len(scores) > above else scores
    config = SCORES + f"trim: {{drop: {drop}, above: {above}}}\n"
    (group,) = outcome(config, score_rows(*map(float, scores))).objects[0].questions[0].groups
    assert group.score == sum(kept) / len(kept)
    assert group.trimmed == len(scores) - len(kept)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(["zjj", "swj"]), *[st.sampled_from(ANSWERS)] * 2),
        max_size=25,
    ),
    st.sampled_from(["group", "voter"]),
    st.sampled_from(["renormalise", "block"]),
    st.booleans(),
    st.booleans(),
)
def test_the_whole_tally_agrees_with_plain_arithmetic(rows, weighting, missing, counts, trims):
    weights = {"A": Fraction(3, 5), "B": Fraction(2, 5)}
    config = (
        GRADES
        + QUESTIONS
        + "groups:\n  - {code: A, name: 甲, weight: 0.6}\n  - {code: B, name: 乙, weight: 0.4}\n"
    )
    config += (
        f"weighting: {weighting}\nmissing_group: {missing}\nabstention: {{counts: {str(counts).lower()}}}\n"
    )
    config += "trim: {above: 3}\n" if trims else ""
    result = outcome(config, "\n".join(["group,object,q1,q2", *map(",".join, rows)]))

    def question(subject, number):
        sums = {}
        for group in weights:
            given = [row[2 + number] for row in rows if row[:2] == (group, subject)]
            values = sorted(VALUES[answer] for answer in given if answer in VALUES)
            kept = values[1:-1] if trims and len(values) > 3 else values
            sums[group] = (sum(kept), len(kept) + counts * given.count("弃权"))
        there = [group for group in weights if sums[group][1]]
        if not there or (missing == "block" and len(there) < 2):
            return None
        if weighting == "voter":
            points = sum(weights[group] * sums[group][0] for group in there)
            return points / sum(weights[group] * sums[group][1] for group in there)
        scores = sum(weights[group] * Fraction(*sums[group]) for group in there)
        return scores / sum(weights[group] for group in there)

    for one in result.objects:
        scores = [question(one.subject.code, number) for number in (0, 1)]
        assert [asked.score for asked in one.questions] == scores
        if None in scores:
            assert one.total is None
        else:
            exact = Fraction(3, 5) * scores[0] + Fraction(2, 5) * scores[1]
            assert one.total == Fraction(int(exact * 100 + Fraction(1, 2)), 100)


# -- the command ----------------------------------------------------------------------------------------


def test_the_command_writes_the_table_and_says_what_is_left_open(tmp_path, capsys):
    files = {name: tmp_path / name for name in ("b.yaml", "v.csv", "t.csv")}
    files["b.yaml"].write_text(HEAD + GRADES, encoding="utf-8")
    files["v.csv"].write_bytes("对象,评价\r\n市住建局,优秀\r\n".encode("gb18030"))
    arguments = [
        "tally",
        "--config",
        str(files["b.yaml"]),
        "--votes",
        str(files["v.csv"]),
        "--out",
        str(files["t.csv"]),
    ]
    assert main(arguments) == 0
    assert "1 个对象没有得分" in capsys.readouterr().err
    assert "zjj,市住建局,,1,0,0,0,0,1,0,0,1,,100.00,1,\n" in files["t.csv"].read_text(encoding="utf-8")
    files["v.csv"].write_text("object,choice\nzjj,好\n", encoding="utf-8")
    assert main(arguments) == 2
    assert "没有“好”这个等次，可以填：优秀、良好、一般、较差" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("b.yaml", b"\xff\xfe\x81", "b.yaml：既不是 YAML 文本，也不是 JSON"),
        ("b.yaml", b"", "b.yaml：文件是空的"),
        ("b.yaml", b"- 1\n", "测评设置要写成“键: 值”的形式"),
        ("v.csv", b"\x00\x01", "不是文本"),
        ("v.csv", None, "找不到票数据"),
    ],
)
def test_files_that_are_none_are_refused_in_words(tmp_path, capsys, name, content, words):
    (tmp_path / "b.yaml").write_text(HEAD + GRADES, encoding="utf-8")
    (tmp_path / "v.csv").write_text("object,choice\nzjj,优秀\n", encoding="utf-8")
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    paths = [str(tmp_path / file) for file in ("b.yaml", "v.csv", "t.csv")]
    assert main(["tally", "--config", paths[0], "--votes", paths[1], "--out", paths[2]]) == 2
    assert words in capsys.readouterr().err
