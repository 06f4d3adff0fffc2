"""The filing walk in a real Chromium: plant, verifier and province, from the template to the confirmed report.

TANSHI_SHOTS names a folder that gets a picture of every step.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook
from tools.screenshots import SIZES, chromium, open_browser, settle

from tanshi.application.identity.second_factor import step_at, totp
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tanshi.server.platform import ServerSettings
from tests.server import served
from tests.server.plant import TYPED, UNITS, with_plant
from tests.server.test_browser import AXE
from tests.server.world import PASSWORD, World

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed on this machine"),
    pytest.mark.xdist_group("browser"),
]

SHOTS = os.environ.get("TANSHI_SHOTS", "")
PHONE, DESKTOP = SIZES["phone"], SIZES["desktop"]
SERVER = ServerSettings(calls_per_minute=10**6, public_calls_per_minute=10**6)


@pytest.fixture(scope="module")
def world():
    clock = SimulatedClock(datetime(2023, 3, 20, 1, 30, tzinfo=UTC))
    market = open_market(":memory:", clock=clock, entropy=seeded_entropy("walk"))
    made = with_plant(World(market, server=SERVER))
    yield made
    made.close()
    market.close()


@pytest.fixture(scope="module")
def url(world):
    with served.serving(world.client.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with open_browser() as opened:
        yield opened


class Desk:
    """Somebody's browser: signs in, goes to pages, and looks at each in both languages and at a phone's width."""

    def __init__(self, browser, url):
        self.url, self.steps = url, 0
        self.context = browser.new_context(viewport=DESKTOP, locale="en-GB", bypass_csp=True, accept_downloads=True)
        self.context.add_init_script(path=AXE)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.errors = []
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))

    def sign_in(self, world, actor):
        page = self.page
        page.goto(f"{self.url}/sign-in?lang=en")
        page.get_by_label("Login").fill(world.login(actor))
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile("/me|/enrol"))
        if "/enrol" in page.url:
            secret = base64.b32decode(page.locator("main code").inner_text())
            page.get_by_label("Code").fill(totp(secret, step_at(world.gate.now())))
            page.get_by_role("button", name="Go on").click()
            page.get_by_role("link", name="Go on").click()
        page.wait_for_url("**/me**")

    def go(self, path):
        self.page.goto(f"{self.url}{path}{'&' if '?' in path else '?'}lang=en")
        settle(self.page)

    def look(self, name):
        """Check the page that is shown, as it is, on a desk and on a phone."""
        page = self.page
        settle(page)
        self.steps += 1
        assert page.locator("h1").count() == 1, name
        for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
            page.set_viewport_size(viewport)
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name}-{size}.png", full_page=True)
            wide = page.evaluate("() => document.documentElement.scrollWidth")
            assert wide <= viewport["width"], (name, size, wide)
            found = page.evaluate("async () => (await axe.run(document)).violations")
            shown = [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
            assert json.dumps(shown, ensure_ascii=False) == "[]", (name, size)
        page.set_viewport_size(DESKTOP)

    def close(self):
        assert self.errors == []
        self.context.close()


@pytest.fixture
def desk(browser, url):
    opened = []

    def make():
        opened.append(Desk(browser, url))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def filled(template: bytes, **wrong: str) -> bytes:
    """Return a template as a spreadsheet program saves it: every open month filled in, the last with a fault."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(template))
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for name in book.sheet_names:
        sheet, grid = made.add_worksheet(name), book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        heads = [str(c) for c in grid[0]] if grid else []
        months = [n for n, row in enumerate(grid) if re.fullmatch(r"2022-\d\d", str(row[0]))]
        for n in months:
            typed = {**TYPED, **(wrong if n == months[-1] else {})}
            for label, value in zip(
                ("发电量", "厂用电量", "运行小时数", "燃料消耗量", "低位发热量", "收到基元素碳"),
                typed.values(),
                strict=True,
            ):
                place = next(p for p, head in enumerate(heads) if head.startswith(label))
                grid[n][place] = float(value.replace(",", ""))
        for n, row in enumerate(grid):
            for place, cell in enumerate(row):
                if cell != "":
                    sheet.write(n, place, cell)
    made.close()
    return out.getvalue()


