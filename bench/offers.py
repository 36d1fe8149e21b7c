"""Offers of all 98 municipalities as an Open Referral file: `python -m bench.offers --count 1000 > offers.json`.

The same seed gives the same file. Names and texts are put together from the words of real kinds of offers; nobody is real.
"""

import argparse
import csv
import json
import random
import sys
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid5

from sundhedscenter.catalogue.files import content_root

NAMESPACE: Final = UUID("6c1b5a52-7d8e-4a0c-9f0e-2f3f4d5c6b7a")
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# what it is called, what it is about, its topics, area and forms
KINDS: Final = (
    ("Lungehold", "Træning og råd til dig med KOL", ["kol"], "health_centre", ["group_site", "group_video"]),
    ("Diabetescafé", "Mad, bevægelse og medicin ved type 2-diabetes", ["type2"], "health_centre", ["group_site"]),
    ("Hjerterehabilitering", "Kom i form igen efter en hjertesygdom", ["heart"], "rehabilitation", ["group_site"]),
    ("Knætræning", "Styrk ben og knæ, når det gør ondt at gå", ["knee"], "rehabilitation", ["group_site", "alone_online"]),
    ("Gåtur", "Vi går en tur i roligt tempo og drikker kaffe bagefter", ["heart", "type2"], "elderly", ["group_site"]),
    ("Rygestop", "Seks møder med en rådgiver, der følger dig", ["kol", "heart"], "health_centre", ["group_video", "phone"]),
    ("Faldforebyggelse", "Øv balancen og bliv sikker på benene", ["knee"], "elderly", ["group_site", "paper"]),
    ("Lær at tackle stress", "Find ro og overskud i hverdagen", ["stress"], "labour_market", ["group_site", "group_video"]),
    ("Blodtryk hjemme", "Mål i tre dage og tal med os om tallene", ["blood_pressure"], "health_centre", ["phone", "paper"]),
    ("Naturgruppe", "Stille timer i skoven sammen med andre", ["stress"], "psychiatry", ["group_site"]),
    ("Unge i bevægelse", "Træning for dig, der er under 30", ["stress", "unsure"], "young", ["group_site"]),
    ("Seniorgymnastik", "Let gymnastik på stol og gulv", ["knee", "heart"], "elderly", ["group_site"]),
    ("Madværksted", "Lav sund mad sammen og spis den bagefter", ["type2", "heart"], "health_centre", ["group_site"]),
    ("Sorggruppe", "Tal med andre, der har mistet", ["stress"], "psychiatry", ["group_site", "group_video"]),
    ("Tilbage på job", "Samtaler og øvelser, når du er sygemeldt", ["stress"], "labour_market", ["group_site", "phone"]),
    ("Vandgymnastik", "Træn i varmt vand uden at belaste leddene", ["knee"], "rehabilitation", ["group_site"]),
)  # fmt: skip
WITH: Final = (
    "for begyndere",
    "om aftenen",
    "for mænd",
    "for kvinder",
    "i det fri",
    "i byen",
    "for alle",
    "med makker",
)
HOUSES: Final = ("Sundhedshuset", "Medborgerhuset", "Hallen", "Biblioteket", "Kulturhuset")


def services(count: int = 1000, seed: int = 2026) -> Iterator[dict[str, Any]]:
    """HSDS services with everything inside, spread over the municipalities in turn."""
    chances = random.Random(seed)
    towns = _towns()
    for number in range(count):
        yield _service(number, towns[number % len(towns)], chances)


