"""Addresses of the helper's pages; part of the namespace "web". The code is never in an address."""

from django.urls import path

from sundhedscenter.web.helper import acts, pages

urlpatterns = [
    path("", pages.people, name="helping"),
    path("<uuid:citizen_id>/", pages.person, name="helper_person"),
    path("<uuid:citizen_id>/seddel/", pages.slip, name="helper_slip"),
    path("<uuid:citizen_id>/pause/", acts.pause, name="helper_pause"),
    path("<uuid:citizen_id>/tilbage/", acts.come_back, name="helper_come_back"),
    path("<uuid:citizen_id>/tid/", acts.change_time, name="helper_change_time"),
    path("<uuid:citizen_id>/plads/<uuid:offer_id>/", acts.seat_offer, name="helper_seat_offer"),
    path("<uuid:citizen_id>/skridt/<uuid:item_id>/", acts.first_step, name="helper_first_step"),
]
