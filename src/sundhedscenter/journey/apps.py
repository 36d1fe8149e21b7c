from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "sundhedscenter.journey"
    label = "journey"
    verbose_name = "Handlinger"

    def ready(self) -> None:
        from sundhedscenter.journey import checks, idea_checks, owners, responsibility_checks, tasks  # noqa: F401  (they register themselves)
        from sundhedscenter.journey.own_data import checks as data_checks  # noqa: F401  (they register themselves)
