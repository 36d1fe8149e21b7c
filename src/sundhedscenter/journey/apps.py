from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "sundhedscenter.journey"
    label = "journey"
    verbose_name = "Handlinger"
