"""Addresses of log-in and log-out; part of the namespace "web"."""

from django.urls import path

from sundhedscenter.web.login import views

urlpatterns = [
    path("log-ind/", views.log_in, name="log_in"),
    path("log-ud/", views.log_out, name="log_out"),
]
