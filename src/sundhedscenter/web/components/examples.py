"""One example of every component, in the order of the gallery. What a slot holds is the source that a page would write."""

from typing import Any

from sundhedscenter.core.week import mask_from_parts, slot_number

FREE_TIMES = (
    ("ok", "Ja, jeg har tid", "Et hold mødes som regel en gang om ugen."),
    ("short", "Højst en time ad gangen"),
)
WEEK = mask_from_parts([(0, "am"), (2, "am"), (2, "pm")]) | 1 << slot_number(1, 19)

EXAMPLES: dict[str, dict[str, Any]] = {
    "button": {"label": "Videre"},
    "link_button": {"label": "Jeg er klar nu", "href": "#", "icon": "arrow-forward"},
    "print_button": {},
    "action_list": {
        "heading": "Hvis noget ændrer sig",
        "actions": [
            {
                "label": "Hold pause",
                "href": "#",
                "hint": "Din plads venter på dig",
                "icon": "pause",
            },
            {"label": "Skift tidspunkt", "href": "#", "icon": "calendar-month"},
            {"label": "Tal med os", "href": "#", "icon": "phone"},
        ],
    },
    "alert": {
        "kind": "success",
        "heading": "Du har en plads",
        "text": "Vi har sendt dig en besked med tid og sted.",
    },
    "error_summary": {"errors": [("id_postal_code", "Skriv et postnummer med fire tal")]},
    "status_tag": {"about": "pathway", "code": "active"},
    "step_indicator": {"step": 3, "of": 8},
    "text_input": {
        "name": "postal_code",
        "label": "Hvad er dit postnummer?",
        "hint": "For eksempel 7620",
        "value": "76",
        "error": "Skriv et postnummer med fire tal",
        "type": "digits",
        "autocomplete": "postal-code",
        "width": "short",
    },
    "textarea": {
        "name": "goal",
        "label": "Hvad er vigtigst for dig lige nu?",
        "hint": "Skriv det med dine egne ord.",
        "value": "Jeg vil kunne gå til havnen igen.",
        "limit": 500,
    },
    "select": {
        "name": "place",
        "label": "Sted",
        "choices": [("1", "Lemvig Sundhedscenter"), ("2", "Skive Sundhedscenter")],
        "value": "2",
    },
    "radio_group": {
        "name": "time",
        "label": "Har du tid til at mødes?",
        "choices": FREE_TIMES,
        "value": "ok",
    },
    "checkbox_group": {
        "name": "help",
        "label": "Hvad kan hjælpe dig på vej?",
        "hint": "Vælg gerne flere.",
        "choices": [
            ("lift", "Kørsel"),
            ("tablet", "At låne en tablet"),
            ("company", "At følges med en anden"),
        ],
        "values": ["lift"],
    },
    "ruler": {
        "name": "importance",
        "label": "Hvor vigtigt er det for dig?",
        "low": "slet ikke vigtigt",
        "high": "meget vigtigt",
        "value": 8,
    },
    "week_grid": {
        "label": "Hvornår på ugen kan du?",
        "hint": "Sæt kryds ved alt, der kan passe.",
        "mask": WEEK,
    },
    "fact_list": {
        "facts": [
            ("Hvor", "Skive Sundhedscenter, lokale 2"),
            ("Hvem", "Fysioterapeut Mette Holm"),
            ("Tag med", "Løst tøj og en flaske vand"),
        ]
    },
    "summary_box": {
        "heading": "Dit næste skridt",
        "text": "Gå en tur på ti minutter i dag, og fortæl bagefter, hvordan det gik.",
        "facts": [("Første møde", "torsdag den 3. december kl. 17")],
    },
    "proposal_card": {
        "title": "Træning og viden om lunger",
        "kind": "Nærmeste hold",
        "when": "Torsdage kl. 17 til 19 fra den 3. december",
        "seats": "4 ledige pladser",
        "reasons": [
            "Du kan om aftenen",
            "Det er 9 km fra dig",
            "Du kan sidde ned under øvelserne",
        ],
        "facts": [
            ("Form", "På hold i Lemvig"),
            ("Leder", "Fysioterapeut Mette Holm"),
            ("Tag med", "Løst tøj og din inhalator"),
        ],
        "href": "#",
        "action": "Vælg dette hold",
        "first": True,
    },
    "contact_card": {
        "name": "Mette Holm",
        "role": "Fysioterapeut og leder af dit hold",
        "phone": "70 00 00 00",
        "hours": "Hverdage kl. 8 til 15",
    },
    "timeline": {
        "label": "Din plan",
        "items": [
            {
                "title": "Første skridt: Vejrtrækning i ro",
                "when": "I dag",
                "state": "done",
            },
            {
                "title": "Første møde på holdet",
                "when": "Torsdag den 3. december kl. 17",
                "text": "Skive Sundhedscenter",
                "state": "next",
                "href": "#",
            },
            {
                "title": "Mødegang 2: Bevægelse i hverdagen",
                "when": "Torsdag den 10. december kl. 17",
                "state": "later",
            },
        ],
    },
    "breadcrumb": {
        "steps": [("Forside", "/"), ("Tilbud", "/tilbud/")],
        "here": "Træning og viden om lunger",
    },
    "pagination": {"page": 5, "of": 12, "query": "q=knæ"},
    "accordion": {
        "heading": "Hvad koster det?",
        "content": "<p>Det er gratis. Du betaler selv bussen.</p>",
        "open": True,
    },
    "details": {
        "summary": "Hvad er en afklarende samtale?",
        "content": "<p>En rolig snak om, hvad du vil, og hvad der passer til dig.</p>",
    },
    "search_field": {
        "label": "Hvad leder du efter?",
        "hint": "For eksempel: ondt i knæet",
        "value": "sukkersyge",
        "button": "Søg",
    },
    "filter_group": {
        "name": "hvornaar",
        "label": "Hvornår",
        "choices": [("aften", "Efter kl. 16"), ("weekend", "I weekenden"), ("straks", "Kan begynde i morgen")],
        "values": ["aften"],
    },
    "tag": {"label": "Uden rejse", "href": "?q=knæ"},
    "card": {
        "heading": "Gåtur i Lemvig",
        "href": "#",
        "kind": "Lemvig Kommune",
        "text": "En rolig tur på 30 minutter, hver tirsdag.",
        "tags": '{% component "tag" label="Gratis" %}{% component "tag" label="Uden henvisning" %}',
        "facts": [("Næste start", "tirsdag den 1. december kl. 16")],
        "footer": "<p>4 ledige pladser</p>",
    },
    "table": {
        "label": "Næste start",
        "columns": ["Hold", "Hvornår", "Ledige pladser"],
        "rows": [("Lemvig", "tirsdage kl. 16", 4), ("Skive", "torsdage kl. 17", 2)],
        "stack": True,
        "zebra": True,
    },
    "back_link": {"label": "Alle tilbud", "href": "#"},
    "link_tabs": {
        "label": "Mine lister",
        "tabs": [
            {"label": "Morgen", "href": "#", "current": True},
            {"label": "Ikke begyndt", "href": "#", "current": False},
        ],
    },
    "anchor_links": {"heading": "På denne side", "links": [("Hvad sker der?", "#hvad"), ("Hvad koster det?", "#pris")]},
    "back_to_top": {},
    "before_and_now": {
        "label": "Det er rettet",
        "changes": [("Telefon", "20 00 00 01", "20 00 00 02"), ("E-mail", "", "else@example.org")],
    },
}
