from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "sundhedscenter.intake"
    label = "intake"
    verbose_name = "Henvendelser"