def test_the_filing_walk(world, desk):
    plant = desk()
    plant.sign_in(world, "E1/1")

    # the template comes with every month that is over and not recorded
    plant.page.get_by_role("navigation").get_by_role("link", name="Forms", exact=True).first.click()
    plant.page.get_by_label("Period").select_option("2022")
    plant.page.get_by_role("button", name="Show").click()
    plant.look("01-forms")
    with plant.page.expect_download() as download:
        plant.page.get_by_role("link", name="Workbook (.xlsx) · Monthly record").click()
    template = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == "Monthly record of generating units E1 2022.xlsx"

    # one month of 24 is wrong: 23 are taken, the fault is told at its cell
    plant.page.get_by_role("link", name="Fill in here · Monthly record").click()
    plant.look("02-power-month")
    file = {"name": "2022.xlsx", "mimeType": "application/octet-stream", "buffer": filled(template, hours="9999")}
    plant.page.get_by_label("Filled workbook").set_input_files(files=[file])
    plant.page.get_by_role("button", name="Hand in the file").click()
    main = plant.page.get_by_role("main")
    expect(main).to_contain_text("Rows taken")
    assert "Months!H26" in main.inner_text()
    assert "9999 is outside 0..744" in main.inner_text()
    plant.look("03-one-row-open")

    # the fault is corrected on the page
    plant.page.get_by_role("button", name="Correct these rows on the page").click()
    hours = plant.page.get_by_label("Operating hours (h) 1", exact=True)
    assert hours.input_value() == "9999"
    assert hours.get_attribute("aria-invalid") == "true"
    plant.look("04-correct-here")
    hours.fill("600")
    plant.page.get_by_role("button", name="Hand in", exact=True).click()
    expect(main).to_contain_text("Everything was taken")
    code = main.locator("code.proof").inner_text()
    plant.look("05-all-taken")

    # the annual report shows what is declared, and is filed once declared true
    plant.page.get_by_role("link", name="The year so far").click()
    plant.look("06-report-not-filed")
    plant.page.get_by_role("link", name="File the annual report").click()
    assert "2,635,380" in plant.page.locator("#table-preview").inner_text()
    plant.look("07-annual-report")
    plant.page.get_by_label("We answer for the truth").select_option("no")
    plant.page.get_by_role("button", name="Hand in", exact=True).click()
    expect(main).to_contain_text("can be handed in only with")
    plant.page.get_by_label("We answer for the truth").select_option("yes")
    plant.page.get_by_role("button", name="Hand in", exact=True).click()
    expect(main).to_contain_text("Everything was taken")

    # the verifier corrects one figure
    verifier = desk()
    verifier.sign_in(world, "V/1")
    verifier.go("/reports")
    verifier.look("08-reports")
    verifier.page.get_by_role("link", name="E1 ").click()
    verifier.look("09-report-filed")
    verifier.page.get_by_role("link", name="Write the verification conclusion").click()
    verifier.look("10-verification")
    form = verifier.page
    form.get_by_label("Members of the verification group").fill("张三；李四；王五")
    form.get_by_label("Unit id 1", exact=True).fill(UNITS[0].id)
    form.get_by_label("Month 1", exact=True).fill("2022-03")
    form.get_by_label("Figure 1", exact=True).select_option("fuel_e2")
    form.get_by_label("Figure after 1", exact=True).fill("56,000")
    form.get_by_label("Treatment 1", exact=True).select_option("corrected")
    form.get_by_label("Nonconformity 1", exact=True).select_option("fuel_weighing_error")
    expect(form.locator(".form-state")).to_have_text("Draft saved")
    form.get_by_role("button", name="Hand in", exact=True).click()
    expect(form.get_by_role("main")).to_contain_text("Everything was taken")

    # the province, with its second factor, confirms
    province = desk()
    province.sign_in(world, "sd/1")
    province.go("/reports")
    province.page.get_by_role("link", name="E1 ").click()
    province.look("11-report-verified")
    assert "56,000.00" in province.page.locator("#table-changes").inner_text()
    province.page.get_by_role("button", name="Confirm these emissions").click()
    expect(province.page.get_by_role("main")).to_contain_text("The emissions are confirmed")
    province.look("12-report-confirmed")

    # the confirmed emissions stand on the entity's page, and anybody can verify the receipt
    plant.go("/2022/entity/E1")
    confirmed = plant.page.locator("dl.stats").inner_text()
    assert "Confirmed emissions" in confirmed
    assert "2,637,377" in confirmed  # 1,000 t more fuel of 0.55 tC/t, 99 % oxidised
    plant.look("13-entity")
    plant.go("/receipts")
    plant.look("14-receipts")
    plant.page.locator("#table-receipts tbody th a").last.click()
    plant.look("15-receipt")
    public = desk()
    public.go("/verify")
    public.page.get_by_label("Proof code").fill(code.lower().replace("-", " "))
    public.page.get_by_role("button", name="Verify").click()
    expect(public.page.get_by_role("main")).to_contain_text("Genuine")
    public.look("16-verify")
    assert world.market.audit().ok


def test_the_pages_in_chinese(world, desk):
    plant = desk()
    plant.sign_in(world, "E1/1")
    paths = ["/forms", "/forms/power-month?period=2022", "/forms/annual-report?period=2022", "/receipts", "/reports"]
    for number, path in enumerate([*paths, "/reports/2022/E1", "/papers/E1", "/verify", "/2022/entity/E1"]):
        plant.page.goto(f"{plant.url}{path}{'&' if '?' in path else '?'}lang=zh")
        plant.look(f"zh-{number:02d}")


def test_the_form_works_without_script(world, browser, url):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en-GB")
    found = world.signed_in("E1/1").cookies["tanshi_session"]
    context.add_cookies([{"name": "tanshi_session", "value": found, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/forms/power-month?period=2023&lang=en")
    before = page.locator("tbody tr").count()
    page.get_by_role("button", name="More rows").click()
    assert page.locator("tbody tr").count() > before
    for label, value in zip(
        ("Generation (MWh) 1", "Own use (MWh) 1", "Operating hours (h) 1"), ("1", "1", "9999"), strict=True
    ):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Hand in", exact=True).click()
    assert "9999 is outside" in page.locator("main").inner_text()
    assert page.get_by_label("Generation (MWh) 1", exact=True).input_value() == "1"
    page.get_by_role("button", name="Discard the draft").click()
    context.close()
