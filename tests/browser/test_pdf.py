"""The PDF of a small book with the real settings and theme."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from book_kit import small_book

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser

PAGE = """
# A page

The sigmoid $\\sigma(z)$ gives a probability.

```{quiz}
What is σ(0)?

- [x] One half

  The middle.

- [ ] Zero

  What is $e^0$?
```

## 요약

시그모이드는 확률을 줍니다.
"""

# In a process of its own: Playwright refuses a second loop beside that of pytest-playwright.
PRINT = """
import sys
from pathlib import Path
from tools.pdf import build_single_page, print_page
book = Path(sys.argv[1])
print_page(build_single_page(book), book / "book.pdf")
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = small_book(tmp_path_factory.mktemp("pdf"), PAGE)
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    subprocess.run(
        [sys.executable, "-c", PRINT, folder],
        cwd=ROOT,
        check=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    return folder


def test_pdf_is_tagged_and_has_an_outline(book):
    pdf = (book / "book.pdf").read_bytes()
    assert b"/StructTreeRoot" in pdf
    assert b"/Outlines" in pdf
    assert b"/Lang (en)" in pdf


def test_pdf_has_a_font_for_korean(book):
    """Debian's fonts-nanum or fonts-noto-cjk."""
    fonts = re.findall(rb"/BaseFont /[A-Z]{6}\+(\S+)", (book / "book.pdf").read_bytes())
    korean = rb"Nanum|CJK|KR|Gothic|Myungjo|Batang|Baekmuk|Un"
    assert any(re.search(korean, font) for font in fonts), fonts


def test_the_printed_page_holds_question_choices_and_answers(book, browser):
    page = browser.new_page()
    page.goto((book / "_build" / "singlehtml-en" / "index.html").as_uri())
    page.emulate_media(media="print")
    quiz = page.locator(".quiz")
    for text in ("What is σ(0)?", "One half", "The middle.", "Zero"):
        assert quiz.get_by_text(text).locator("visible=true").count() == 1, text
    assert not quiz.locator("form").is_visible()
    page.close()
