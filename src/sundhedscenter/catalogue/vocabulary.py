"""Closed lists that tables and pages share."""

from django.contrib.postgres.fields import ArrayField
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


class Area(models.TextChoices):
    """The part of a municipality's work that an offer belongs to; coverage is counted by it."""

    REHABILITATION = "rehabilitation", "Genoptræning"
    ELDERLY = "elderly", "Ældre"
    LABOUR_MARKET = "labour_market", "Arbejdsmarked"
    PSYCHIATRY = "psychiatry", "Psykiatri og handicap"
    YOUNG = "young", "Børn og unge"
    HEALTH_CENTRE = "health_centre", "Sundhedscenter"


class WayIn(models.TextChoices):
    """How somebody comes to an offer."""

    SELF = "self", "Selv"
    GP = "gp", "Gennem lægen"
    HOSPITAL = "hospital", "Gennem hospitalet"
    MUNICIPALITY = "municipality", "Gennem kommunen"


class Stage(models.TextChoices):
    """How far an offer, or one version of it, has come. Computed from decisions (`stages.py`); stored for lists."""

    DRAFT = "draft", "Kladde"
    REVIEW = "review", "Til gennemsyn"
    TRIAL = "trial", "Prøves af"
    OPERATION = "operation", "I drift"
    RETIRED = "retired", "Udgået"


class Origin(models.TextChoices):
    """Where an offer came from first."""

    CONTENT = "content", "Fil"
    IMPORT = "import", "Hentet"
    WORKSHOP = "workshop", "Værksted"


# Citizens see, find and choose offers at these stages alone.
SHOWN = (Stage.TRIAL.value, Stage.OPERATION.value)

municipality_code = RegexValidator(r"^0\d{3}$", "Kommunekoden er fire cifre og begynder med 0.")
postal_code = RegexValidator(r"^\d{4}$", "Postnummeret er fire cifre.")


def topic_list() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=20, choices=Topic), default=list, blank=True)
