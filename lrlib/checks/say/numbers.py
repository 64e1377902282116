"""Numbers as messages write them."""

__all__ = ["apart"]


def apart(first: float, second: float, digits: int = 4) -> tuple[str, str]:
    """Write two numbers with as many digits as it takes to see that they differ."""
    for n in (digits, 8, 17):
        pair = f"{first:.{n}g}", f"{second:.{n}g}"
        if pair[0] != pair[1]:
            break
    return pair
