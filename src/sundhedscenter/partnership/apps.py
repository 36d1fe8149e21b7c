from django.apps import AppConfig


class PartnershipConfig(AppConfig):
    name = "sundhedscenter.partnership"
    label = "partnership"
    verbose_name = "Partnerskab"
