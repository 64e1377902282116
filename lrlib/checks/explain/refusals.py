"""What lrlib says when it refuses what a learner's code hands over, and what to ask then."""

from lrlib.checks.explain.error_messages import reading

__all__ = ["REFUSALS"]

# As in `error_messages`: "Type: message", first match wins.
REFUSALS = (
    reading(
        "refused-by-lrlib",
        r"^ValueError: w must have shape \(n_x, 1\) = (\(\d+, 1\)) to match X \(.*?\)\. "
        r"Got (\(\d+,\))",
        "The w that is handed over has one axis, {1}; a column {0} is due. Which line makes w, or "
        "takes an axis from it?",
        "넘겨준 w는 형태가 {1}이라서 축이 하나뿐이에요. 형태가 {0}인 열이어야 해요. w를 만드는 "
        "줄이나 축을 없애는 줄은 어디인가요?",
    ),
    reading(
        "refused-by-lrlib",
        r"^ValueError: w must have shape \(n_x, 1\) = (\(\d+, 1\)) to match X \(.*?\)\. "
        r"Got (\(.*?\))",
        "The w that is handed over has shape {1}; {0} is due, one weight for each feature. Which "
        "axis of X counts the features, shape[0] or shape[1]? Or does another line put something "
        "else into w?",
        "넘겨준 w의 형태가 {1}이에요. 특성마다 가중치가 하나씩이므로 {0}이어야 해요. X에서 특성의 "
        "수는 shape[0]인가요, shape[1]인가요? 아니면 w에 다른 것을 넣는 줄이 있나요?",
    ),
    reading(
        "refused-by-lrlib",
        r"^TypeError: (\w+) must be an array of numbers\. Got dtype object",
        "The {0} that is handed over is None, or holds something that is no number. Which line "
        "should have made it, and does that line run for these arguments? What does its condition "
        "look at?",
        "넘겨준 {0}가 None이거나 수가 아닌 것을 담고 있어요. 그것을 만들어야 하는 줄은 어디인가요? "
        "이런 인자일 때 그 줄이 실행되나요? 그 줄의 조건은 무엇을 보나요?",
    ),
    reading(
        "refused-by-lrlib",
        r"^TypeError: b must be one number\. Got shape (\(.*?\))",
        "The b that is handed over is an array of shape {0}. What has been subtracted from b, or "
        "put into it: in which order does the function that you call return its results?",
        "넘겨준 b가 형태 {0}인 배열이에요. b에서 무엇을 뺐거나 b에 무엇을 넣었나요? 호출한 함수는 "
        "결과를 어떤 순서로 돌려주나요?",
    ),
)
