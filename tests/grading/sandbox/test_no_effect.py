"""Lines that need what the sandbox lacks print that they have no effect; their cell goes on."""

import time

import pytest
from course_kit import CHECKS, RIGHT, make_grader

AFTER = "\ndef still_here():\n    return 1\n"
INDENTED = "\n    def still_here():\n        return 1\n"
SAYS = "has no effect here"

# A line, and part of the message that says it has no effect.
LINES = {
    "!pip install numpy": "!pip install numpy",
    "!cd /content && ls": "!cd /content",
    "!!ls": "!ls",
    "files = !ls\nassert list(files) == []": "!ls",
    "files = %sx ls": "!ls",
    "files = !ls\nfor name in files: print(name)": "!ls",
    "%pip install -q numpy": "%pip install -q numpy",
    "%conda install numpy": "%conda install numpy",
    "%mamba install numpy": "%mamba install numpy",
    "%uv pip install numpy": "%uv pip install numpy",
    "%cd /content": "os.chdir('/content')",
    "%cd /content/drive/MyDrive": "os.chdir('/content/drive/MyDrive')",
    "%pushd /content": "os.chdir('/content')",
    "import os; os.chdir('/content')": "os.chdir('/content')",
    "import os; os.system('pip install numpy')": "os.system('pip install numpy')",
    "import os; print(os.popen('ls').read())": "the command 'ls'",
    "import subprocess; subprocess.run(['pip', 'install', 'x'], check=True)": "pip install x",
    "import subprocess; subprocess.check_call('ls', shell=True)": "the command 'ls'",
    "import subprocess; assert subprocess.check_output(['ls'], text=True) == ''": "'ls'",
    "from subprocess import Popen, PIPE\nwith Popen('ls', stdin=PIPE, stdout=PIPE) as p:\n"
    "    assert p.communicate(b'x') == (b'', None)\nassert p.wait() == 0": "'ls'",
    "get_ipython().system('ls')": "!ls",
    "get_ipython().system_raw('ls')": "!ls",
    "get_ipython().getoutput('ls')": "!ls",
    "get_ipython().run_line_magic('pip', 'install numpy')": "%pip install numpy",
    "get_ipython().magic('matplotlib qt')": "%matplotlib qt",
    "%matplotlib widget": "%matplotlib widget",
    "%matplotlib notebook": "%matplotlib notebook",
    "%matplotlib ipympl": "%matplotlib ipympl",
    "%matplotlib qt": "%matplotlib qt",
    "%matplotlib tk": "%matplotlib tk",
    "%pylab qt": "%matplotlib qt",
    "%gui qt": "%gui qt",
    "import matplotlib; matplotlib.use('TkAgg')": "matplotlib.use('TkAgg')",
    "import matplotlib as mpl; mpl.use('nbAgg', force=True)": "matplotlib.use('nbAgg')",
    "import matplotlib.pyplot as plt; plt.switch_backend('QtAgg')": "plt.switch_backend('QtAgg')",
    "%load_ext no_such_extension": "%load_ext no_such_extension",
    "%reload_ext no_such_extension": "%reload_ext no_such_extension",
    "%no_such_magic with words": "%no_such_magic with words",
    "x = %no_such_magic\nassert x is None": "%no_such_magic",
    "x = 1\n%%time": "%%time",
    "%tensorflow_version 2.x": "%tensorflow_version 2.x",
    "%run no_such_file.py": "%run no_such_file.py",
    "%load no_such_file.py": "%load no_such_file.py",
    "%edit x": "%edit x",
    "%debug": "%debug",
    "%env NO_SUCH_NAME": "%env NO_SUCH_NAME",
    "%store x": "%store x",
    "%ls -l": "!ls",
    "%cat file": "!cat file",
    "from google.colab import drive\ndrive.mount('/content/drive')": "drive.mount()",
    "from google.colab import drive\ndrive.mount('/content/drive', force_remount=True)": "drive",
    "from google.colab import files\nfor name in files.upload(): print(name)": "files.upload()",
    "from google.colab import files\nfiles.download('x.csv')": "files.download()",
    "from google.colab.patches import cv2_imshow\ncv2_imshow(1)": "patches.cv2_imshow()",
    "import google.colab": "import google.colab",
    "from google.colab import output, userdata, auth\nauth.authenticate_user()": "auth",
    "from google.colab import output\noutput.enable_custom_widget_manager()": "output",
    "%load_ext google.colab.data_table": "google.colab.data_table",
    "from kaggle_secrets import UserSecretsClient\nUserSecretsClient().get_secret('x')": "kaggle",
    "import micropip\nawait micropip.install('numpy')": "micropip.install()",
    "import piplite; await piplite.install(['numpy'])": "piplite.install()",
    "n = int(input('How many? '))": "input()",
    "x, y = float(input()), input().split()": "input()",
    "while not input('Go on? '): pass": "input()",
    "from getpass import getpass\nkey = getpass('Key: ')": "getpass()",
    "import getpass; getpass.getpass()": "getpass()",
    "breakpoint()": "breakpoint()",
    "import pdb; pdb.set_trace()": "pdb.set_trace()",
    "exit()": "exit()",
    "quit()": "exit()",
}
# A first line, and below it code in another language, or for another process.
FOREIGN_CELLS = {
    "%%bash": "ls -l",
    "%%sh": "ls",
    "%%script bash": "ls",
    "%%python3": "print(1)",
    "%%ruby": "puts 1",
    "%%perl": "print 1",
    "%%R": "x <- c(1, 2",
    "%%sql": "select * from t",
    "%%cython": "cdef int x = 1",
}
WORKING = [
    "%matplotlib inline",
    "%config InlineBackend.figure_format = 'retina'",
    "import matplotlib; matplotlib.use('Agg')",
    "import matplotlib; matplotlib.use('module://matplotlib_inline.backend_inline')",
    "%time x = 1",
    "%timeit -n 1 -r 1 1",
    "%load_ext autoreload\n%autoreload 2",
    "x = %pwd\nassert x == '/scratch'",
    "import os\nos.mkdir('d')\n%cd d\nassert os.getcwd() == '/scratch/d'",
    "%env NAME=1\nimport os\nassert os.environ['NAME'] == '1'",
    "%precision 3",
    "%who",
    "print?",
    "import os; os.mkdir('e'); os.chdir('e'); assert os.getcwd() == '/scratch/e'",
]


