from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "sundhedscenter.interop"
    label = "interop"
    verbose_name = "Formater"
