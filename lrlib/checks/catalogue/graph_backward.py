"""What counts as a right `graph_backward(a, b, c)`: the slopes of J = 3(a + bc)."""

from lrlib.checks.catalogue.graph_forward import drawn, equal, far, whole
from lrlib.checks.declare import places
from lrlib.checks.declare.model import GradedFunction, Part, accepted, mistake
from lrlib.checks.declare.properties import shapes, values
from lrlib.checks.say.text import Text

TINY = {"a": 1.0, "b": 2.0, "c": 4.0}


def graph_backward(a, b, c):
    """The reference."""
    return 3.0, 3.0 * c, 3.0 * b


def steps(a, b, c):
    """Name the steps from J back to the inputs."""
    return {"dv": 3.0, "da": 3.0, "du": 3.0, "db": 3.0 * c, "dc": 3.0 * b}


def lookalikes(a, b, c):
    """Name quantities that a wrong answer may equal."""
    return {
        "a": a,
        "b": b,
        "c": c,
        "u": b * c,
        "v": a + b * c,
        "J": 3 * (a + b * c),
        "3a": 3 * a,
        "3u": 3 * b * c,
        "3v": 3 * (a + b * c),
        "9": 9.0,
        "1": 1.0,
    }


# A slope that is measured by nudging loses digits where J is larger.
FAR = (equal("abc"), far("abc", 1e4), whole("abc"))

PROPERTIES = (
    values(
        "da",
        Text("da is the slope of J in a", "da는 a에 대한 J의 기울기예요"),
        drawn,
        "da",
        regimes=FAR,
    ),
    values(
        "db",
        Text("db is the slope of J in b", "db는 b에 대한 J의 기울기예요"),
        drawn,
        "db",
        regimes=FAR,
    ),
    values(
        "dc",
        Text("dc is the slope of J in c", "dc는 c에 대한 J의 기울기예요"),
        drawn,
        "dc",
        regimes=FAR,
    ),
    shapes(drawn, Text("da, db and dc are numbers", "da, db, dc는 숫자예요")),
)


@mistake(
    ("db", "dc"),
    "Your db and dc have changed places. Nudge b alone by 0.001, then c alone: by how much does "
    "u = b·c change each time, and which of the two factors tells you?",
    "db와 dc가 서로 바뀌었어요. b만 0.001만큼 움직이고, 다음에는 c만 움직여 보세요. u = b·c는 "
    "각각 얼마나 변하고, 그것을 알려 주는 것은 두 인수 중 어느 쪽인가요?",
    places.LOCAL_SLOPES,
)
def slope_of_the_wrong_factor(a, b, c):
    """db and dc are exchanged: the slope of a product is taken as the factor itself."""
    return 3, 3 * b, 3 * c


@mistake(
    ("da", "db", "dc"),
    "Your slopes say how v changes. How much does J change when v changes by 1?",
    "구한 것은 J가 아니라 v가 변하는 정도예요. v가 1만큼 변하면 J는 얼마나 변하나요?",
)
def slopes_of_v(a, b, c):
    """(1, c, b): the slopes of v, not of J."""
    return 1, c, b


@mistake(
    ("db", "dc"),
    "da is a slope of J. Are db and dc slopes of J, or of u? Which gradient arrives at u?",
    "da는 J의 기울기예요. db와 dc는 J의 기울기인가요, u의 기울기인가요? u에 도착한 "
    "그레이디언트는 얼마인가요?",
)
def arriving_gradient_forgotten(a, b, c):
    """(3, c, b): local slopes of u, not multiplied by what arrives there."""
    return 3, c, b


@mistake(
    ("da", "db", "dc"),
    "Your numbers grow with the values of the nodes. When a grows by 0.001, does the answer to "
    "“by how much does J grow” depend on how large a is?",
    "구한 수가 노드의 값에 따라 커져요. a를 0.001만큼 키울 때 J가 얼마나 커지는지는 a의 크기에 "
    "따라 달라지나요?",
)
def values_for_slopes(a, b, c):
    """(3a, 3b, 3c): the values, not the slopes, are passed back."""
    return 3 * a, 3 * b, 3 * c


@mistake(
    ("da", "db", "dc"),
    "All your slopes are three times too large. How often does J = 3v lie on the way from J to a?",
    "모든 기울기가 올바른 값의 세 배예요. J에서 a로 가는 길에 J = 3v가 몇 번 있나요?",
)
def three_counted_twice(a, b, c):
    """(9, 9c, 9b): the factor 3 is applied twice."""
    return 9, 9 * c, 9 * b


