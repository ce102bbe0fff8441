"""Days in statements, where the databases count them differently."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class day_after(FunctionElement[Any]):  # noqa: N801  # named as functions of SQL are
    """The day after a day."""

    name = "day_after"
    type = Date()
    inherit_cache = True


@compiles(day_after)
def _add_one(element: day_after, compiler: Any, **given: Any) -> str:  # noqa: ANN401  # as SQLAlchemy calls it
    return f"({compiler.process(element.clauses, **given)} + 1)"


@compiles(day_after, "sqlite")
def _add_one_by_function(element: day_after, compiler: Any, **given: Any) -> str:  # noqa: ANN401  # likewise
    return f"date({compiler.process(element.clauses, **given)}, '+1 day')"
