"""Long work: its words in the journal and its place in the account menu."""

from __future__ import annotations

from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel


class BackgroundConfig(AppConfig):
    name = "dukao.background"
    verbose_name = "后台任务"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.journal import sentences
        from dukao.ui.shell import AccountItem, slots

        sentences.register(
            {"task_started": "发起后台任务", "task_done": "办完后台任务", "task_failed": "后台任务未办完"},
            {"kind": "种类", "sentence": "结果"},
        )
        slots.account.append(AccountItem("后台任务", url_name="tasks:list", icon="list-check"))
