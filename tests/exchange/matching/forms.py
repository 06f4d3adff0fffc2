"""The forms of the core that are installed, by name."""

from importlib.util import find_spec

import pytest

pytest.importorskip("numpy")

from tanshi.exchange.matching.plain import Plain

FORMS = {"plain": Plain}

if find_spec("numba"):
    from tanshi.exchange.matching.ladder import Ladder

    FORMS["ladder"] = Ladder
