"""The forms of the core that are installed, by name."""

import pytest

pytest.importorskip("numpy")

from tanshi.exchange.matching.plain import Plain

FORMS = {"plain": Plain}
