"""Long lists: all of it as a bare array, or a page of it where `page` or `limit` is asked for."""

from typing import Annotated, Generic, TypeVar

from ninja import Field, Query, Schema

MOST = 200
Row = TypeVar("Row")


class Asked(Schema):
    page: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] | None = None


Paging = Query[Asked]


class Page(Schema, Generic[Row]):
    count: int
    next: str | None
    previous: str | None
    results: list[Row]


def listed(request, rows, asked, show):
    """Return the answer for `rows` (a QuerySet or a list), each made by `show`; see the module."""
    if asked.page is None and asked.limit is None:
        return [show(row) for row in rows]
    number, size = asked.page or 1, asked.limit or 50
    count = len(rows) if isinstance(rows, list) else rows.count()
    first = (number - 1) * size
    return {
        "count": count,
        "next": address_of(request, number + 1) if first + size < count else None,
        "previous": address_of(request, number - 1) if number > 1 else None,
        "results": [show(row) for row in rows[first : first + size]],
    }


def address_of(request, number):
    parameters = request.GET.copy()
    parameters["page"] = number
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