def run(sandbox, code):
    """Run one cell; return what it prints, its error, and whether `still_here` is there."""
    learner = sandbox.spawn(plots="plot" in code)
    try:
        request = {"do": "cell", "code": code, "label": "x", "names": ["still_here"]}
        reply, _ = learner.ask(request, [], time.monotonic() + 30)
    finally:
        learner.close()
    printed = "".join(output.get("text", "") for output in reply["outputs"])
    return printed, reply["error"], reply["names"]["still_here"] is not None


@pytest.mark.parametrize("line", LINES)
def test_the_line_says_that_it_has_no_effect_and_the_cell_goes_on(sandbox, line):
    said, error, still_here = run(sandbox, line + AFTER)
    assert error is None
    assert still_here
    assert any(LINES[line] in text and SAYS in text for text in said.splitlines()), said


@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith(("%%", " "))])
def test_so_it_does_where_it_is_indented(sandbox, line):
    indented = "if True:\n    " + line.replace("\n", "\n    ")
    said, error, still_here = run(sandbox, indented + INDENTED)
    assert error is None
    assert still_here
    assert SAYS in said


@pytest.mark.parametrize("first", FOREIGN_CELLS)
def test_a_cell_in_another_language_is_passed_over(sandbox, first):
    said, error, still_here = run(sandbox, f"{first}\n{FOREIGN_CELLS[first]}\n")
    assert error is None
    assert not still_here
    assert f"{first} {SAYS}" in said


@pytest.mark.parametrize("first", ["%%memit", "%%wandb", "%%debug", "%%no_such_magic -x 1"])
def test_below_a_magic_that_is_not_there_python_runs(sandbox, first):
    said, error, still_here = run(sandbox, first + AFTER)
    assert error is None
    assert still_here
    assert f"{first} {SAYS}" in said


def test_the_error_below_a_magic_that_is_not_there_is_shown(sandbox):
    _, error, _ = run(sandbox, "%%memit\n1 / 0\n")
    assert error["types"][0] == "ZeroDivisionError"


@pytest.mark.parametrize("line", WORKING)
def test_what_works_goes_on_working(sandbox, line):
    said, error, still_here = run(sandbox, line + AFTER)
    assert error is None
    assert still_here
    assert SAYS not in said


def test_a_package_that_starts_a_program_gets_the_error_that_it_expects(sandbox):
    code = "import platform, asyncio\nassert platform.processor() == ''\n"
    code += "try: await asyncio.create_subprocess_exec('ls')\n"
    code += "except PermissionError: print('refused')\n"
    said, error, _ = run(sandbox, code)
    assert error is None
    assert said == "refused\n"


@pytest.mark.parametrize("first", ["%%time", "%%capture", "%%capture --no-stderr out"])
def test_cell_magics_of_ipython_work(sandbox, first):
    said, error, still_here = run(sandbox, first + AFTER)
    assert error is None
    assert still_here
    assert SAYS not in said


def test_an_error_of_the_learners_own_code_is_not_swallowed(sandbox):
    own = (
        "from IPython.core.magic import register_line_magic\n"
        "@register_line_magic\n"
        "def mine(line): raise KeyError(line)\n"
    )
    for code, kind in [("%time 1 / 0", "ZeroDivisionError"), (own + "%mine x", "KeyError")]:
        _, error, still_here = run(sandbox, code + AFTER)
        assert error["types"][0] == kind
        assert not still_here


