"""Addresses of the pages about responsibility, below /personale/ansvar/."""

from django.urls import path

from sundhedscenter.web.staff import responsibility

urlpatterns = [
    path("", responsibility.responsibility_list, name="staff_responsibilities"),
    path("<slug:code>/", responsibility.responsibility_detail, name="staff_responsibility"),
    path("<slug:code>/tilbage/<int:number>/", responsibility.responsibility_back, name="staff_responsibility_back"),
]
