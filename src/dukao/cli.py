"""The ``dukao`` command: our own words beside Django's."""

from __future__ import annotations

import gc
import io
import os
import sys
from difflib import get_close_matches
from importlib import import_module

#: New objects between two collections. Loading makes hundreds of thousands that all stay: with Python's
#: own figure of 700 a tenth of every start goes into looking for garbage that is not there.
COLLECT_AFTER = 50_000
#: Many threads ask the database at once there, and it may be away for a while.
SERVING = frozenset({"serve", "worker"})
#: What a shell has for a command that was stopped by Ctrl+C.
STOPPED = 130
#: Words that need no settings and no database. Each module has ``main(arguments) -> exit code``.
COMMANDS = {
    "score": "dukao.scoring.commands.score",
    "compile": "dukao.scoring.commands.compile",
    "verify": "dukao.scoring.commands.verify",
    "simulate": "dukao.scoring.commands.simulate",
    "ballot": "dukao.scoring.commands.ballot",
    "weights": "dukao.scoring.commands.weights",
    "document": "dukao.documents.official.command",
    "workday": "dukao.operations.tools.workday",
    "check": "dukao.operations.tools.check",
    "sample": "dukao.operations.tools.sample",
    "lint": "dukao.operations.tools.lint",
    "import": "dukao.matters.commands.importing",
    "export": "dukao.matters.commands.exporting",
    "demo": "dukao.demo.command",
    "doctor": "dukao.operations.doctor.command",
    "restore": "dukao.operations.backup.command",
}
#: Every word of ours in one line, as `dukao` alone tells it.
WORDS = {
    "score": "按考评办法给数据计分",
    "verify": "复算公布的结果（复算包）",
    "compile": "预先编译计分内核，以后启动更快",
    "simulate": "用数据推演办法：谁升谁降、名次稳不稳",
    "lint": "检查考评办法有什么毛病",
    "ballot": "计票：测评票、等次票、加权票组",
    "weights": "算权重：AHP、熵权",
    "document": "生成公文（Word、PDF）",
    "workday": "推算期限、数工作日",
    "check": "校验统一社会信用代码、身份证号、区划代码",
    "sample": "按公开的种子抽签，谁都能重抽",
    "import": "导入计划，登记为拟办督办事项",
    "export": "导出督办台账",
    "demo": "打开示例市",
    "doctor": "检查这台机器能不能用",
    "backup": "备份，不用停机，做完演练一次恢复",
    "restore": "把备份恢复到空的地方，或演练一次",
    "setup": "首次设置：建库，建立第一批账户",
    "migrate": "升级数据库，先备份",
    "reset_password": "重设忘记的口令",
    "reseal": "更换封存密钥，把封存的内容重新封一遍",
    "serve": "启动网页服务",
    "worker": "启动后台任务",
    "journal": "核对、导出、封存日志",
    "import_divisions": "导入历年行政区划",
}


def overview() -> str:
    """All words, and how to learn more of one."""
    width = max(map(len, WORDS))
    lines = [f"  {word:<{width}}  {said}" for word, said in WORDS.items()]
    return "\n".join(
        ["用法：dukao 命令 …", "", *lines, "", "每个命令写 --help 有详细说明，例如 dukao score --help", ""]
    )


def main() -> None:
    """Run one of our words, or else a command of Django; what is in the way is told in a sentence."""
    gc.set_threshold(COLLECT_AFTER)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dukao.config.settings")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without Chinese shows codes, never a traceback
            stream.reconfigure(errors="backslashreplace")
    word, *arguments = sys.argv[1:] or ["help"]
    try:
        sys.exit(_run(word, arguments))
    except KeyboardInterrupt:
        sys.exit(STOPPED)
    except Exception as error:
        from dukao.operations.obstacles import sentence_for

        sentence = sentence_for(error)
        if sentence is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        sys.exit(getattr(error, "returncode", 1))


def _run(word: str, arguments: list[str]) -> int:
    if word in COMMANDS:
        code: int = import_module(COMMANDS[word]).main(arguments)
        return code
    if word in {"help", "--help", "-h"} and not arguments:
        sys.stdout.write(overview())
        return 0
    return _managed(word, arguments)


def _managed(word: str, arguments: list[str]) -> int:
    """Settings first: where they cannot be read, Django would call every word of ours unknown."""
    import django
    from django.core.management import execute_from_command_line, get_commands

    django.setup()
    if not word.startswith("-") and word not in {"help", *get_commands()}:
        near = get_close_matches(word, WORDS, n=1)
        advice = f"，是不是 {near[0]}？" if near else "。"
        sys.stderr.write(f"没有“{word}”这个命令{advice}写 dukao 可以看到全部命令\n")
        return 2
    if word not in SERVING:
        from dukao.operations.readiness import forgo_pool

        forgo_pool()
    execute_from_command_line(["dukao", word, *arguments])
    return 0


if __name__ == "__main__":
    main()
