"""The demo's store served for the page's checks, and a real browser on it."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
TWOBIN = os.environ.get("CHECK_TWOBIN", str(ROOT / ".build/release/twobin"))
OUT = ROOT / os.environ.get("CHECK_OUT", "out/demo")
SHOTS = ROOT / "out/page-screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served(unittest.TestCase):
    """A server on a copy of the demo's store."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.store = pathlib.Path(cls.folder.name) / "twobin.sqlite"
        cls.make_store()
        cls.port = free_port()
        cls.base = f"http://127.0.0.1:{cls.port}"
        cls.server = subprocess.Popen([TWOBIN, "serve", str(cls.store), "--port", str(cls.port)], stderr=subprocess.PIPE, text=True)
        for _ in range(600):
            try:
                urllib.request.urlopen(cls.base + "/session.json", timeout=5).read()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    @classmethod
    def make_store(cls):
        shutil.copy(OUT / "twobin.sqlite", cls.store)

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait(timeout=10)
        cls.server.stderr.close()
        cls.folder.cleanup()

    def get(self, path, headers=None):
        return urllib.request.urlopen(urllib.request.Request(self.base + path, headers=headers or {}), timeout=120)

    def document(self, path):
        return json.load(self.get(path))


@unittest.skipUnless(CHROMIUM and DRIVER, "there is no chromium with chromedriver here (scripts/setup.sh --browser installs it)")
class BrowserPage(Served):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service

        SHOTS.mkdir(parents=True, exist_ok=True)
        cls.downloads = pathlib.Path(cls.folder.name) / "downloads"
        cls.downloads.mkdir()
        options = Options()
        options.binary_location = CHROMIUM
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1280,860"):
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"download.default_directory": str(cls.downloads), "download.prompt_for_download": False,
            "profile.default_content_setting_values.automatic_downloads": 1})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        cls.browser = webdriver.Chrome(options=options, service=Service(DRIVER))

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()
        super().tearDownClass()

    def setUp(self):
        self.size(1280, 860)

    def tearDown(self):
        logged = [entry for entry in self.browser.get_log("browser") if entry["level"] in ("SEVERE", "ERROR")]
        self.assertEqual(logged, [])

    def size(self, width, height):
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})

    def until(self, script, *arguments, seconds=60):
        """Waits until a script gives something, and gives it back."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.browser.execute_script(script, *arguments)
            if found:
                return found
            time.sleep(0.05)
        self.browser.save_screenshot(str(SHOTS / "failed.png"))
        raise AssertionError(f"never true: {script}")

    def open(self, path):
        self.browser.get(self.base + path)
        self.until("return document.documentElement.dataset.ready === 'yes'")

    def find(self, selector):
        from selenium.webdriver.common.by import By

        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def shot(self, name):
        self.browser.save_screenshot(str(SHOTS / f"{name}.png"))

    def shown_items(self):
        return self.browser.execute_script(
            "return [...document.querySelectorAll('.row:not([hidden])')].sort((a, b) => a.dataset.position - b.dataset.position).map((row) => row.children[1].textContent)")

    def press(self, *keys):
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.browser).send_keys(*keys).perform()

    def totals(self):
        return self.browser.execute_script("return Object.fromEntries([...document.querySelectorAll('[data-total]')].map((one) => [one.dataset.total, one.firstChild.textContent]))")
