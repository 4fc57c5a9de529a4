"""What the command lines say about arguments that do not parse: a Chinese sentence and exit code 2."""

from __future__ import annotations

import pytest

from dukao.scoring.commands.running import Parser


def parser() -> Parser:
    made = Parser(prog="dukao 示例", description="示例")
    made.add_argument("--kind", choices=("a", "b"), required=True)
    made.add_argument("--times", type=int)
    made.add_argument("--table", action="store_true")
    return made


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "参数不对：缺少 --kind"),
        (["--kind"], "参数不对：--kind 后面要写一个值"),
        (["--kind", "c"], "参数不对：--kind 没有“c”这一种，可以写：a, b"),
        (["--kind", "a", "--times", "x"], "参数不对：--times 的“x”应为整数"),
        (["--kind", "a", "--other"], "参数不对：不认识 --other"),
        (["--kind", "a", "--t"], "参数不对：--t 不完整，可能是 --times, --table"),
        (["--kind", "a", "--table=1"], "参数不对：--table 后面不写值，多了 1"),
    ],
)
def test_faults_are_told_in_chinese(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(arguments)
    assert left.value.code == 2
    told, usage = capsys.readouterr().err.splitlines()[:2]
    assert told == words
    assert usage.startswith("用法：dukao 示例")


def test_help_is_chinese_from_the_first_word(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("用法：")
    assert "显示这段说明" in said
    assert "show this help" not in said
