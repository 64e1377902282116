"""When something was handed in: the time in timestamp.txt, whoever wrote it and wherever.

nbgrader takes `+0900` for 900 seconds, and a time zone that it does not know for UTC. Here a
time is read as it was meant, or not at all.
"""

from __future__ import annotations

import codecs
import re
import warnings
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

import dateutil.parser  # type: ignore[import-untyped]
import dateutil.tz  # type: ignore[import-untyped]
from nbgrader.utils import parse_utc

__all__ = ["moment_of", "read_moment", "zone_named"]

_LIMIT: Final = 200
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?")
_PLACE: Final = re.compile(r"[A-Za-z]+(/[A-Za-z_+-]+){1,2}")
_ENDING: Final = re.compile(r"(.*\d)\s*((?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Za-z][\w/+-]*)")
_DATE_FIRST: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[T ]+\d{1,2}:\d{2}.*")
# Abbreviations that mean one thing wherever they are used. CST, IST and BST do not.
_HOURS: Final = {
    **{"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3},
    **{"MSK": 3, "WIB": 7, "HKT": 8, "SGT": 8, "KST": 9, "JST": 9, "AEST": 10, "AEDT": 11},
    **{"NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
    **{"AKST": -9, "AKDT": -8, "HST": -10},
}


def read_moment(data: bytes) -> str:
    """Return the time of submission in words that nbgrader reads right; empty if there is none.

    Without a time zone it is UTC, as in nbgrader.

    Parameters
    ----------
    data : bytes
        Content of timestamp.txt, perhaps with a byte-order mark.

    Raises
    ------
    ValueError
        It is not a time, or its time zone is unknown or means more than one.
    """
    text = _decoded(data[:_LIMIT])
    if not text:
        return ""
    try:
        moment = _moment(text, UTC)
    except Exception as error:
        why = str(error) if isinstance(error, _ZoneError) else "it is not a date and a time"
        msg = f"{text!r} in timestamp.txt was not understood: {why}"
        raise ValueError(msg) from error
    if _as_nbgrader(text) == moment:
        return text
    return f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC"


def moment_of(text: str, zone: tzinfo | None = None) -> datetime:
    """Return a time in UTC, without a time zone, as the gradebook has it.

    Parameters
    ----------
    text : str
        A date and a time, perhaps with a time zone.
    zone : tzinfo, optional
        The time zone of a text that has none; it must then have one.

    Raises
    ------
    ValueError
        It is not a time, or its time zone is not known.
    """
    try:
        return _moment(text, zone)
    except _ZoneError:
        raise
    except Exception as error:
        msg = f"{text!r} is not a date and a time. Expected the form 2035-01-31 23:59 +0900"
        raise ValueError(msg) from error


def zone_named(name: str) -> tzinfo:
    """Return the time zone of this name, such as Asia/Seoul, KST or +0900; raises `ValueError`."""
    return _zone(name, datetime.now())


class _ZoneError(ValueError):
    """A time zone that is unknown, or that means more than one."""


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace").strip()
    return data.decode("utf-8", "replace").strip()


def _moment(text: str, default: tzinfo | None) -> datetime:
    """Return the time in UTC, without a time zone, as the gradebook has it."""
    found = _ENDING.fullmatch(text)
    body, zone = (found[1], found[2]) if found and _DATE_FIRST.fullmatch(text) else (text, "")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        moment: datetime = dateutil.parser.parse(body, tzinfos=_named)
    if zone:
        moment = moment.replace(tzinfo=_zone(zone, moment))
    if moment.tzinfo is None:
        if default is None:
            msg = f"{text!r} has no time zone"
            raise _ZoneError(msg)
        moment = moment.replace(tzinfo=default)
    return moment.astimezone(UTC).replace(tzinfo=None)


def _named(name: str | None, seconds: int | None) -> tzinfo | None:
    """Return a time zone that dateutil has met, by name or by offset."""
    if seconds is not None:
        return timezone(timedelta(seconds=seconds))
    return None if name is None else _zone(name, datetime.now())


def _zone(name: str, moment: datetime) -> tzinfo:
    """Return the time zone of this name; raises `_ZoneError`."""
    if name.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[name.upper()]))
    if offset := _OFFSET.fullmatch(name):
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if ahead <= timedelta(hours=14) and int(offset[3] or 0) < 60:
            return timezone(ahead if offset[1] == "+" else -ahead)
    place: tzinfo | None = dateutil.tz.gettz(name) if _PLACE.fullmatch(name) else None
    here: tzinfo = dateutil.tz.tzlocal()
    if place is None and moment.replace(tzinfo=here).tzname() == name:
        place = here
    if place is not None:
        return place
    msg = f"the time zone {name} is unknown or means several. Expected UTC, or an offset as +0900"
    raise _ZoneError(msg)


def _as_nbgrader(text: str) -> datetime | None:
    """Return what nbgrader makes of it; None if that is nothing, or comes with a warning."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found: datetime = parse_utc(text)
    except Exception:
        return None
    return found
