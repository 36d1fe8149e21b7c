"""Where each page stands: what it is called, and the page above it. Breadcrumb and site map are made from this table.

Each url name of the namespace "web" has one row: here, or in `NO_PAGE` when it answers with a file or sends on.
A parent takes no more parameters than its child; `tests/web/test_crumbs.py` walks them all.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Crumb:
    """`says` names the words of this one page in its template's context ("offer.title"); without them, `label` stands.

    `listed`: stands on the site map, so open to everybody and without parameters.
    """

    label: str | Promise
    parent: str = "front"
    says: str = ""
    listed: bool = False


CRUMBS: dict[str, Crumb] = {
    # Open to everybody
    "front": Crumb(_("Forside"), "", listed=True),
    "about": Crumb(_("Om centret"), listed=True),
    "public_numbers": Crumb(_("Så hurtigt kommer folk i gang"), "about", listed=True),
    "help": Crumb(_("Få hjælp"), listed=True),
    "about_data": Crumb(_("Sådan passer vi på dine oplysninger"), "about", listed=True),
    "accessibility": Crumb(_("Tilgængelighed"), "about", listed=True),
    "open_data": Crumb(_("Åbne data"), "about", listed=True),
    "log_in": Crumb(_("Log ind"), listed=True),
    "was": Crumb(_("Tilgængelighedserklæring"), "accessibility", listed=True),
    "site_map": Crumb(_("Kort over siden"), listed=True),
    "display": Crumb(_("Tekst og farver"), listed=True),
    "gallery": Crumb(_("Dele, som siderne er bygget af"), "about"),
    # What citizens propose
    "ideas": Crumb(_("Idéer fra borgere"), listed=True),
    "idea_new": Crumb(_("Skriv en idé"), "ideas"),
    "my_ideas": Crumb(_("Dine idéer"), "ideas"),
    "idea": Crumb(_("En idé"), "ideas", says="idea.title"),
    "idea_comment": Crumb(_("En idé"), "ideas", says="idea.title"),
    # The conversation
    "start": Crumb(_("Jeg er klar nu"), listed=True),
    "question": Crumb(_("Jeg er klar nu"), says="form.title"),
    "kept": Crumb(_("Dine svar er gemt")),
    "proposals": Crumb(_("Forslag til dig")),
    "choose": Crumb(_("Forslag til dig")),
    "confirm": Crumb(_("Sig ja til dit valg"), "proposals"),
    # Offers
    "offers": Crumb(_("Find et tilbud"), listed=True),
    "index": Crumb(_("Fra A til Å"), listed=True),
    "words": Crumb(_("Hvad betyder ordene?"), listed=True),
    "offer": Crumb(_("Tilbud"), "offers", says="title"),
    "offer_paper": Crumb(_("Ark"), "offer"),
    # My way
    "my_way": Crumb(_("Min vej")),
    "welcome": Crumb(_("Det er på plads"), "my_way"),
    "lesson": Crumb(_("Dit skridt"), "my_way", says="lesson.title"),
    "lesson_step": Crumb(_("Læs"), "lesson", says="part.heading"),
    "lesson_check": Crumb(_("Hvad husker du?"), "lesson"),
    "lesson_action": Crumb(_("Det vil du prøve"), "lesson"),
    "lesson_done": Crumb(_("Du er i gang"), "lesson"),
    "pause": Crumb(_("Hold pause"), "my_way"),
    "come_back": Crumb(_("Kom tilbage"), "my_way"),
    "change_time": Crumb(_("Skift tid"), "my_way"),
    "switch_format": Crumb(_("Gør det på en anden måde"), "my_way"),
    "say_no": Crumb(_("Sig nej tak"), "my_way"),
    "take": Crumb(_("Vælg"), "my_way"),
    "seat_offer": Crumb(_("En plads til dig"), "my_way"),
    "slip": Crumb(_("Din seddel"), "my_way"),
    "plan": Crumb(_("Din plan på papir"), "my_way"),
    # Own data, and those who help
    "own_data": Crumb(_("Dine data"), "my_way"),
    "looked": Crumb(_("Hvem har kigget"), "own_data"),
    "holdings": Crumb(_("Hvem gemmer hvad"), "own_data"),
    "data_export": Crumb(_("Hent dine data"), "own_data"),
    "data_paper": Crumb(_("Det, vi gemmer om dig"), "data_export"),
    "data_correction": Crumb(_("Ret en oplysning"), "own_data"),
    "data_erasure": Crumb(_("Slet oplysninger"), "own_data"),
    "data_question": Crumb(_("Spørg om dine data"), "own_data"),
    "data_wish": Crumb(_("Det har du bedt om"), "own_data", says="title"),
    "helpers": Crumb(_("Dem, der hjælper mig"), "my_way"),
    "invite_helper": Crumb(_("Inviter en hjælper"), "helpers"),
    "change_helper": Crumb(_("En hjælper"), "helpers", says="name"),
    # A helper's pages
    "helping": Crumb(_("Dem, jeg hjælper")),
    "helper_person": Crumb(_("Den, du hjælper"), "helping", says="helped"),
    "helper_slip": Crumb(_("Seddel"), "helper_person"),
    "helper_pause": Crumb(_("Hold pause"), "helper_person"),
    "helper_come_back": Crumb(_("Kom tilbage"), "helper_person"),
    "helper_change_time": Crumb(_("Skift tid"), "helper_person"),
    "helper_seat_offer": Crumb(_("En plads"), "helper_person"),
    "helper_first_step": Crumb(_("Første skridt"), "helper_person"),
    # Paper
    "paper_conversation": Crumb(_("Spørgsmålene på papir"), "help", listed=True),
    "paper_step": Crumb(_("Skridt på papir"), "help", says="lesson.title"),
    # Staff
    "staff_home": Crumb(_("Mit arbejde")),
    "staff_morning": Crumb(_("Morgen"), "staff_home"),
    "staff_never_started": Crumb(_("Ikke begyndt"), "staff_morning"),
    "staff_slipping": Crumb(_("På vej væk"), "staff_morning"),
    "staff_groups": Crumb(_("Mine hold"), "staff_home"),
    "staff_group": Crumb(_("Hold"), "staff_groups", says="title"),
    "staff_attendance": Crumb(_("Fremmøde"), "staff_group"),
    "staff_roster": Crumb(_("Deltagerliste"), "staff_group"),
    "staff_cases": Crumb(_("Borgere"), "staff_home"),
    "staff_case": Crumb(_("Borger"), "staff_cases", says="name"),
    "staff_task": Crumb(_("Opgave"), "staff_cases"),
    "staff_reach": Crumb(_("Kontakt"), "staff_case"),
    "staff_reach_answer": Crumb(_("Kontakt"), "staff_cases"),
    "staff_reach_letter": Crumb(_("Brev"), "staff_cases"),
    "staff_data": Crumb(_("Ønsker om data"), "staff_home"),
    "staff_data_request": Crumb(_("Ønske"), "staff_data"),
    "staff_data_new": Crumb(_("Nyt ønske"), "staff_data"),
    "staff_queues": Crumb(_("Opgaver"), "staff_home"),
    "staff_queue_staff": Crumb(_("Opgaver"), "staff_home"),
    "staff_programmes": Crumb(_("Programmer"), "staff_home"),
    "staff_programme": Crumb(_("Program"), "staff_programmes", says="name"),
    "staff_partnership": Crumb(_("Partnerskab"), "staff_home"),
    "staff_responsibilities": Crumb(_("Ansvar"), "staff_home"),
    "staff_responsibility": Crumb(_("Ansvar"), "staff_responsibilities", says="offer"),
    "staff_responsibility_back": Crumb(_("Flyt tilbage"), "staff_responsibility"),
    "staff_offers": Crumb(_("Tilbud"), "staff_home"),
    "staff_pooled": Crumb(_("Hold på tværs"), "staff_home"),
    "staff_ideas": Crumb(_("Idéer fra borgere"), "staff_home"),
    "staff_idea": Crumb(_("En idé"), "staff_ideas", says="row.title"),
    "staff_workshop": Crumb(_("Værksted"), "staff_home"),
    "staff_workshop_new": Crumb(_("Nyt tilbud"), "staff_workshop"),
    "staff_workshop_offer": Crumb(_("Tilbud"), "staff_workshop", says="offer"),
    "staff_workshop_edit": Crumb(_("Skriv"), "staff_workshop_offer"),
    "staff_workshop_version": Crumb(_("Udgave"), "staff_workshop_offer"),
    "staff_coverage": Crumb(_("Dækning"), "staff_home"),
    "staff_operations": Crumb(_("Drift"), "staff_home"),
    # What staff do for a citizen
    "staff_new": Crumb(_("Ny borger"), "staff_home"),
    "staff_new_edit": Crumb(_("Svar"), "staff_new"),
    "staff_new_known": Crumb(_("Findes måske allerede"), "staff_new_edit"),
    "staff_new_proposals": Crumb(_("Forslag"), "staff_new_edit"),
    "staff_new_confirm": Crumb(_("Ja til forslaget"), "staff_new_proposals"),
    "staff_for": Crumb(_("Skriv ind for borgeren"), "staff_case"),
    "staff_for_lesson": Crumb(_("Skridt"), "staff_for"),
    "staff_for_proposals": Crumb(_("Forslag"), "staff_for"),
    "staff_for_contact": Crumb(_("Navn, telefon eller e-mail"), "staff_for"),
    "staff_for_pause": Crumb(_("Hold pause"), "staff_for"),
    "staff_for_come_back": Crumb(_("Kom tilbage"), "staff_for"),
    "staff_for_change_time": Crumb(_("Skift tid"), "staff_for"),
    "staff_for_switch_format": Crumb(_("Gør det på en anden måde"), "staff_for"),
    "staff_for_say_no": Crumb(_("Sig nej tak"), "staff_for"),
    "staff_for_take": Crumb(_("Vælg"), "staff_for"),
    "staff_for_seat_offer": Crumb(_("En plads"), "staff_for"),
    "staff_for_slip": Crumb(_("Seddel"), "staff_for"),
    "staff_for_plan": Crumb(_("Plan"), "staff_for"),
    # Figures
    "staff_figures": Crumb(pgettext_lazy("menu", "Tal"), "staff_home"),
    "staff_funnel": Crumb(_("Fra henvendelse til mål"), "staff_figures"),
    "staff_waiting": Crumb(_("Ventetid"), "staff_figures"),
    "staff_started": Crumb(_("I gang"), "staff_figures"),
    "staff_hours": Crumb(_("Tider"), "staff_figures"),
    "staff_gaps": Crumb(_("Mangler"), "staff_figures"),
    "staff_retention": Crumb(_("Er med endnu"), "staff_figures"),
    "staff_definition": Crumb(_("Definition"), "staff_figures", says="name"),
}

# A file, or a button that sends on to a page.
NO_PAGE = frozenset(
    {
        "forget",
        "idea_vote",
        "join",
        "data_file",
        "withdraw_helper",
        "withdraw_invitation",
        "log_out",
        "staff_close_helper",
        "staff_new_forget",
        "staff_sheet",
        "sitemap_xml",
        "robots",
    }
)
