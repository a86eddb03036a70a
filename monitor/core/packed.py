"""Values that travel between processes: by their fields in order, which takes half as long as `dataclasses` does."""

from __future__ import annotations

from typing import Any, ClassVar


class Packed:
    """A frozen dataclass with slots whose fields are all given when it is made."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple([getattr(self, name) for name in self.__match_args__])