@mistake(
    ("db", "dc"),
    "Your db equals your dc. Does J change equally fast in b and in c? What does u do when "
    "only one of them moves?",
    "db와 dc가 같아요. J는 b와 c에 대해 똑같이 빨리 변하나요? 둘 중 하나만 움직이면 u는 어떻게 "
    "변하나요?",
    places.LOCAL_SLOPES,
)
def product_passed_as_sum(a, b, c):
    """(3, 3, 3): the product is treated as a sum."""
    return 3, 3, 3


@mistake(
    ("db", "dc"),
    "Your db holds b·c. Which of the two stays fixed when b alone is nudged?",
    "db에 b·c가 들어 있어요. b만 움직일 때 고정되는 것은 둘 중 무엇인가요?",
    places.LOCAL_SLOPES,
)
def value_of_u_passed(a, b, c):
    """(3, 3u, 3u): the value of u instead of a local slope."""
    return 3, 3 * b * c, 3 * b * c


@mistake(
    ("da", "dc"),
    "Your three slopes are the right numbers. In which order are they asked for?",
    "기울기 세 개는 모두 맞는 수예요. 어떤 순서로 돌려주어야 하나요?",
)
def slopes_returned_backwards(a, b, c):
    """(dc, db, da): returned in the wrong order."""
    return 3 * b, 3 * c, 3


@mistake(
    ("da", "db", "dc"),
    "Your slopes have the wrong sign. When a grows, does J grow or shrink?",
    "기울기의 부호가 반대예요. a가 커지면 J는 커지나요, 작아지나요?",
)
def slopes_with_a_minus(a, b, c):
    """(−3, −3c, −3b): a minus that belongs to the step, not to the slope."""
    return -3, -3 * c, -3 * b


@mistake(
    ("da", "db", "dc"),
    "Your three slopes are those of a product of a, b and c. Is a a factor in J, or a summand? How "
    "much does v grow when a grows by 1?",
    "기울기 세 개가 모두 a, b, c를 곱했을 때의 것이에요. J에서 a는 곱하는 수인가요, 더하는 "
    "수인가요? a가 1만큼 커지면 v는 얼마나 커지나요?",
    places.LOCAL_SLOPES,
)
def product_of_three(a, b, c):
    """(3bc, 3ac, 3ab): the slopes of 3abc."""
    return 3 * b * c, 3 * a * c, 3 * a * b


@mistake(
    ("da", "db", "dc"),
    "All your slopes are 1, as in a sum of the three inputs. Which operations lie on the way from "
    "each input to J, and are all of them sums?",
    "기울기가 모두 1이에요. 입력 세 개를 더하기만 할 때 그래요. 입력에서 J로 가는 길에 있는 연산은 "
    "무엇이고, 모두 덧셈인가요?",
    places.LOCAL_SLOPES,
)
def sum_of_three(a, b, c):
    """(1, 1, 1): the slopes of a + b + c."""
    return 1, 1, 1


@mistake(
    ("da", "dc"),
    "Your slopes are those of 3(a + b)·c. Which operation makes u, and which comes after it: where "
    "do the brackets in J stand?",
    "기울기가 3(a + b)·c의 것이에요. u를 만드는 연산은 무엇이고, 그다음 연산은 무엇인가요? J의 "
    "괄호는 어디에 있나요?",
    places.LOCAL_SLOPES,
)
def sum_before_the_product(a, b, c):
    """(3c, 3c, 3(a + b)): the slopes of 3(a + b)c."""
    return 3 * c, 3 * c, 3 * (a + b)


@accepted
def backwards_by_node(a, b, c):
    """From J back; both arrows into v have slope 1."""
    dv = 3
    return dv, dv * c, dv * b


@accepted
def written_down(a, b, c):
    """The three formulas, in a list."""
    return [3, 3 * c, 3 * b]


@accepted
def by_nudging(a, b, c):
    """By central differences, which are exact here but for rounding."""
    h = 1e-3

    def J(a, b, c):
        return 3 * (a + b * c)

    return (
        (J(a + h, b, c) - J(a - h, b, c)) / (2 * h),
        (J(a, b + h, c) - J(a, b - h, c)) / (2 * h),
        (J(a, b, c + h) - J(a, b, c - h)) / (2 * h),
    )


@accepted
def floats(a, b, c):
    """Everything a float."""
    return 3.0, float(3 * c), float(3 * b)


GRADED = GradedFunction(
    name="graph_backward",
    reference=graph_backward,
    returns=(Part("da"), Part("db"), Part("dc")),
    read=places.GRAPH_BACKWARD,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        slope_of_the_wrong_factor,
        slopes_of_v,
        arriving_gradient_forgotten,
        values_for_slopes,
        three_counted_twice,
        product_passed_as_sum,
        value_of_u_passed,
        slopes_returned_backwards,
        slopes_with_a_minus,
        product_of_three,
        sum_of_three,
        sum_before_the_product,
    ),
    styles=(
        backwards_by_node,
        written_down,
        by_nudging,
        floats,
    ),
)
