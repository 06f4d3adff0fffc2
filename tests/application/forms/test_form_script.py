"""The page in a browser: a block is pasted, the draft saves itself, findings appear, nothing is overwritten."""

import json
import shutil
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest

from tanshi.application.forms import form, from_draft, from_post, page, take
from tests.application.forms.conftest import KNOWN, OURS
from tests.application.forms.test_pages import SERVER, html

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium"),
    pytest.mark.xdist_group("browser"),
]

POWER = form("power-month")
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'"

#: What Excel puts on the clipboard: tabs, line ends, and quotes around a cell with a line break.
BLOCK = '2022-01\tu1\t"1号\n机组"\t120,000\t7,000\t\t\t600\t55,000\t\t21\n2022-02\tu2\t2号\t1\t2\t\t\t9999\t1\t\t21\n'


class _Site:
    """A server that keeps one draft and what was posted."""

    def __init__(self):
        self.revision, self.cells, self.posted, self.conflict = 0, None, None, False

    def put(self, body):
        given = json.loads(body)
        if self.conflict or given["revision"] != self.revision:
            return 409, {"revision": self.revision}
        self.revision += 1
        self.cells = given
        found = take(POWER, from_draft(POWER, given), OURS).findings
        return 200, {"revision": self.revision, "findings": [{"name": f.where, "message": f.message()} for f in found]}


@contextmanager
def served(site):
    shown = html(page(POWER, "en", known=KNOWN, empty_rows=1), "en", draft_url="/draft").replace(
        'data-revision="3"', 'data-revision="0"'
    )

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def answer(self, status, kind, body):
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Security-Policy": POLICY}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            if self.path == "/static/form.js":
                self.answer(200, "text/javascript", (SERVER / "static" / "form.js").read_bytes())
            else:
                self.answer(200, "text/html; charset=utf-8", f"<!doctype html><title>x</title>{shown}".encode())

        def body(self):
            return self.rfile.read(int(self.headers["Content-Length"])).decode()

        def do_PUT(self):
            assert self.headers["X-CSRF-Token"] == "secret"
            status, answer = site.put(self.body())
            self.answer(status, "application/json", json.dumps(answer).encode())

        def do_POST(self):
            site.posted = parse_qsl(self.body(), keep_blank_values=True)
            self.answer(200, "text/html", b"taken")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def opened(browser, address, **options):
    context = browser.new_context(**options)
    found = context.new_page()
    found.set_default_timeout(10_000)
    found.errors = []
    found.on("pageerror", lambda e: found.errors.append(str(e)))
    found.on("console", lambda m: found.errors.append(m.text) if m.type == "error" else None)
    found.goto(address)
    return found


def paste(found, name, text):
    found.eval_on_selector(
        f"[name='{name}']",
        """(cell, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_a_block_is_pasted_saved_and_judged(browser):
    site = _Site()
    with served(site) as address:
        tab = opened(browser, address)
        tab.fill("[name='header.entity']", "e1")
        paste(tab, "rows.0.month", BLOCK)
        assert tab.input_value("[name='rows.1.unit']") == "u2"
        assert tab.get_attribute("[name='rows.1.hours']", "aria-label") == "Operating hours (h) 2"
        tab.wait_for_selector("#rows-1-hours-findings li")
        assert "9999 is outside 0..744" in tab.inner_text("#rows-1-hours-findings")
        assert tab.get_attribute("[name='rows.1.hours']", "aria-invalid") == "true"
        assert tab.is_hidden("#rows-0-hours-findings")
        assert tab.inner_text(".form-state") == "Draft saved"
        assert site.cells["rows"][0]["generation_mwh"] == "120,000"
        assert site.cells["rows"][0]["unit_name"] == "1号 机组"
        tab.fill("[name='rows.1.hours']", "600")
        tab.wait_for_selector("#rows-1-hours-findings", state="hidden")
        assert site.revision == 2
        site.conflict = True
        tab.fill("[name='rows.1.hours']", "601")
        tab.locator(".form-state", has_text="elsewhere").wait_for()
        assert site.cells["rows"][1]["hours"] == "600"
        assert [e for e in tab.errors if "409" not in e] == []


def test_without_script_the_form_is_filled_and_posted(browser):
    site = _Site()
    with served(site) as address:
        tab = opened(browser, address, java_script_enabled=False)
        tab.fill("[name='header.entity']", "e1")
        for name, value in {"month": "2022-01", "unit": "u1", "generation_mwh": "120000", "own_use_mwh": "7000",
                            "hours": "600", "fuel": "55000", "ncv": "21"}.items():  # fmt: skip
            tab.fill(f"[name='rows.0.{name}']", value)
        tab.click("button[type=submit]:not([name])")
        assert tab.inner_text("body") == "taken"
    assert dict(site.posted)["token"] == "secret"
    assert take(POWER, from_post(POWER, site.posted), OURS).is_clean
