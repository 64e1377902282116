"""`lrlib doctor` tries every way out of the sandbox, and says what is missing."""

import json

from lrlib.cli import main as lrlib
from lrlib.grading import doctor
from lrlib.grading.sandbox.isolation import Level


def test_the_doctor_tries_every_way_out_at_every_level(capsys):
    code = lrlib(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert set(found["levels"]) == {"full", "partial", "none"}
    assert code == (0 if found["level"] == "full" else 1)
    for level in ("full", "partial"):
        about = found["levels"][level]
        assert about["holds"] == (not about["problem"])
        assert about["open"] == []
    # Without isolation all of them are open, which shows that trying them can fail.
    assert len(found["levels"]["none"]["open"]) == 6


def test_the_doctor_says_what_is_missing_and_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setenv("LRLIB_BWRAP", "/nowhere/bwrap")
    probes = {
        Level.FULL: doctor.Probe(Level.FULL, "bwrap: setting up uid map: Permission denied"),
        Level.PARTIAL: doctor.Probe(Level.PARTIAL, ""),
        Level.NONE: doctor.Probe(Level.NONE, "", ("start a process",), "as root"),
    }
    monkeypatch.setattr(doctor, "probe", probes.__getitem__)
    assert lrlib(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "bubblewrap missing: apt install bubblewrap" in said
    assert "full     no: bwrap: setting up uid map" in said
    assert "partial  yes: 7 of 7 doors shut" in said
    assert "open: start a process" in said
    assert "apparmor_restrict_unprivileged_userns" in said
    assert "c.SafeExecute.level = 'partial'" in said


def test_a_level_whose_doors_are_open_does_not_hold(capsys, monkeypatch):
    leaky = doctor.Probe(Level.FULL, "", ("open a network connection",))
    assert not leaky.holds
    monkeypatch.setattr(doctor, "probe", lambda level: leaky._replace(level=level))
    assert lrlib(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "full     NO: 6 of 7 doors shut" in said
