"""The pages over a finished year, through the application."""

import re
from html import unescape

import pytest

from tanshi.server.app import make_app
from tanshi.server.run import platform_of
from tests.server.browsing import Browser


@pytest.fixture
def client(year_market):
    return Browser(make_app(platform_of(year_market)))


def links(html):
    return [unescape(h) for h in re.findall(r'href="(/[^"]*)"', html) if "/static/" not in h]


def test_from_the_nation_to_a_unit_by_links(client):
    page = client.get("/?lang=en")
    assert page.status_code == 200
    assert "Nation, 2022" in page.text
    province = next(h for h in links(page.text) if "/province/" in h)
    entity = next(h for h in links(client.get(province).text) if "/entity/" in h)
    unit = next(h for h in links(client.get(entity).text) if "/unit/" in h)
    found = client.get(unit)
    assert found.status_code == 200
    assert "Why these allowances" in found.text
    assert "Electricity benchmark" in found.text
    assert "国环规气候〔2023〕1号" in found.text


def test_every_link_of_every_kind_of_page_leads_somewhere(client):
    seen, queue = set(), ["/?lang=zh"]
    while queue and len(seen) < 150:
        url = queue.pop()
        page = client.get(url)
        assert page.status_code == 200, url
        if re.match(r"/(\?|2022)", url):
            assert "Modelled, not reported" in page.text or "模拟数据，非实际报告" in page.text, url
        seen.add(url)
        queue += [h for h in links(page.text) if h not in seen and h not in queue]
    assert len(seen) > 80


def test_both_languages(client):
    assert '<html lang="zh-CN">' in client.get("/?lang=zh").text
    assert '<html lang="en">' in client.get("/?lang=en").text
    assert '<html lang="en">' in client.get("/", headers={"accept-language": "en-GB"}).text
    assert '<html lang="zh-CN">' in client.get("/", headers={"accept-language": "zh-CN"}).text


@pytest.mark.parametrize(
    "url",
    ["/2022/province/99", "/2022/entity/nobody", "/2022/unit/nothing", "/2019/province/13", "/api/v1/why/nonsense"],
)
def test_what_is_not_there_says_so(client, url):
    found = client.get(url)
    assert found.status_code == 404
    assert "Traceback" not in found.text


def test_names_are_escaped(client):
    found = client.get("/2022/entity/%3Cscript%3Ealert(1)%3C/script%3E")
    assert found.status_code == 404
    assert "<script>" not in found.text


def test_the_tree_as_json(client):
    found = client.get("/api/v1/why/approved_t/2022").json()
    assert found["subject"] == "approved_t/2022"
    assert found["tree"]["formula"] == "sum"
    assert sum(int(i["value"]) for i in found["tree"]["inputs"]) == int(found["value"])


def test_pages_run_no_script_but_ours_and_load_nothing_from_elsewhere(client):
    page = client.get("/")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    scripts = [tag for tag in re.findall(r"<script[^>]*>", page.text) if "application/json" not in tag]
    assert [re.sub(r"\?v=[0-9a-f]{16}", "", tag) for tag in scripts] == [
        '<script type="module" src="/static/tanshi.js">'
    ]
    assert not re.search(r"\son[a-z]+=|\sstyle=", page.text)
    assert "http://" not in page.text
    assert "https://" not in page.text


def test_health(client):
    assert client.get("/healthz").json()["ok"] is True
