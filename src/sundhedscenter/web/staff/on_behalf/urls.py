"""Addresses of what staff do for a citizen; part of the namespace "web"."""

from django.urls import path

from sundhedscenter.web.staff.on_behalf import new_citizen, pages

FOR = "borgere/<uuid:citizen_id>/for/<slug:way>/"
urlpatterns = [
    path("ny-borger/", new_citizen.type_in, name="staff_new"),
    path("ny-borger/<uuid:draft_id>/", new_citizen.type_in, name="staff_new_edit"),
    path("ny-borger/<uuid:draft_id>/findes/", new_citizen.known, name="staff_new_known"),
    path("ny-borger/<uuid:draft_id>/forslag/", new_citizen.proposals, name="staff_new_proposals"),
    path("ny-borger/<uuid:draft_id>/bekraeft/", new_citizen.confirm, name="staff_new_confirm"),
    path("ny-borger/<uuid:draft_id>/fjern/", new_citizen.forget, name="staff_new_forget"),
    path(FOR, pages.for_overview, name="staff_for"),
    path(f"{FOR}skridt/<uuid:item_id>/", pages.for_lesson, name="staff_for_lesson"),
    path(f"{FOR}forslag/", pages.for_proposals, name="staff_for_proposals"),
    path(f"{FOR}kontakt/", pages.for_contact, name="staff_for_contact"),
    path(f"{FOR}pause/", pages.for_pause, name="staff_for_pause"),
    path(f"{FOR}tilbage/", pages.for_come_back, name="staff_for_come_back"),
    path(f"{FOR}tid/", pages.for_change_time, name="staff_for_change_time"),
    path(f"{FOR}form/", pages.for_switch_format, name="staff_for_switch_format"),
    path(f"{FOR}nej/", pages.for_say_no, name="staff_for_say_no"),
    path(f"{FOR}vaelg/", pages.for_take, name="staff_for_take"),
    path(f"{FOR}plads/<uuid:offer_id>/", pages.for_seat_offer, name="staff_for_seat_offer"),
    path(f"{FOR}seddel/", pages.for_slip, name="staff_for_slip"),
    path(f"{FOR}plan/", pages.for_plan, name="staff_for_plan"),
]
