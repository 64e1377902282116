"""The words that the theme itself writes into a page, in the book's languages."""

WORDS = {
    "en": {
        "answer": "Your answer",
        "check": "Check",
        "choice": "Self-check",
        "description": "Description of the figure",
        "done": "done",
        "empty": "Choose an answer first.",
        "error": "Spot the error",
        "fold": "Pages within",
        "hours": "{n} h",
        "minutes": "{n} min",
        "missing": "There is no page at this address. It may have been moved.",
        "missing_front": "To the front page",
        "missing_title": "Page not found",
        "not_a_number": "Type a number, such as 0.25.",
        "notebook": (
            "This page is a notebook to fill in. Download it with the button at the top of the "
            "page and open it in Jupyter. {ref}`for-learners` says how to install the checks."
        ),
        "notebook_here": (
            "Do the exercise here: write your answers into the framed fields, in the place of the "
            "lines with `NotImplementedError`, and press *Check*. Python runs in your browser; "
            "nothing is installed and nothing is sent. When you are done, *Download*, at the "
            "bottom, gives you the notebook to hand in. {ref}`for-learners` says what is kept "
            "where, and how to work in Jupyter instead."
        ),
        "offer": "This book is also in Korean.",
        "offer_no": "Stay here",
        "offer_yes": "Read it in Korean",
        "other": "Any other number",
        "part_done": "{points} of {of} points in {begun} of {all} exercises",
        "point": "{n} point",
        "points": "{n} points",
        "practice_again": "Stopped. The earlier cells run again.",
        "practice_all": "Check all",
        "practice_all_done": "All checks hold. Download the notebook to hand it in.",
        "practice_all_hold": "All its checks hold.",
        "practice_answer_label": "Your answer: {name}",
        "practice_bring_back": "Bring back what was here",
        "practice_changed": "Changed since it was checked.",
        "practice_check": "Check",
        "practice_code_label": "Code of this cell",
        "practice_cut": "The cell prints more than is shown here.",
        "practice_dock_label": "Practice on this page",
        "practice_download": "Download",
        "practice_downloaded": "`{name}` is in your downloads. Hand in this file.",
        "practice_earlier_answer": "Your earlier answer to {name}",
        "practice_edit": "Edit",
        "practice_error": "Stopped by an error.",
        "practice_failed_missing": (
            "`{name}` is missing on this site, so no code can run. Tell whoever publishes it, and "
            "practise in Jupyter until then."
        ),
        "practice_failed_stopped": (
            "Python ended: {name}\nYour text is still here. Does a function call itself without "
            "end, or does an array grow very large? The next run starts Python anew."
        ),
        "practice_failed_unreachable": (
            "`{name}` could not be fetched. Is this machine connected? Your text is still here; "
            "run again when it is."
        ),
        "practice_failed_wrong": (
            "`{name}` on this site is not the file that it should be, so it is not run. Tell "
            "whoever publishes it, and practise in Jupyter until then."
        ),
        "practice_fetching": "Fetching Python: {got} of {of} MB",
        "practice_forget": "Forget everything",
        "practice_forget_all": (
            "Delete all that this browser keeps for this book: your answers to every exercise and "
            "your points? This cannot be undone."
        ),
        "practice_from_disk": (
            "This page was opened from the disk, where browsers forbid code to run. In the book's "
            "folder, run `nox -s book -- --serve` and open the address that it prints."
        ),
        "practice_holds": "Holds.",
        "practice_leave": "To leave the code by keyboard, press Escape, then Tab.",
        "practice_line_of": "{cell}, line {line}:",
        "practice_more": "More",
        "practice_new_release": (
            "This exercise was changed since you wrote your answers. They were kept. Run the "
            "checks again: points start anew."
        ),
        "practice_no_notebook": "`{name}` is not a notebook. Notebooks end in .ipynb.",
        "practice_not_kept": (
            "This browser does not keep what you type: its storage is full or forbidden. Download "
            "the notebook before you leave this page."
        ),
        "practice_not_yet": "Not yet.",
        "practice_odd_notebook": (
            "The notebook on this site was changed by a program and cannot be filled in. Copy "
            "your answers into a notebook in Jupyter."
        ),
        "practice_old_browser": (
            "This browser is too old to run Python. Use one of 2023 or later, or practise in "
            "Jupyter."
        ),
        "practice_one_left": "{check} does not hold yet.",
        "practice_open": "Open a notebook",
        "practice_opened": "Answers taken from {name}: {n}.",
        "practice_other_notebook": (
            "`{name}` has none of this exercise's answer cells. Is it the notebook of another "
            "exercise?"
        ),
        "practice_over": "Start this exercise again",
        "practice_over_all": "Delete your answers to this exercise?",
        "practice_own_cells": (
            "Code cells that you added to the notebook are not shown here. An answer that needs "
            "one must hold its code."
        ),
        "practice_picture": "What the cell above draws.",
        "practice_points_of": "{n} of {of} points",
        "practice_practice_only": (
            "These points are for practice. The grade is what your instructor's grader gives the "
            "notebook that you hand in."
        ),
        "practice_ran": "Done.",
        "practice_reset": "Reset",
        "practice_restart": "Start again",
        "practice_restarted": "As it was given.",
        "practice_run": "Run",
        "practice_running": "Running …",
        "practice_some_left": "{check} and {n} more do not hold yet.",
        "practice_starting": "Starting Python …",
        "practice_stop": "Stop",
        "practice_stopped": "Stopped. Your text is still here.",
        "practice_stops_above": "A cell above does not run.",
        "practice_that_cell": "Go to it",
        "practice_written_label": "Your answer, in words",
        "predict": "Predict, then see",
        "recall": "Do you remember?",
        "right": "Right.",
        "search": "Search this book",
        "see": "See what it means",
        "shape": "Find the shape",
        "takes": "Takes about {time}",
        "untranslated": "This page is in English.",
        "wrong": "Not yet.",
    },
    "ko": {
        "answer": "답",
        "check": "확인",
        "choice": "스스로 확인하기",
        "description": "그림 설명",
        "done": "완료",
        "empty": "먼저 답을 골라 보세요.",
        "error": "틀린 곳 찾기",
        "fold": "하위 페이지",
        "hours": "{n}시간",
        "minutes": "{n}분",
        "missing": "이 주소에는 페이지가 없습니다. 다른 곳으로 옮겨졌을 수 있습니다.",
        "missing_front": "책의 첫 페이지로 가기",
        "missing_title": "페이지를 찾을 수 없습니다",
        "not_a_number": "0.25처럼 숫자를 입력하세요.",
        "notebook": (
            "이 페이지는 직접 채워 넣는 노트북이에요. 위쪽 버튼으로 내려받아 Jupyter에서 여세요. "
            "검사 도구를 설치하는 방법은 {ref}`for-learners`에 있어요."
        ),
        "notebook_here": (
            "이 페이지에서 바로 연습하세요. 테두리가 있는 칸에서 `NotImplementedError`가 있는 줄을 "
            "지우고 답을 쓴 다음 *확인*을 누르면 돼요. Python은 브라우저 안에서 실행돼요. 설치할 "
            "것도 없고, 어디로 보내는 것도 없어요. 다 풀었으면 아래쪽의 *내려받기*로 제출할 "
            "노트북을 받으세요. 무엇이 어디에 저장되는지, Jupyter에서는 "
            "어떻게 하는지는 {ref}`for-learners`에 있어요."
        ),
        "offer": "이 책은 한국어로도 볼 수 있습니다.",
        "offer_no": "영어로 보기",
        "offer_yes": "한국어로 보기",
        "other": "그 밖의 수",
        "part_done": "연습 문제 {all}개 중 {begun}개에서 {of}점 중 {points}점",
        "point": "{n}점",
        "points": "{n}점",
        "practice_again": "멈췄어요. 앞의 셀들을 다시 실행해요.",
        "practice_all": "모두 확인",
        "practice_all_done": "모든 검사를 통과했어요. 노트북을 내려받아 제출하세요.",
        "practice_all_hold": "이 답의 검사를 모두 통과했어요.",
        "practice_answer_label": "내 답: {name}",
        "practice_bring_back": "있던 내용 되돌리기",
        "practice_changed": "확인한 뒤에 바뀌었어요.",
        "practice_check": "확인",
        "practice_code_label": "이 셀의 코드",
        "practice_cut": "출력이 더 있지만 여기까지만 보여 줘요.",
        "practice_dock_label": "이 페이지의 연습",
        "practice_download": "내려받기",
        "practice_downloaded": "`{name}` 파일을 내려받았어요. 이 파일을 제출하세요.",
        "practice_earlier_answer": "전에 쓴 답: {name}",
        "practice_edit": "고치기",
        "practice_error": "오류로 멈췄어요.",
        "practice_failed_missing": (
            "이 사이트에 `{name}` 파일이 없어서 코드를 실행할 수 없어요. 책을 펴낸 사람에게 알려 "
            "주세요. 그때까지는 Jupyter에서 연습하세요."
        ),
        "practice_failed_stopped": (
            "Python이 끝났어요: {name}\n쓴 내용은 그대로 있어요. 함수가 끝없이 자기를 부르거나 "
            "배열이 아주 커지지는 않나요? 다시 실행하면 Python을 새로 시작해요."
        ),
        "practice_failed_unreachable": (
            "`{name}` 파일을 가져오지 못했어요. 인터넷에 연결되어 있나요? 쓴 내용은 그대로 있으니 "
            "연결한 뒤 다시 실행하세요."
        ),
        "practice_failed_wrong": (
            "이 사이트의 `{name}` 파일이 원래 파일과 달라서 실행하지 않아요. 책을 펴낸 사람에게 "
            "알려 주세요. 그때까지는 Jupyter에서 연습하세요."
        ),
        "practice_fetching": "Python을 가져오는 중: {of}MB 중 {got}MB",
        "practice_forget": "모두 지우기",
        "practice_forget_all": (
            "이 브라우저에 저장된 이 책의 내용을 모두 지울까요? 모든 연습의 답과 점수가 "
            "지워지고 되돌릴 수 없어요."
        ),
        "practice_from_disk": (
            "이 페이지는 디스크에서 열었어요. 그러면 브라우저가 코드 실행을 막아요. 책의 폴더에서 "
            "`nox -s book -- --serve`를 실행하고, 화면에 나온 주소를 여세요."
        ),
        "practice_holds": "통과했어요.",
        "practice_leave": "키보드로 코드에서 나가려면 Esc를 누른 다음 Tab을 누르세요.",
        "practice_line_of": "{cell}, {line}번째 줄:",
        "practice_more": "더 보기",
        "practice_new_release": (
            "답을 쓴 뒤에 이 연습이 바뀌었어요. 쓴 답은 그대로 두었어요. 점수는 새로 세니까 다시 "
            "확인하세요."
        ),
        "practice_no_notebook": "`{name}` 파일은 노트북이 아니에요. 노트북은 .ipynb로 끝나요.",
        "practice_not_kept": (
            "이 브라우저에는 쓴 내용이 저장되지 않아요. 저장 공간이 가득 찼거나 막혀 있어요. 이 "
            "페이지를 떠나기 전에 노트북을 내려받으세요."
        ),
        "practice_not_yet": "아직이에요.",
        "practice_odd_notebook": (
            "이 사이트의 노트북을 다른 프로그램이 바꾸어서 답을 채울 수 없어요. Jupyter의 노트북에 "
            "답을 옮겨 적으세요."
        ),
        "practice_old_browser": (
            "이 브라우저는 오래되어 Python을 실행할 수 없어요. 2023년 이후의 브라우저를 쓰거나 "
            "Jupyter에서 연습하세요."
        ),
        "practice_one_left": "{check} 검사를 아직 통과하지 못했어요.",
        "practice_open": "노트북 열기",
        "practice_opened": "{name}에서 가져온 답: {n}개.",
        "practice_other_notebook": (
            "`{name}` 파일에는 이 연습의 답 셀이 없어요. 다른 연습의 노트북인가요?"
        ),
        "practice_over": "이 연습 다시 시작하기",
        "practice_over_all": "이 연습의 답을 지울까요?",
        "practice_own_cells": (
            "노트북에 더한 코드 셀은 여기서 보이지 않아요. 답에 필요한 코드는 그 답의 셀에 쓰세요."
        ),
        "practice_picture": "위의 셀이 그린 그림.",
        "practice_points_of": "{of}점 중 {n}점",
        "practice_practice_only": (
            "이 점수는 연습용이에요. 성적은 제출한 노트북을 강사가 채점해서 정해요."
        ),
        "practice_ran": "실행했어요.",
        "practice_reset": "원래대로",
        "practice_restart": "다시 쓰기",
        "practice_restarted": "처음 상태예요.",
        "practice_run": "실행",
        "practice_running": "실행 중 …",
        "practice_some_left": "{check} 말고도 통과하지 못한 검사가 {n}개 더 있어요.",
        "practice_starting": "Python을 시작하는 중 …",
        "practice_stop": "멈추기",
        "practice_stopped": "멈췄어요. 쓴 내용은 그대로 있어요.",
        "practice_stops_above": "위의 셀이 실행되지 않아요.",
        "practice_that_cell": "그 셀로 가기",
        "practice_written_label": "글로 쓰는 답",
        "predict": "예측하고 확인하기",
        "recall": "기억해 보기",
        "right": "맞습니다.",
        "search": "책에서 찾기",
        "see": "해설 보기",
        "shape": "형태 맞히기",
        "takes": "약 {time} 걸립니다",
        "untranslated": "이 페이지는 아직 번역되지 않아 영어로 되어 있습니다.",
        "wrong": "다시 생각해 보세요.",
    },
}


def word(key: str, language: str) -> str:
    """Return the word for `key`, in English where the language is not known."""
    return WORDS.get(language, WORDS["en"])[key]
