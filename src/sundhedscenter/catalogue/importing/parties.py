"""The organisation and the places of a service, as the file tells them. Pure; who they are here is for house.py."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from sundhedscenter.catalogue.importing import house, values
from sundhedscenter.catalogue.importing.house import Organisation, Place, PostalArea
from sundhedscenter.catalogue.importing.nodes import Absent, Node
from sundhedscenter.catalogue.importing.telling import Telling

DENMARK: Final = frozenset({"", "dk", "dnk", "danmark", "denmark"})
STEP_FREE: Final = re.compile(r"niveaufri|trinfri|kørestol|wheelchair access|step.?free", re.IGNORECASE)
NO: Final = re.compile(r"\b(ikke|ingen|ej|not|no)\b", re.IGNORECASE)
LATITUDES: Final = (54.0, 58.0)
LONGITUDES: Final = (7.5, 15.5)


def organisation_of(service: Node, telling: Telling) -> Organisation | None:
    node = service.one("organization")
    if node is None:
        mend = "Give the organisation with at least its name: in organizations.csv, or inside the service (full=true)."
        telling.wrong(
            service.where("organization"), service.raw("organization_id"), "the organisation is missing.", mend
        )
        return None
    name = values.needed(node, "name", telling, most=120)
    numbers = _identifiers(node, telling)
    return Organisation(
        name=name,
        sor=numbers["SOR"],
        cvr=numbers["CVR"],
        municipality_code=numbers["KOM"] or house.municipality_named(name),
        phone=phone_of([node], telling),
        email=values.email(node, "email", telling),
    )


def _identifiers(node: Node, telling: Telling) -> dict[str, str]:
    """SOR, CVR and municipality code; "" for each that is not told."""
    found = {"SOR": "", "CVR": "", "KOM": ""}
    for identifier in node.many("organization_identifiers"):
        scheme = values.text(identifier, "identifier_scheme", telling).upper().rpartition("-")[2]
        if scheme not in found:
            continue
        found[scheme] = values.text(identifier, "identifier", telling, most=20).replace(" ", "")
        if scheme == "CVR" and not re.fullmatch(r"\d{8}", found[scheme]):
            telling.wrong(identifier.where("identifier"), found[scheme], "is not a CVR number.", "Write its 8 digits.")
    tax = values.text(node, "tax_id", telling).replace(" ", "")
    if not found["CVR"] and re.fullmatch(r"(DK)?\d{8}", tax):
        found["CVR"] = tax[-8:]
    if found["KOM"] not in house.municipalities():
        found["KOM"] = ""
    return found


def phone_of(nodes: Iterable[Node], telling: Telling) -> str:
    """The first number to talk to, of the first that has one."""
    for node in nodes:
        for row in node.many("phones"):
            if values.text(row, "type", telling).lower() in ("", "voice", "cell", "mobile"):
                return values.phone(row, "number", telling)
    return ""


def locations_of(service: Node, telling: Telling) -> list[Node]:
    found = []
    for at in service.many("service_at_locations"):
        location = at.one("location")
        if location is not None:
            found.append(location)
        elif number := at.raw("location_id"):
            mend = "Give the location: in locations.csv, or inside the service (full=true)."
            telling.wrong(at.where("location"), number, "the place is missing.", mend)
    return found


def is_virtual(location: Node, telling: Telling) -> bool:
    return values.text(location, "location_type", telling).lower() == "virtual"


def place_of(location: Node, areas: Mapping[str, PostalArea], telling: Telling) -> Place | None:
    """None for a place that is not taken: on the net, in another country (told), or wrong (told)."""
    if is_virtual(location, telling):
        return None
    address = _address(location)
    country = values.text(address, "country", telling)
    if country.lower() not in DENMARK:
        telling.note(address.where("country"), f"the place is in '{country}', not in Denmark; left out.")
        return None
    before = len(telling.mistakes)
    street = values.text(address, "address_1", telling, most=160)
    postal_code = values.text(address, "postal_code", telling).upper().removeprefix("DK-").removeprefix("DK").strip()
    area = areas.get(postal_code)
    if area is None:
        mend = "Write a Danish postal code of four digits, or leave the place out."
        telling.wrong(address.where("postal_code"), postal_code, "is not a postal code.", mend)
    point = _point(location, telling)
    name = values.text(location, "name", telling, most=120) or street
    if len(name) < 2 and len(telling.mistakes) == before:
        telling.wrong(location.where("name"), name, "the place has no name and no address.", "Write one of them.")
    described = values.text(location, "description", telling)
    if area is None or len(telling.mistakes) > before:
        return None
    return Place(
        name=name[:120],
        address=street,
        postal_code=postal_code,
        municipality_code=area.municipality_code,
        lat=point[0] if point else area.lat,
        lon=point[1] if point else area.lon,
        approximate=point is None or "byens, ikke dørens" in described,
        step_free=_is_step_free(location, telling),
        outdoors="ude i det fri" in described.lower(),
        travel=values.text(location, "transportation", telling, lines=True),
    )


def _address(location: Node) -> Node:
    """The one of the house itself where there are several."""
    addresses = location.many("addresses")
    physical = [row for row in addresses if row.raw("address_type") == "physical"]
    return next(iter([*physical, *addresses]), Absent(location, "addresses"))


def _point(location: Node, telling: Telling) -> tuple[float, float] | None:
    lat, lon = values.number(location, "latitude", telling), values.number(location, "longitude", telling)
    if lat is None or lon is None:
        return None
    for field, value, (low, high) in (("latitude", lat, LATITUDES), ("longitude", lon, LONGITUDES)):
        if not low <= value <= high:
            mend = f"Write a number from {low:g} to {high:g} (latitude first: 56.49, 8.59), or leave both empty."
            telling.wrong(location.where(field), value, "lies outside Denmark.", mend)
            return None
    return float(lat), float(lon)


def _is_step_free(location: Node, telling: Telling) -> bool:
    """Only what says so: somebody in a wheelchair travels on this word."""
    told = [values.text(row, "description", telling) for row in location.many("accessibility")]
    return any(STEP_FREE.search(text) and not NO.search(text) for text in told)
