"""What went wrong, in JSON (RFC 9457): the field, the value that was sent, and what to do instead."""

from http import HTTPStatus
from typing import NotRequired, TypedDict

PROBLEM_JSON = "application/problem+json"


class ProblemShape(TypedDict):
    """`mend` says what to send instead; `field` and `value` name what it was about."""

    type: str
    title: str
    status: int
    detail: str
    mend: str
    field: NotRequired[str]
    value: NotRequired[str]


class Problem(Exception):
    """Nothing can be answered. `field` is empty where no one field is at fault."""

    def __init__(self, status: HTTPStatus, detail: str, *, mend: str, field: str = "", value: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.mend, self.field, self.value = status, detail, mend, field, value

    def shape(self) -> ProblemShape:
        answer = ProblemShape(
            type="about:blank",
            title=self.status.phrase,
            status=self.status.value,
            detail=self.detail,
            mend=self.mend,
        )
        if self.field:
            answer["field"] = self.field
            answer["value"] = self.value[:200]
        return answer


def bad_parameter(field: str, value: str, detail: str, *, mend: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, detail, field=field, value=value, mend=mend)


def unknown(field: str, value: str, *, mend: str) -> Problem:
    """The number is well formed and nothing has it."""
    return Problem(HTTPStatus.NOT_FOUND, f"Nothing has this {field}.", field=field, value=value, mend=mend)
