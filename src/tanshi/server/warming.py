"""What a process reads of the whole nation once, read beside the server when it starts, so that no visitor waits.

A page needs none of it to be right: what is not read yet is read by the first page that shows it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping

from tanshi.application.kept import kept_results
from tanshi.application.lists import COVER, periods
from tanshi.core.catalogue import LANGUAGES, Language
from tanshi.server.list_pages import read_list
from tanshi.server.platform import Platform

#: Makes a page for nobody: address, parameters, language.
Rehearse = Callable[[str, Mapping[str, str], Language], None]


def warm(platform: Platform, rehearse: Rehearse) -> None:
    """Read leaves of complete tiles, the registry's totals, and each period's results and list, newest first; then
    make the pages that draw them.

    Each step has a view of its own, so that none is held while the next ones are read.
    """
    with platform.market.view() as view:
        names = [period.name for period in reversed(periods(view))]
    for name in names:
        _period(platform, name)
    _registry(platform)
    _journal(platform)
    if names:
        _pages(names, rehearse)


def settle() -> None:
    """Tell the process that what it has read stays: looking through it for garbage again and again cost a busy server
    a tenth of its time, in pauses of a tenth of a second.
    """
    gc.collect()
    gc.freeze()


def _period(platform: Platform, name: str) -> None:
    with platform.market.view() as view:
        kept_results(platform.market, view, name)
        read_list(platform.market, view, name, COVER)


def _registry(platform: Platform) -> None:
    with platform.market.view() as view:
        platform.totals.now(view)
        platform.totals.at(view, view.head().size - 1)


def _journal(platform: Platform) -> None:
    with platform.market.view() as view:
        if size := view.head().size:
            platform.tiles.inclusion_path(view, 0, size)


def _pages(names: list[str], rehearse: Rehearse) -> None:
    for language in LANGUAGES:
        rehearse("/market", {}, language)
        for name in names:
            rehearse("/", {"period": name}, language)
