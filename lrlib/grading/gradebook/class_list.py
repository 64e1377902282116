"""Who has handed in and is not in the class list, for instance because of a misspelt id."""

from __future__ import annotations

from collections.abc import Iterable

from nbgrader.api import Gradebook, Student
from sqlalchemy import select

from lrlib.grading.classroom.store import Store

__all__ = ["unlisted"]

_NOTE = "unlisted"


def unlisted(gradebook: Gradebook, store: Store, students: Iterable[str]) -> list[str]:
    """Return those of these students who are not in the class list.

    Grading adds them to nbgrader's table of students, which is the class list. So whom it adds
    is noted, and stays unlisted until the row has a name, an e-mail address or an id of the
    learning platform. Where there was no class list at all, nobody is missing from it.

    Parameters
    ----------
    gradebook : Gradebook
        Open, before any of these students is added.
    store : Store
        Keeps the note.
    students : iterable of str
        Who has handed in.
    """
    columns = (Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    rows = gradebook.db.execute(select(Student.id, *columns))
    described = {student: any(about) for student, *about in rows}
    noted: set[str] = set(store.note(_NOTE).get("students", ()))
    added = {student for student in noted if not described.get(student)}
    if described.keys() - added:
        added |= set(students) - described.keys()
    if added != noted:
        store.keep_note(_NOTE, about={"students": sorted(added)})
    return sorted(added & set(students))
