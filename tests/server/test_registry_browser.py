"""Pages of the registry in a real Chromium: whole, narrow, accessible, reached by keyboard."""

from __future__ import annotations

import json

import pytest
from tools.screenshots import Watch, chromium, open_browser, settle

from tests.server import served
from tests.server.test_tonne_pages import world as _world
from tests.server.test_work_browser import context_of, unseen, violations

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed on this machine"),
    pytest.mark.xdist_group("browser"),
]

world = _world

#: Who looks at which pages.
PAGES = {
    "registry/1": ("/holder?holder=H1", "/registry/block?serial=CEA22-2", "/holder/history?holder=H1", "/approvals"),
    "T/1": ("/holder",),
}

#: At which width and in which colours pages are tried, in turn.
LOOKS = (("phone", "light"), ("desktop", "dark"), ("phone", "dark"))


def test_pages_are_whole_narrow_accessible_and_reached_by_keyboard(world):
    wrong = {}
    with served.serving(world.client.app) as url, open_browser() as browser:
        for actor, paths in PAGES.items():
            context = context_of(browser, world, actor)
            for number, path in enumerate(paths):
                page, watch = context.new_page(), Watch(url.removeprefix("http://"))
                watch.over(page)
                answer = page.goto(f"{url}{path}{'&' if '?' in path else '?'}lang={('zh', 'en')[number % 2]}")
                settle(page)
                found = [] if answer.status == 200 else [f"status {answer.status}"]
                found += unseen(page) if actor == "T/1" else []
                found += violations(page, *LOOKS[number % len(LOOKS)]) + watch.complaints
                if found:
                    wrong[f"{actor} {path}"] = found
                page.close()
            context.close()
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)
