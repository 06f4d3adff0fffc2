"""YAML as text: every scalar is the string that stands in the file.

The usual loader turns 0.70 into a float, 010 into 8 and NO into false; a law says none of that.
"""

from __future__ import annotations

from typing import Any

import yaml

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def load_yaml(text: str) -> Any:
    """Return the document: mappings, lists and strings only."""
    return yaml.load(text, Loader=_Loader)
