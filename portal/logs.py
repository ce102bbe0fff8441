"""What the portal writes down for whoever runs it: which request failed and where in the code, never whose.

No address of a person, no query and no answer of a form gets into a log: errors are told by their kind
and their place. Outside production their words are told too.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from flask import Flask, g, has_request_context, request

FORMAT = "%(asctime)s %(levelname)s %(request_id)s %(message)s"
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """Gives each line the number that an error page shows (or "-" outside a request)."""

    def __init__(self, *, with_words: bool) -> None:
        super().__init__(FORMAT)
        self.with_words = with_words

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = g.get("request_id", "-") if has_request_context() else "-"
        return super().format(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  # logging's own name
        if self.with_words or ei[1] is None:
            return super().formatException(ei)
        return "".join(_places(ei[1])).rstrip()


def _places(error: BaseException) -> list[str]:
    """Kinds and places, cause first, without a word of what was being handled."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [*_places(cause), "which led to\n"] if cause else []
    return [*before, *traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}\n"]


def init_logs(app: Flask) -> None:
    is_production = app.config["SETTINGS"].is_production
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter(with_words=not is_production))
    app.logger.handlers = [handler]
    # Whatever else listens to every line of the process would print errors with their words.
    app.logger.propagate = not is_production
    app.logger.setLevel(logging.INFO if is_production else logging.WARNING)
    app.log_exception = _log_exception  # type: ignore[method-assign]  # Flask's own prints the address asked for


def _log_exception(exc_info: ExcInfo) -> None:
    rule = request.url_rule.rule if request.url_rule else "no page"
    logging.getLogger("portal").error("%s %s failed", request.method, rule, exc_info=exc_info)
