"""Hints send the reader to headings that exist."""

import json
import re

import pytest
from docutils.nodes import make_id

from lrlib.checks.declare import places
from lrlib.checks.declare.model import Place
from tools.release import ROOT

CHAPTERS = ROOT / "chapters"
PLACES = {name: place for name, place in vars(places).items() if isinstance(place, Place)}


def headings(page):
    """Return the headings of a chapter."""
    (path,) = CHAPTERS.glob(f"{page:02}-*")
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return re.findall(r"^#+ (.*?)\s*$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", PLACES)
def test_the_heading_is_on_its_page(name):
    place = PLACES[name]
    assert place.en in headings(place.page), f"{name}: {headings(place.page)}"


@pytest.mark.parametrize("name", PLACES)
def test_the_korean_name_is_korean_or_a_symbol(name):
    korean = PLACES[name].ko
    assert any("가" <= letter <= "힣" for letter in korean), name


@pytest.mark.parametrize("name", PLACES)
def test_the_link_is_the_address_that_sphinx_gives_the_heading(name):
    place = PLACES[name]
    (path,) = CHAPTERS.glob(f"{place.page:02}-*")
    assert places.link(place) == f"chapters/{path.stem}.html#{make_id(place.en)}"
