"""Models that are made from the row as it was read: their texts are cut out of it when the first of them is asked for.

To whoever uses them they are frozen dataclasses with slots like all others. Reading and checking a file needs numbers,
dates and codes, not most texts; whoever wants these gets them all at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coda.groups import Row


class FromRow:
    """Base of such a model; a slot that is not set yet makes `fill` set them all."""

    __slots__ = ("row",)

    row: Row | None
    """What was read; unset in an instance that was made by hand, None once the fields have their values."""

    def fill(self, *, odd_blanks: bool = False) -> None:
        """Gives all fields their values; `odd_blanks` says that there may be other white space than blanks."""
        raise NotImplementedError

    if not TYPE_CHECKING:  # or any name would do for a type checker

        def __getattr__(self, name: str) -> object:
            """Python asks here for a slot that is not set."""
            if name not in type(self).__dataclass_fields__:
                raise AttributeError(f"{type(self).__name__} has no {name}", name=name, obj=self)
            self.fill()
            return object.__getattribute__(self, name)


def unlocked(model: type[FromRow]) -> Any:
    """A class with the slots of a frozen dataclass that is not frozen itself.

    It is filled, and then made an instance of the model by setting its `__class__`: that takes a fraction of the time
    of the `__init__` of a frozen dataclass, which pays a call per field.
    """
    open_slots = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(model.__name__, (model,), open_slots)


def open_up(made: FromRow, unlocked_model: Any) -> Any:
    """A frozen instance, ready to be filled."""
    object.__setattr__(made, "__class__", unlocked_model)
    return made
