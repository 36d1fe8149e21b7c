"""Addresses of the interface: those of the standard, without a slash at the end."""

from django.urls import URLPattern, path

from sundhedscenter.interop.hsds.endpoints import END_POINTS, EndPoint
from sundhedscenter.interop.hsds.views import description, nowhere, view_of

app_name = "openreferral"


def _address(point: EndPoint) -> URLPattern:
    return path(point.path.replace("{id}", "<str:number>"), view_of(point), name=point.operation)


urlpatterns = [
    *map(_address, END_POINTS),
    path("openapi.json", description, name="openapi"),
    path("<path:rest>", nowhere, name="nowhere"),
]
