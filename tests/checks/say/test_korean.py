"""Korean particles, and numbers, in what a message is filled with."""

import pytest

from lrlib.checks.say.numbers import apart
from lrlib.checks.say.text import Text


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("값", "값이에요, 값을, 값과, (값)이어야, `값`이라는, 값으로"),
        (
            "gradients",
            "gradients예요, gradients를, gradients와, (gradients)여야, `gradients`라는, "
            "gradients로",
        ),
        ("0", "0이에요, 0을, 0과, (0)이어야, `0`이라는, 0으로"),
        ("3.2", "3.2예요, 3.2를, 3.2와, (3.2)여야, `3.2`라는, 3.2로"),
        ("1", "1이에요, 1을, 1과, (1)이어야, `1`이라는, 1로"),
        ("nan", "nan이에요, nan을, nan과, (nan)이어야, `nan`이라는, nan으로"),
        ("tuple", "tuple이에요, tuple을, tuple과, (tuple)이어야, `tuple`이라는, tuple로"),
        ("str", "str이에요, str을, str과, (str)이어야, `str`이라는, str로"),
        (
            "NoneType",
            "NoneType이에요, NoneType을, NoneType과, (NoneType)이어야, `NoneType`이라는, "
            "NoneType으로",
        ),
        ("dw", "dw예요, dw를, dw와, (dw)여야, `dw`라는, dw로"),
        (
            "(n_x, m)",
            "(n_x, m)이에요, (n_x, m)을, (n_x, m)과, ((n_x, m))이어야, `(n_x, m)`이라는, "
            "(n_x, m)으로",
        ),
    ],
)
def test_a_particle_follows_the_last_sound_before_it(word, said):
    """Whichever form the template has."""
    for template in (
        "{w}예요, {w}를, {w}와, ({w})여야, `{w}`라는, {w}로",
        "{w}이에요, {w}을, {w}과, ({w})이여야, `{w}`이라는, {w}으로",
    ):
        assert Text("", template).format(w=word).ko == said


def test_what_is_no_particle_is_left_alone():
    text = Text("{}", "{}가지, {}이면, {} 값을 {}{{}}개로").format(1, 2, 3, 4)
    assert text.ko == "1가지, 2이면, 3 값을 4{}개로"
    assert Text("", "결과{}와 같아요").format("").ko == "결과와 같아요"


def test_numbers_that_differ_are_written_so_that_it_is_seen():
    assert apart(0.29223, 0.29221) == ("0.29223", "0.29221")
    assert apart(1.0, 2.0) == ("1", "2")
