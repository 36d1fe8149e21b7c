"""Closed lists that tables and pages share."""

from django.core.validators import RegexValidator
from django.db import models


class Topic(models.TextChoices):
    """What the citizen says it is about; not a diagnosis."""

    KOL = "kol", "Lungesygdom (KOL)"
    TYPE2 = "type2", "Type 2-diabetes"
    HEART = "heart", "Hjertesygdom"
    KNEE = "knee", "Knæ"
    BLOOD_PRESSURE = "blood_pressure", "Blodtryk"
    STRESS = "stress", "Stress og humør"
    UNSURE = "unsure", "Ved ikke endnu"


class Form(models.TextChoices):
    """The way in which an offer is taken."""

    GROUP_SITE = "group_site", "Hold, hvor I mødes"
    GROUP_VIDEO = "group_video", "Hold på video"
    ALONE_ONLINE = "alone_online", "Alene på nettet"
    PHONE = "phone", "Telefon"
    PAPER = "paper", "Papir"


municipality_code = RegexValidator(r"^0\d{3}$", "Kommunekoden er fire cifre og begynder med 0.")
postal_code = RegexValidator(r"^\d{4}$", "Postnummeret er fire cifre.")
