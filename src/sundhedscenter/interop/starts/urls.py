"""Addresses of the feed and the calendar, in each language."""

from django.urls import path

from sundhedscenter.interop.starts.views import calendar, feed

app_name = "starts"
urlpatterns = [
    path("starter.rss", feed, name="rss"),
    path("starter.ics", calendar, name="ics"),
]
