"""timestamp.txt: read as it was meant, whoever wrote it, or refused."""

import codecs

import pytest
from nbgrader.utils import parse_utc

from lrlib.grading.course.moment import read_moment

NOON = "2026-03-01 12:00:00"


@pytest.mark.parametrize(
    "text",
    [
        NOON,
        f"{NOON} UTC",
        f"{NOON} GMT",
        "2026-03-01T12:00:00Z",
        "2026-03-01 21:00:00 KST",
        "2026-03-01 21:00:00 kst",
        "2026-03-01 21:00:00.000000 Asia/Seoul",
        "2026-03-01 21:00:00 +0900",
        "2026-03-01 21:00:00+0900",
        "2026-03-01T21:00:00+09:00",
        "2026-03-01 21:00 +09",
        "2026-03-01 21:00:00 UTC+9",
        "2026-03-01 21:00:00 GMT+09:00",
        "2026-03-01 07:00:00 EST",
        "2026-03-01 08:30:00 -0330",
        "2026-03-01 07:00:00 America/New_York",
        "Mar 1 2026 21:00 KST",
        "Sun, 01 Mar 2026 21:00:00 +0900",
    ],
)
def test_a_time_is_read_as_it_was_meant(text):
    assert str(parse_utc(read_moment(text.encode()))) == NOON


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_and_line_ends_are_stripped(encoding):
    data = f"{NOON} UTC\r\n".encode(encoding)
    assert data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    assert read_moment(data) == f"{NOON} UTC"


def test_what_nbgrader_reads_right_stays_as_it_was_written():
    for text in (f"{NOON}.25 UTC", f"{NOON}", "2026-07-01 21:00:00 Asia/Seoul"):
        assert read_moment(text.encode()) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{NOON} CST", "the time zone CST is unknown or means several"),
        (f"{NOON} XYZ", "the time zone XYZ is unknown or means several"),
        (f"{NOON} +9900", "the time zone \\+9900 is unknown"),
        (f"{NOON} Mars/Olympus", "the time zone Mars/Olympus is unknown"),
        (f"{NOON} ../../etc/passwd", "not a date and a time"),
        ("0001-01-01 00:00:00 +0900", "not a date and a time"),
        ("yesterday", "not a date and a time"),
        ("\x00\xff", "not a date and a time"),
    ],
)
def test_what_is_not_understood_is_refused(text, why):
    with pytest.raises(ValueError, match=f"in timestamp.txt was not understood: .*{why}"):
        read_moment(text.encode())


def test_an_empty_file_is_no_time():
    assert read_moment(b" \n") == ""
