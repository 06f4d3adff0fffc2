"""The scripts in docs/api.md, run one after the other against a small market: they print what is shown."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from tanshi.application.market import open_market
from tanshi.client.api import RegistryIssue
from tests.server.served import serving
from tests.server.world import World

PAGE = Path(__file__).parent.parent.parent / "docs" / "api.md"
BLOCK = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


@pytest.fixture
def url(tmp_path, law, monkeypatch):
    market = open_market(str(tmp_path / "market.db"), law=law)
    world = World(market)
    issue = RegistryIssue(holder="H1", instrument="CEA22", amount_t=10_000, ground="order", instruction="i")
    world.confirm(world.api("registry/1").registry_issue(issue).proposal, "registry/2")
    monkeypatch.setenv("TANSHI_KEY", world.key("H1/1")["Authorization"].removeprefix("Bearer "))
    with serving(world.client.app) as address:
        monkeypatch.setenv("TANSHI_URL", address)
        yield address
    world.close()
    market.close()


def test_the_scripts_print_what_the_page_shows(url):
    names, printed = {}, []
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(blocks) == 3
    for script, _ in blocks:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(script, names)
        printed.append(out.getvalue())
    names["market"].close()
    assert printed == [shown for _, shown in blocks]
