"""Addresses of files and interfaces."""

from django.urls import path

from sundhedscenter.interop.ical.views import seat_calendar

app_name = "interop"
urlpatterns = [
    path("<uuid:seat_id>.ics", seat_calendar, name="seat_calendar"),
]
