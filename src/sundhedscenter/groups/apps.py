from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "sundhedscenter.groups"
    label = "groups"
    verbose_name = "Hold"
