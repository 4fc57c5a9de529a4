from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel


class UiConfig(AppConfig):
    name = "dukao.ui"
    verbose_name = "界面"
    secrecy = SecrecyLabel.PUBLIC
