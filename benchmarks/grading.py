"""What grading a class costs: plain nbgrader, nbgrader with our plug-in, `lrlib grade`.

The same distinct submissions of one exercise, right, wrong, crashing and slow by half a second,
through all three in turn, several times; medians count. Then the cost of each stage, how it grows,
and memory. A run of the whole class adds a line to `history.md`. Nothing else may run meanwhile:
the processors' seconds, which depend less on how long a run had to wait, are the machine's.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import nbformat

from tools.release import ROOT, environment

EXERCISE = "07-m-examples"
FASTER, PLUGIN_FASTER, EACH_MORE_MS = 40.0, 10.0, 30.0
WORKER_MB, COMMAND_MB, LARGEST = 300, 500, 800
STUDENTS = 200
HISTORY = Path(__file__).with_name("history.md")
TICKS = os.sysconf("SC_CLK_TCK")
PLAIN = """
c = get_config()
c.CourseDirectory.course_id = "lrlib"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("not written yet")'}
"""
SLOW = "import time\ntime.sleep(0.5)\n"
# What learners change in the right answer: nothing, a style of their own, or a slip.
LOOP = [
    ("", ""),
    ("return J / m, dw / m, db / m", "return J / m, dw, db / m"),
    ("dz = a - y", "dz = y - a"),
    ("", ""),
    ("dw += x * dz", "dw += x * dz / m"),
    ("        db += dz\n", ""),
    ("dw += x * dz", "dw = dw + dz * x"),
]
VECTORISED = [
    ("dw = X @ dZ.T / m", "dw = X @ dZ.T"),
    ("", ""),
    ("dZ = A - Y", "dZ = Y - A"),
    ("", ""),
    ("dw = X @ dZ.T / m", "dw = np.dot(X, dZ.T) / m"),
    ("J = -np.sum(", "J = np.sum("),
    ("", ""),
    ("np.sum(dZ) / m", "np.sum(dZ)"),
]
CRASH = ("dZ = A - Y", "dZ = A @ Y")


def main(arguments: Sequence[str] = ()) -> int:
    """Print the tables; 0 if the demands are met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks grading", description=__doc__)
    parser.add_argument("--students", type=int, default=STUDENTS, help="in the comparison")
    parser.add_argument("--sample", type=int, help="how many of them plain nbgrader grades")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed")
    parser.add_argument("--growth", type=int, nargs="*", default=[50, 100, 200, 400, LARGEST])
    found = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lrlib-bench-") as folder:
        course = Path(folder, "course")
        released(course)
        ratios = compared(course, found.students, found.sample or found.students, found.rounds)
        stages(course, min(found.students, 40))
        small, each = grown(course, found.growth, found.rounds)
    if found.students >= STUDENTS:
        note(ratios, each)
    held = ratios[LRLIB_NAME] >= FASTER and ratios[PLUGIN_NAME] >= PLUGIN_FASTER
    return 0 if held and small and (each is None or each <= EACH_MORE_MS) else 1


