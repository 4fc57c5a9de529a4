from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "dukao.demo"
    verbose_name = "示例"
