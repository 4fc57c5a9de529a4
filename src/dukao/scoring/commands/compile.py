"""`dukao compile`: the compiled kernels made ready at installation, so that no run waits for the compiler."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from dukao.scoring.commands.running import Parser, told
from dukao.scoring.problems import ScoringError


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when every kernel is compiled and kept, 2 where the accelerator is missing."""
    _parser().parse_args(argv)
    if find_spec("numba") is None:
        raise ScoringError("没有安装加速组件，不需要编译；要加速请先执行 pip install 'dukao[fast]'")
    import_module("dukao.scoring.kernels")  # compiles what no earlier process has left beside the code
    sys.stdout.write("计分内核已编译，以后的进程直接读取。\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    return Parser(prog="dukao compile", description="编译计分内核，安装加速组件后执行一次（约十秒）")
