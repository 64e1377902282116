"""The words that the theme itself writes into a page, in the book's languages."""

WORDS = {
    "en": {
        "answer": "Your answer",
        "check": "Check",
        "choice": "Self-check",
        "description": "Description of the figure",
        "empty": "Choose an answer first.",
        "error": "Spot the error",
        "fold": "Pages within",
        "not_a_number": "Type a number, such as 0.25.",
        "notebook": (
            "This page is a notebook to fill in. Download it with the button at the top of the "
            "page and open it in Jupyter. {ref}`for-learners` says how to install the checks."
        ),
        "other": "Any other number",
        "predict": "Predict, then see",
        "right": "Right.",
        "see": "See what it means",
        "shape": "Find the shape",
        "wrong": "Not yet.",
    },
    "ko": {
        "answer": "답",
        "check": "확인",
        "choice": "스스로 확인하기",
        "description": "그림 설명",
        "empty": "먼저 답을 고르세요.",
        "error": "틀린 곳 찾기",
        "fold": "안에 든 쪽",
        "not_a_number": "0.25처럼 숫자를 입력하세요.",
        "notebook": (
            "이 쪽은 직접 채우는 노트북입니다. 위쪽 단추로 내려받아 Jupyter에서 여세요. "
            "검사 도구를 설치하는 방법은 {ref}`for-learners`에 있습니다."
        ),
        "other": "그 밖의 수",
        "predict": "예측한 다음 확인하기",
        "right": "맞습니다.",
        "see": "무슨 뜻인지 보기",
        "shape": "형태 찾기",
        "wrong": "아직 아닙니다.",
    },
}


def word(key: str, language: str) -> str:
    """Return the word for `key`, in English where the language is not known."""
    return WORDS.get(language, WORDS["en"])[key]
