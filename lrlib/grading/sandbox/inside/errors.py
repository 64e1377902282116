"""What can go wrong in a conversation across the wall of the sandbox."""

from __future__ import annotations

__all__ = ["ClosedError", "OverdueError", "RubbishError", "UnsendableError"]


class RubbishError(Exception):
    """What came over the wire is not a frame of this protocol."""


class UnsendableError(Exception):
    """A value that cannot cross: `type_name` says what it is."""

    def __init__(self, type_name: str) -> None:
        super().__init__(f"a value of type {type_name} cannot be sent")
        self.type_name = type_name


class ClosedError(Exception):
    """The other side has gone."""


class OverdueError(Exception):
    """The other side did not answer before the deadline."""
