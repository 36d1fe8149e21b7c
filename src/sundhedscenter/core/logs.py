"""Logs say where something failed, never what a citizen wrote: exception texts (which may quote a row) stay out."""

import logging
import traceback
from types import TracebackType

type ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Writes an exception as its kind and code lines, causes included, without its text."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802  (logging's own name)
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            lines += [
                *traceback.format_tb(error.__traceback__),
                f"{type(error).__module__}.{type(error).__qualname__}\n",
            ]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip()
