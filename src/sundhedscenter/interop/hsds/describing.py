"""The OpenAPI 3.1 document, made of the declarations that answer: what it says is what is done."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from sundhedscenter.interop.hsds.endpoints import END_POINTS, EndPoint
from sundhedscenter.interop.hsds.parameters import UUID_TEXT
from sundhedscenter.interop.hsds.problems import PROBLEM_JSON, ProblemShape

TITLE: Final = "Det Digitale Sundhedscenter: åbne data om tilbud"
ABOUT: Final = (
    "What the partners offer, where, by whom and with how many free seats. Open Referral HSDS 3.0;"
    " `capacities` and `additional_urls` are from the 3.1 draft. Texts are Danish. Offers that are not yet, or no longer,"
    " open to the public are not here. Nothing is about a person."
)
LICENCE: Final = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
REFERENCES: Final = "#/components/schemas/{model}"
ERRORS: Final = {
    "400": "A parameter that is not here, or a value that cannot be read.",
    "404": "Nothing has the number or postal code that was sent.",
    "405": "Something else than GET, HEAD or OPTIONS.",
}


def openapi(*, server: str, version: str) -> dict[str, Any]:
    """The whole document. `server` is the absolute address of the interface."""
    named = {point.operation: point.shape for point in END_POINTS} | {"problem": ProblemShape}
    adapters: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        (name, "serialization", TypeAdapter(shape)) for name, shape in named.items()
    ]
    schemas, shared = TypeAdapter.json_schemas(adapters, ref_template=REFERENCES)
    bodies = {operation: schema for (operation, _mode), schema in schemas.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": version, "description": ABOUT, "license": LICENCE},
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": server}],
        "paths": {f"/{point.path}": _path(point, bodies) for point in END_POINTS},
        "components": {"schemas": shared.get("$defs", {})},
    }


def _path(point: EndPoint, bodies: Mapping[str, Any]) -> dict[str, Any]:
    codes = [code for code in ERRORS if code != "404" or _can_miss(point)]
    item: dict[str, Any] = {
        "get": {
            "operationId": point.operation,
            "summary": point.summary,
            "parameters": [
                {
                    "name": parameter.name,
                    "in": "query",
                    "required": False,
                    "description": parameter.about,
                    "schema": dict(parameter.schema),
                }
                for parameter in point.parameters
            ],
            "responses": {
                "200": {
                    "description": point.summary,
                    "headers": {"ETag": {"schema": {"type": "string"}, "description": "Send it as If-None-Match."}},
                    "content": {"application/json": {"schema": bodies[point.operation]}},
                },
                "304": {"description": "Nothing has changed since the ETag that was sent."},
                **{
                    code: {"description": ERRORS[code], "content": {PROBLEM_JSON: {"schema": bodies["problem"]}}}
                    for code in codes
                },
            },
        }
    }
    if point.has_id:
        number = {"type": "string", "format": "uuid", "pattern": UUID_TEXT}
        item["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": number}]
    return item


def _can_miss(point: EndPoint) -> bool:
    return point.has_id or any(
        parameter.name.endswith("_id") or parameter.name == "postcode" for parameter in point.parameters
    )
