"""Accounting of emissions (统一核算): guides of sectors as data, and what a firm's activity data come to.

`emissions` and `emissions_all` take a pandas, Polars or Arrow frame; they are looked up when they are first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tanshi.accounting.frames import FrameEmissions, RowsLeftOut, emissions, emissions_all

__all__ = ["FrameEmissions", "RowsLeftOut", "emissions", "emissions_all"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tanshi.core.finding import problem

    try:
        from tanshi.accounting import frames
    except ImportError as missing:
        if missing.name != "narwhals":
            raise
        raise problem("emissions.needs_frames") from missing
    return getattr(frames, name)
