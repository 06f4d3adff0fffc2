"""Allocation (配额分配): plans, approved amounts, and why.

`allocate` and `allocate_all` apply a plan to the units in a pandas, Polars or Arrow frame (docs/allocation-library.md).
They are looked up when they are first used: importing the package brings neither NumPy nor Numba.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tanshi.allocation.frames import FrameAllocation, RowsLeftOut, allocate, allocate_all

__all__ = ["FrameAllocation", "RowsLeftOut", "allocate", "allocate_all"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tanshi.core.finding import problem

    try:
        from tanshi.allocation import frames
    except ImportError as missing:
        if missing.name not in ("narwhals", "numpy"):
            raise
        raise problem("allocate.no_frames") from missing
    return getattr(frames, name)
