from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel


class DemoConfig(AppConfig):
    name = "dukao.demo"
    verbose_name = "示例"
    secrecy = SecrecyLabel.INTERNAL
