from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "dukao.ui"
    verbose_name = "界面"
