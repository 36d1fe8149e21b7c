from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "sundhedscenter.evaluation"
    label = "evaluation"
    verbose_name = "Tal og måling"

    def ready(self) -> None:
        from sundhedscenter.evaluation import checks, tasks  # noqa: F401  (they register themselves)
