from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "sundhedscenter.delivery"
    label = "delivery"
    verbose_name = "Indhold"