@pytest.mark.parametrize("line", ["%time print(y)", "get_ipython().magic('time print(y)')"])
def test_a_magic_sees_the_names_of_the_function_that_it_stands_in(sandbox, line):
    said, error, _ = run(sandbox, f"def f():\n    y = 37\n    {line}\nf()")
    assert error is None
    assert said.startswith("37\n")


FIGURES = {
    "%matplotlib widget\nimport matplotlib.pyplot as p\np.plot([1, 2]); p.show()": "widget",
    "p = __import__('matplotlib.pyplot').pyplot\np.plot([1, 2]); p.show()": "",
    "import matplotlib.pyplot as p\np.switch_backend('TkAgg'); p.plot([1, 2]);": "TkAgg",
    "%config InlineBackend.figure_format = 'png'\nimport pylab\npylab.plot([1, 2]);": "",
}
UNEXPECTED = [(code, False) for code in FIGURES if "InlineBackend" not in code]


@pytest.mark.parametrize(("code", "plots"), [*UNEXPECTED, *((code, True) for code in FIGURES)])
def test_a_figure_is_shown_and_no_more_said_than_need_be(sandbox, code, plots):
    """Whether it was expected, as where a cell names matplotlib, or another package draws it."""
    said = FIGURES[code]
    learner = sandbox.spawn(plots=plots)
    request = {"do": "cell", "code": code, "label": "x", "names": []}
    reply, _ = learner.ask(request, [], time.monotonic() + 30)
    learner.close()
    assert reply["error"] is None
    assert any("image/png" in output.get("data", {}) for output in reply["outputs"])
    texts = "".join(output.get("text", "") for output in reply["outputs"]).splitlines()
    assert len(texts) == bool(said)
    assert said in "".join(texts)


DRAWING = [
    ([], {}, "False"),
    (["%pylab inline"], {}, "True"),
    ([], {"square": f"# plots\n{RIGHT['square']}"}, "True"),
]


def test_matplotlib_is_loaded_from_the_first_submission_on_that_draws(tmp_path):
    """It makes each fork dearer, and few exercises need it."""
    grader = make_grader(tmp_path)
    loaded = "import sys\nprint('mat' 'pl' 'otlib.py' 'pl' 'ot' in sys.modules)"
    for added, answers, expected in DRAWING:
        graded = grader.grade({**RIGHT, **answers}, [loaded, *added])
        assert graded.points == CHECKS
        assert graded.printed("added-0") == f"{expected}\n"
    grader.close()


def test_a_loop_that_asks_for_ever_comes_to_an_end(sandbox):
    said, error, _ = run(sandbox, "while input() != 'yes': pass")
    assert error["types"][0] == "EOFError"
    assert said.count(SAYS) == 100


WIDGETS = """
import sys
for name in [name for name in sys.modules if name.split(".")[0] == "ipywidgets"]:
    del sys.modules[name]
class Missing:
    def find_spec(self, name, *_):
        if name.split(".")[0] == "ipywidgets":
            real = [f for f in sys.meta_path if type(f).__name__ == "_PlacesFinder"]
            return real[0].find_spec(name)
sys.meta_path.insert(0, Missing())
from ipywidgets import IntSlider, Output, VBox, interact, interactive
import ipywidgets as widgets
slider = IntSlider(value=3, min=0); slider.value = 4; slider.observe(print, names="value")
class Box(widgets.VBox):
    def __init__(self, *children):
        super().__init__(children)
Box(slider).layout.width
with Output() as out: pass
@interact(x=(0, 10))
def decorated(x=1): return x
@interact
def bare(x=1): return x
interact(bare, x=slider)
print(decorated(5), bare(6))
VBox([slider])
def still_here(): return 1
"""


def test_widgets_that_are_missing_leave_functions_where_they_are(sandbox):
    said, error, still_here = run(sandbox, WIDGETS)
    assert error is None
    assert still_here
    assert "5 6\n" in said
    assert f"import ipywidgets {SAYS}" in said


@pytest.mark.parametrize(
    "line",
    [
        "!pip install numpy",
        "%matplotlib widget",
        "from google.colab import drive; drive.mount('/content/drive')",
        "name = input()",
        "%load_ext lab_black",
        "%cd /content",
    ],
)
def test_an_answer_below_such_a_line_keeps_its_points(grader, line):
    answers = {name: f"{line}\n{code}" for name, code in RIGHT.items()}
    graded = grader.grade(answers, [line])
    assert graded.points == CHECKS
    assert SAYS in graded.printed("added-0")


def test_such_a_line_within_a_function_takes_nothing_away(grader):
    answers = {**RIGHT, "square": "def square(x):\n    !ls\n    y = !ls\n    return x * x"}
    assert grader.grade(answers).points == CHECKS
