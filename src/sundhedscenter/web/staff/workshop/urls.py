"""Addresses of the offer workshop; part of the namespace "web"."""

from django.urls import path

from sundhedscenter.web.staff.workshop import lists, offers, writing

urlpatterns = [
    path("vaerksted/", lists.workshop_list, name="staff_workshop"),
    path("vaerksted/nyt/", writing.workshop_new, name="staff_workshop_new"),
    path("vaerksted/<slug:code>/", offers.workshop_offer, name="staff_workshop_offer"),
    path("vaerksted/<slug:code>/skriv/", writing.workshop_edit, name="staff_workshop_edit"),
    path("vaerksted/<slug:code>/<int:number>/", offers.workshop_version, name="staff_workshop_version"),
    path("daekning/", lists.coverage_table, name="staff_coverage"),
]
