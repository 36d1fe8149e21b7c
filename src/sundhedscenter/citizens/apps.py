from django.apps import AppConfig


class CitizensConfig(AppConfig):
    name = "sundhedscenter.citizens"
    label = "citizens"
    verbose_name = "Borgere"
