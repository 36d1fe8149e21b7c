from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "sundhedscenter.catalogue"
    label = "catalogue"
    verbose_name = "Katalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sundhedscenter.catalogue import offer_checks, tasks  # noqa: F401  (they register themselves)