def compared(course: Path, students: int, sample: int, rounds: int) -> dict[str, float]:
    """Grade the same class in three ways, in turn; print medians, return how many times faster."""
    hand_in(course, students)
    load = os.getloadavg()[0]
    print(f"{students} distinct submissions of {EXERCISE}, {machine()}, load {load:.1f}.\n")
    runs: dict[str, list[tuple[float, float]]] = {}
    for name, command, config in rounds * (
        (LRLIB_NAME, LRLIB, None),
        ("nbgrader autograde, plain", NBGRADER, PLAIN),
        (PLUGIN_NAME, NBGRADER, None),
    ):
        folder = course.parent / "compared"
        if config is None or sample >= students:
            spent = timed(command, copied(course, folder, students, config))
        else:  # what starting costs is not scaled with the rest
            one = timed(command, copied(course, folder, 1, config))
            some = timed(command, copied(course, folder, sample, config))
            scale = (students - 1) / (sample - 1)
            seconds, used = (a + (b - a) * scale for a, b in zip(one, some, strict=True))
            spent = seconds, used
        runs.setdefault(name, []).append(spent)
    took = {name: tuple(map(median, zip(*each, strict=True))) for name, each in runs.items()}
    plain, plain_spent = took["nbgrader autograde, plain"]
    print("| | seconds | a submission | times plain | processors' seconds | times plain |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, (seconds, spent) in sorted(took.items(), key=lambda item: -item[1][0]):
        each = f"{1000 * seconds / students:.0f} ms | {plain / seconds:.1f}"
        print(f"| {name} | {seconds:.1f} | {each} | {spent:.1f} | {plain_spent / spent:.1f} |")
    if sample < students:
        print(f"\nPlain nbgrader graded {sample} of them; its time for all is reckoned from that.")
    print(f"\nDemanded: lrlib grade {FASTER:g} times plain, the plug-in {PLUGIN_FASTER:g} times.")
    return {name: plain / seconds for name, (seconds, _) in took.items()}


def machine() -> str:
    """Return what kind of machine this is."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "unknown")
    return f"{len(os.sched_getaffinity(0))} processors, {model}"


def note(ratios: dict[str, float], each: float | None) -> None:
    """Add what was measured to the history, with the date of the version that was measured."""
    git = ["git", "log", "-1", "--format=%cs"]
    date = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    more = "" if each is None else f"{each:.0f} ms"
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(f"| {date} | {machine()} | {os.getloadavg()[0]:.1f} | {ratios[LRLIB_NAME]:.1f} "
                   f"| {ratios[PLUGIN_NAME]:.1f} | {more} |\n")  # fmt: skip


def stages(course: Path, students: int) -> None:
    """Print what each stage of `lrlib grade` costs, one submission after another."""
    from nbgrader.api import Gradebook

    from lrlib.grading.classroom.classwork import Classwork
    from lrlib.grading.classroom.configuration import converter_of
    from lrlib.grading.grade.worker import Worker
    from lrlib.grading.gradebook.write import Finished, GradebookWriter
    from lrlib.grading.plugin import SafeExecute

    took: dict[str, float] = {}

    def clock(stage: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        done = work()
        took[stage] = took.get(stage, 0.0) + time.perf_counter() - start
        return done

    with contextlib.chdir(copied(course, course.parent / "stages", students, None)):
        converter = converter_of(EXERCISE)
        settings = SafeExecute(parent=converter).settings(converter.coursedir)
        work = clock("read the course", lambda: Classwork(converter.coursedir, settings))
        worker = Worker(settings)
        level = clock("start a grading process", worker.start)
        finished = []
        for student, folder in work.folders().items():
            (one,) = clock("take in", lambda folder=folder: list(work.handed_in(folder)))
            task = work.assignments[one.name], one.submission, one.files, 1
            result = clock("run and check, in the sandbox", lambda task=task: worker.grade(*task))
            key = clock("name and store the result", lambda one=one: work.key(one, 1, level))
            clock("name and store the result", lambda r=result, k=key: work.store.put(k, r))
            made = (one, result, 1, level)
            notebook = clock("make the notebook", lambda made=made: work.graded_notebook(*made))
            finished.append(Finished(student, {one.name: notebook}, one.beside))
        worker.close()
        with Gradebook(converter.coursedir.db_url) as gradebook:
            record = GradebookWriter(converter, gradebook)
            for start in range(0, len(finished), 32):
                batch = finished[start : start + 32]
                clock("write rows and files", lambda batch=batch: record.write(batch))
    print(f"\nOne after another, {students} of them:\n\n| stage | ms |\n|---|---:|")
    for stage, seconds in took.items():
        once = stage in ("read the course", "start a grading process")
        each = "once" if once else "a submission"
        print(f"| {stage}, {each} | {1000 * seconds / (1 if once else students):.1f} |")


def grown(course: Path, sizes: Sequence[int], rounds: int) -> tuple[bool, float | None]:
    """Grade classes of growing size; print median time, memory, and what a submission adds.

    The memory is that of a run of its own: whoever looks at it holds up what is looked at.

    Returns
    -------
    tuple of (bool, float or None)
        Whether the memory is as demanded, and the milliseconds that a submission adds.
    """
    if not sizes:
        return True, None
    hand_in(course, max(sizes))
    print("\n| submissions | seconds | each more | command | largest worker |")
    print("|---:|---:|---:|---:|---:|")
    runs: dict[int, list[float]] = {}
    for size in rounds * sorted(sizes):
        made = copied(course, course.parent / "grown", size, None)
        runs.setdefault(size, []).append(timed(LRLIB, made)[0])
    first, before, held = None, (0, 0.0), True
    for size, each in runs.items():
        seconds = median(each)
        with watched() as peak:
            timed(LRLIB, copied(course, course.parent / "grown", size, None))
        more = ""
        if before[0]:
            more = f"{1000 * (seconds - before[1]) / (size - before[0]):.0f} ms"
        first, before = first or (size, seconds), (size, seconds)
        held &= peak["worker"] < WORKER_MB and peak["command"] < COMMAND_MB
        print(f"| {size} | {seconds:.1f} | {more} | {peak['command']:.0f} MB "
              f"| {peak['worker']:.0f} MB |", flush=True)  # fmt: skip
    print(f"\nDemanded: a worker below {WORKER_MB} MB, the command below {COMMAND_MB} MB; "
          f"each more at most {EACH_MORE_MS:g} ms on two processors.")  # fmt: skip
    if first is None or before[0] == first[0]:
        return held, None
    return held, 1000 * (before[1] - first[1]) / (before[0] - first[0])


LRLIB_NAME, PLUGIN_NAME = "lrlib grade", "nbgrader autograde, our plug-in"
LRLIB = ["lrlib.cli", "grade", EXERCISE]
NBGRADER = ["nbgrader", "autograde", EXERCISE]


def timed(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Run a Python module in a folder; return seconds, and processors' seconds of the machine."""
    log = folder / "log.txt"
    with log.open("w") as file:
        start, before = time.perf_counter(), busy()
        process = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=folder,
            stdout=file,
            stderr=file,
            check=False,
            # As where it is installed: modules are compiled once, not at each start.
            env={k: v for k, v in environment().items() if k != "PYTHONDONTWRITEBYTECODE"},
        )
        seconds, used = time.perf_counter() - start, busy() - before
    graded = len(list(folder.glob(f"autograded/*/{EXERCISE}/*.ipynb")))
    if process.returncode or graded != len(list((folder / "submitted").iterdir())):
        msg = f"{' '.join(command)} graded {graded}:\n{log.read_text()[-3000:]}"
        raise RuntimeError(msg)
    return seconds, used