def _towns() -> list[dict[str, Any]]:
    """Each municipality with its postal codes."""
    reference = content_root() / "reference"
    with (reference / "municipalities.csv").open(encoding="utf-8", newline="") as stream:
        towns: list[dict[str, Any]] = [
            {"code": row["code"], "name": row["name"], "areas": []} for row in csv.DictReader(stream)
        ]
    by_code = {town["code"]: town for town in towns}
    with (reference / "postal_areas.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["municipality_code"] in by_code:
                by_code[row["municipality_code"]]["areas"].append(row)
    return [town for town in towns if town["areas"]]


def _service(number: int, town: dict[str, Any], chances: random.Random) -> dict[str, Any]:
    name, about, topics, area, forms = chances.choice(KINDS)
    suffix = chances.choice(WITH)
    postal = chances.choice(town["areas"])
    runs = chances.random() < 0.7
    giver = f"{town['name']} Kommune" if runs else f"{chances.choice(('Foreningen', 'Laug', 'Klub'))} {town['name']}"
    days = sorted(chances.sample(range(7), chances.choice((1, 1, 2))))
    hour = chances.choice((9, 10, 13, 15, 17, 19))
    return {
        "id": _id("service", number),
        "name": f"{name} {suffix} {postal['name']}"[:120],
        "status": "active",
        "description": f"{about}. {name} {suffix} i {postal['name']}.\n\nVi mødes hver uge. Du kan begynde, når du er klar.",
        "eligibility_description": f"For dig, der bor i {town['name']} eller i nærheden.",
        "application_process": "Ring til os, eller mød op første gang uden at melde dig til.",
        "minimum_age": 18,
        "assured_date": f"2026-{chances.randint(1, 9):02}-{chances.randint(1, 28):02}",
        "organization": {"id": _id("organization", giver), "name": giver, "description": giver},
        "phones": [{"id": _id("phone", number), "number": f"70 {chances.randint(10, 99)} 00 {number % 100:02}"}],
        "languages": [{"id": _id("language", number, code), "code": code} for code in ("da", *chances.sample(("en", "ar"), 1))],
        "cost_options": [{"id": _id("cost", number), "currency": "DKK", "amount": chances.choice((0, 0, 0, 50, 100, 250))}],
        "schedules": [
            {
                "id": _id("schedule", number),
                "freq": "WEEKLY",
                "byday": ",".join(DAYS[day] for day in days),
                "opens_at": f"{hour:02}:00",
                "closes_at": f"{hour + 1:02}:30",
            }
        ],
        "service_areas": [] if chances.random() < 0.5 else [{"id": _id("area", number), "name": f"{town['name']} Kommune"}],
        "service_at_locations": [{"id": _id("at", number), "location": _location(postal, chances)}],
        "attributes": [
            *(_term(number, "topic", code) for code in topics),
            *(_term(number, "form", code, "90" if code.startswith("group") else "20") for code in forms),
            _term(number, "area", area),
        ],
    }  # fmt: skip


def _location(postal: dict[str, str], chances: random.Random) -> dict[str, Any]:
    house = chances.choice(HOUSES)
    lat, lon = (float(postal[axis]) + chances.uniform(-0.005, 0.005) for axis in ("lat", "lon"))
    address = {"address_1": f"Demovej {HOUSES.index(house) + 1}", "postal_code": postal["code"], "city": postal["name"]}
    return {
        "id": _id("location", house, postal["code"]),
        "location_type": "physical",
        "name": f"{house} {postal['name']}",
        "latitude": round(min(max(lat, 54.0), 58.0), 5),
        "longitude": round(min(max(lon, 7.5), 15.5), 5),
        "addresses": [
            {"id": _id("address", house, postal["code"]), **address, "country": "DK", "address_type": "physical"}
        ],
        "accessibility": [{"id": _id("step", house, postal["code"]), "description": "Trinfri adgang."}],
    }


def _term(number: int, taxonomy: str, code: str, value: str = "") -> dict[str, Any]:
    term = {"id": _id("term", taxonomy, code), "code": code, "name": code, "description": code, "taxonomy": taxonomy}
    return {"id": _id("attribute", number, taxonomy, code), "value": value, "taxonomy_term": term}


def _id(*parts: object) -> str:
    return str(uuid5(NAMESPACE, ":".join(map(str, parts))))


def main() -> None:
    asked = argparse.ArgumentParser(description="Offers of all municipalities as an Open Referral file.")
    asked.add_argument("--count", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=2026)
    said = asked.parse_args()
    found = list(services(said.count, said.seed))
    page = {"total_items": len(found), "total_pages": 1, "page_number": 1, "size": len(found), "contents": found}
    json.dump(page, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
