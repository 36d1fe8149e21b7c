"""Addresses below /personale/tal/; part of the namespace "web"."""

from django.urls import path

from sundhedscenter.web.coordinator import curves, definitions, funnel, gaps, hours, overview, sheets

urlpatterns = [
    path("", overview.overview, name="staff_figures"),
    path("forloeb/", funnel.funnel, name="staff_funnel"),
    path("ventetid/", curves.waiting, name="staff_waiting"),
    path("i-gang/", curves.started, name="staff_started"),
    path("tider/", hours.hours, name="staff_hours"),
    path("mangler/", gaps.gaps, name="staff_gaps"),
    path("er-med/", curves.retention, name="staff_retention"),
    path("definition/<slug:code>/", definitions.definition, name="staff_definition"),
    path("hent/<slug:code>/", sheets.sheet, name="staff_sheet"),
]
