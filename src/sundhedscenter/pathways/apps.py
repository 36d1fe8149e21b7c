from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "sundhedscenter.pathways"
    label = "pathways"
    verbose_name = "Forløb"
