"""Danish words for the figures and coded values of the programme files. A new key shows as its code until it is named."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Words = dict[str, str | Promise]

STATUS: dict[str, tuple[str | Promise, str | Promise]] = {
    "V": (_("Læst i kilden"), "good"),
    "K": (_("Skal bekræftes af klinisk leder"), "attention"),
    "P": (_("Produktvalg, kan ændres"), "calm"),
}

FIGURES: Words = {
    "age_min": _("Alder, mindst"),
    "available": _("Findes som tilbud"),
    "claim": _("Hvad vi lover"),
    "consider_also_mrc": _("Overvej også ved MRC"),
    "contacts": _("Samtaler"),
    "contacts_max": _("Samtaler, højst"),
    "contacts_min": _("Samtaler, mindst"),
    "days": _("Dage"),
    "days_after_surgery": _("Dage efter operation"),
    "default": _("Normal størrelse"),
    "diagnoses": _("Diagnoser"),
    "diagnosis": _("Diagnose"),
    "discard_days": _("Dage, der ikke tæller"),
    "followup_months": _("Opfølgning, måneder"),
    "gap_minutes": _("Minutter mellem målinger"),
    "hba1c_limit": _("Grænse for HbA1c"),
    "hold_start_admission_months": _("Indlæggelser tælles, måneder"),
    "hold_start_if": _("Vent med at begynde ved"),
    "hold_start_if_admissions_over": _("Vent ved flere indlæggelser end"),
    "kept_readings_needed": _("Målinger, der skal bruges"),
    "max": _("Største hold"),
    "mbsr": _("MBSR"),
    "measure_months": _("Målinger, måneder"),
    "meetings": _("Møder"),
    "min": _("Mindste hold"),
    "minutes": _("Minutter"),
    "mode": _("Måde"),
    "months": _("Måneder"),
    "mrc_min": _("MRC, mindst"),
    "must": _("Skal være der"),
    "must_look_for": _("Skal opspores"),
    "must_offer_people_in_work": _("Skal tilbydes folk i arbejde"),
    "national_package_from_year": _("National pakke fra år"),
    "needs": _("Kræver"),
    "not_for": _("Ikke for"),
    "open_and_calm_dropout_in_trial": _("Frafald i forsøget Åben og Rolig"),
    "pain_zones": _("Smertezoner"),
    "people_at_risk_included": _("Også for folk i risiko"),
    "per_week": _("Gange om ugen"),
    "readings_per_slot": _("Målinger hver gang"),
    "reference_home_high": _("Højt blodtryk hjemme"),
    "referral_fields": _("Oplysninger i henvisningen"),
    "rest_minutes": _("Minutters hvile"),
    "scale": _("Skala"),
    "safety_text_da": _("Sikkerhedstekst"),
    "slots": _("Tidspunkter"),
    "smoke_free_at_followup_reached_by": _("Røgfri ved opfølgning"),
    "spirometry_max_age_months": _("Lungetest højst gammel, måneder"),
    "start_days_after_discharge_from": _("Begynder efter udskrivelse, dage fra"),
    "start_days_after_discharge_to": _("Begynder efter udskrivelse, dage til"),
    "stop_date_shared": _("Fælles stopdato"),
    "symptoms_weeks_min": _("Symptomer, uger mindst"),
    "trial_difference_of_100": _("Forskel i forsøget, ud af 100"),
    "units_per_week_max": _("Genstande om ugen, højst"),
    "units_same_day_max": _("Genstande samme dag, højst"),
    "weeks": _("Uger"),
}

VALUES: Words = {
    "none": _("ingen"),
    "diary": _("dagbog"),
    "morning": _("morgen"),
    "evening": _("aften"),
    "digital": _("på nettet"),
    "anxiety": _("angst"),
    "depression": _("depression"),
    "ischaemic_heart_disease": _("iskæmisk hjertesygdom"),
    "heart_failure": _("hjertesvigt"),
    "valve_surgery": _("operation af hjerteklap"),
    "fev1_percent_expected": _("FEV1 i procent af forventet"),
    "fev1_fvc": "FEV1/FVC",
    "new chest pain": _("nye smerter i brystet"),
    "fever": _("feber"),
    "clearly worse breathing today": _("tydeligt værre vejrtrækning i dag"),
    "pregnancy": _("graviditet"),
    "known irregular pulse unless doctor agrees": _("kendt uregelmæssig puls, hvis lægen ikke er enig"),
    "arm outside cuff range": _("arm uden for manchettens mål"),
    "illness needing psychiatric treatment": _("sygdom, der kræver psykiatrisk behandling"),
    "acute suicidal thoughts": _("akutte selvmordstanker"),
    "individual talk before start": _("samtale alene før start"),
    "fixed meeting point with map and bus": _("fast mødested med kort og bus"),
    "clothing and weather note": _("besked om tøj og vejr"),
    "toilet and seating note": _("besked om toilet og siddepladser"),
    "same group throughout": _("samme hold hele vejen"),
    "foot ulcer": _("sår på foden"),
    "untreated eye changes": _("ubehandlede øjenforandringer"),
    "repeated low blood sugar": _("gentagne gange med lavt blodsukker"),
    "MRC_1_5": "MRC 1–5",
    "ggop": _("gigtskole-tilladelse (GGOP)"),
}

PARTS: Words = {
    "target": _("Hvem er det for"),
    "group_size": _("Holdets størrelse"),
    "rules": _("Regler"),
}


def figure_name(key: str) -> str:
    return str(FIGURES.get(key, key.replace("_", " ")))


def value_words(value: Any) -> str:
    """A figure's value as text: yes and no, lists with commas, codes in words."""
    match value:
        case bool():
            return str(_("ja") if value else _("nej"))
        case list():
            return ", ".join(value_words(part) for part in value)
        case dict():
            return ", ".join(f"{figure_name(key)}: {value_words(part)}" for key, part in value.items())
        case float():
            return f"{value:g}"
        case _:
            return str(VALUES.get(str(value), value))
