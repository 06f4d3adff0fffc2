"""Screenshots of the pages, in both languages, at desktop and phone width, with the Chromium of the machine.

python -m tools.screenshots --url http://127.0.0.1:8321 --out docs/images [--dark] [NAME=PATH ...]

Without pages named it takes the nation and the first province, entity and unit that links lead to. Ends with
code 1 if a page writes an error to the console or asks another host for anything.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: Names under which Chromium is found; TANSHI_CHROMIUM names another one.
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: Charts grow into place for a quarter of a second.
GROWING_MS = 350

LANGUAGES = ("zh", "en")
SIZES = {"desktop": {"width": 1360, "height": 900}, "phone": {"width": 390, "height": 844}}
KINDS = ("province", "entity", "unit")


def chromium() -> str | None:
    """Return the Chromium of this machine, or None."""
    named = os.environ.get("TANSHI_CHROMIUM")
    return named or next((path for path in map(shutil.which, PROGRAMS) if path), None)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Open a Chromium with an empty profile that fetches nothing by itself."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass(slots=True)
class Watch:
    """What a page complained of, and what it asked other hosts for."""

    host: str
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Note errors and requests of a page from now on."""
        page.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.asked(request.url))

    def asked(self, url: str) -> None:
        """Note a request."""
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.elsewhere.append(url)

    @property
    def complaints(self) -> list[str]:
        """Everything that should not have happened."""
        return self.errors + self.elsewhere


def settle(page: Page) -> None:
    """Wait until a page has loaded and each of its charts stands still or is shown as a table."""
    page.wait_for_load_state("load")
    page.wait_for_function(
        "() => [...document.querySelectorAll('figure.chart[data-kind]')]"
        ".every((f) => ['drawn', 'table'].includes(f.dataset.ready))"
    )
    if page.locator("figure.chart[data-kind]").count():
        page.wait_for_timeout(GROWING_MS)


def shoot(browser: Browser, url: str, out: Path, pages: dict[str, str], scheme: str = "light") -> list[str]:
    """Take the screenshots and return the pages' complaints."""
    complaints = []
    for size, viewport in SIZES.items():
        context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="zh-CN")
        for name, path in pages.items():
            for language in LANGUAGES:
                page, watch = context.new_page(), Watch(urlsplit(url).netloc)
                watch.over(page)
                page.goto(f"{url}{path}{'&' if '?' in path else '?'}lang={language}")
                settle(page)
                page.screenshot(path=out / f"{name}-{language}-{size}.png", full_page=True)
                complaints += [f"{name} {language} {size}: {what}" for what in watch.complaints]
                page.close()
        context.close()
    return complaints


def first_pages(browser: Browser, url: str) -> dict[str, str]:
    """Return the nation's page and the first province, entity and unit that links lead to."""
    found = {"nation": "/"}
    page = browser.new_page()
    page.goto(f"{url}/")
    for kind in KINDS:
        links = page.eval_on_selector_all("main a", "links => links.map((a) => a.getAttribute('href'))")
        path = next((link.partition("?")[0] for link in links if re.search(rf"/{kind}/", link)), None)
        if path is None:
            break
        found[kind] = path
        page.goto(f"{url}{path}")
    page.close()
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--url", default="http://127.0.0.1:8321")
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("pages", nargs="*", metavar="NAME=PATH")
    asked = parser.parse_args(arguments)
    if chromium() is None:
        sys.stderr.write("no Chromium is installed here; on Debian: apt-get install chromium\n")
        return 2
    asked.out.mkdir(parents=True, exist_ok=True)
    with open_browser() as browser:
        pages = dict(page.split("=", 1) for page in asked.pages) or first_pages(browser, asked.url)
        complaints = shoot(browser, asked.url.rstrip("/"), asked.out, pages, "dark" if asked.dark else "light")
    sys.stderr.write("".join(f"{line}\n" for line in complaints))
    sys.stdout.write(f"{len(pages) * len(LANGUAGES) * len(SIZES)} pictures in {asked.out}\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