def busy() -> float:
    """Return for how many seconds the processors have worked, the kernel's own work included.

    What is killed together with its parent counts nowhere else.
    """
    _, user, nice, system, _, _, interrupts, soft, *_ = Path("/proc/stat").read_text().split()
    return sum(map(int, (user, nice, system, interrupts, soft))) / TICKS


@contextmanager
def watched() -> Iterator[dict[str, float]]:
    """Note the peak memory of a command that is run meanwhile, and of a grading process, in MB.

    To a grading process belongs its part of the sandbox: what is below the command, by how many of
    them grade.
    """
    peak = {"command": 0.0, "worker": 0.0}
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.5):
            tree = children()
            for command in tree.get(os.getpid(), []):
                peak["command"] = max(peak["command"], resident(command))
                found = below(command, tree)
                workers = sum(map(grades, found))
                if workers:
                    peak["worker"] = max(peak["worker"], sum(map(resident, found)) / workers)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def children() -> dict[int, list[int]]:
    """Return the children of each process."""
    tree: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            tree.setdefault(parent, []).append(int(entry.name))
    return tree


def below(pid: int, tree: dict[int, list[int]]) -> list[int]:
    """Return all that hangs below a process."""
    return [p for child in tree.get(pid, []) for p in (child, *below(child, tree))]


def grades(pid: int) -> bool:
    """Say whether a process is one that grades, or a fork of one."""
    try:
        return b"lrlib.grading.grade.serve" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def resident(pid: int) -> float:
    """Return a process's share of the memory in MB: what several use counts once."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1024


def released(course: Path) -> None:
    """Release the one exercise in a folder of its own."""
    shutil.copytree(ROOT / "solutions" / EXERCISE, course / "solutions" / EXERCISE)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", EXERCISE]
    subprocess.run(command, cwd=course, env=environment(), capture_output=True, check=True)


def hand_in(course: Path, students: int) -> None:
    """Write distinct submissions: of twenty, one is slow and two crash; a third is right."""
    source = nbformat.read(course / "solutions" / EXERCISE / f"{EXERCISE}.ipynb", as_version=4)
    answers = {cell.id: cell.source for cell in source.cells}
    released = (course / "exercises" / EXERCISE / f"{EXERCISE}.ipynb").read_text()
    for number in range(students):
        notebook: Any = nbformat.reads(released, as_version=4)
        vectorised = CRASH if number % 10 == 3 else VECTORISED[number // 3 % len(VECTORISED)]
        changes = {"loop": LOOP[number % len(LOOP)], "vectorised": vectorised}
        for cell in notebook.cells:
            if cell.id in changes:
                cell.source = answers[cell.id].replace(*changes[cell.id])
                cell.source += f"\n\n# number {number}"
                if cell.id == "loop" and number % 20 == 7:
                    cell.source = SLOW + cell.source
        folder = course / "submitted" / f"student-{number:04d}" / EXERCISE
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / f"{EXERCISE}.ipynb")


def copied(course: Path, to: Path, students: int, config: str | None) -> Path:
    """Return a copy of the course with the first of its students, not yet graded."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(course, to, ignore=shutil.ignore_patterns("submitted"))
    for folder in sorted((course / "submitted").iterdir())[:students]:
        shutil.copytree(folder, to / "submitted" / folder.name)
    if config is not None:
        (to / "nbgrader_config.py").write_text(config)
    return to


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
