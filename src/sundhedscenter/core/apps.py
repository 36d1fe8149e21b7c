from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "sundhedscenter.core"
    label = "core"
    verbose_name = "Kerne"

    def ready(self) -> None:
        from sundhedscenter.core import walls  # after the registry is ready

        checks.register(walls.check_every_model_is_declared)
        post_migrate.connect(walls.apply_after_migrate, sender=self)
