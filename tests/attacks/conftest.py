"""A grader to attack, and the world around it."""

import time

import pytest
from attack_kit import World
from course_kit import CHECKS, RIGHT, make_grader

from lrlib.grading.sandbox.isolation import Limits


@pytest.fixture(scope="session")
def grader(tmp_path_factory):
    """Return the real grader, at full isolation, with short limits."""
    made = make_grader(
        tmp_path_factory.mktemp("course") / "words",
        cell_seconds=1.0,
        total_seconds=6.0,
        limits=Limits(memory_mb=256),
    )
    yield made
    made.close()


@pytest.fixture(scope="session")
def whole_world(grader):
    made = World(grader)
    yield made
    made.close()


@pytest.fixture
def world(grader, whole_world):
    """Give the world to an attack, and look at it afterwards."""
    grader.worker.start()  # if an attack has ended it
    processes = whole_world.processes()
    yield whole_world
    whole_world.assert_untouched()
    for _ in range(100):  # the kernel may need a moment to remove ended processes
        if whole_world.processes() <= processes:
            break
        time.sleep(0.05)
    else:
        pytest.fail("a process was left over")


@pytest.fixture(scope="module", autouse=True)
def honest_work_afterwards(grader):
    """Grade a right answer after all attacks of a file: it must earn all points."""
    yield
    assert grader.grade(RIGHT).points == CHECKS
