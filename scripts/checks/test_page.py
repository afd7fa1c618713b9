"""The planner's page in a real browser (Debian's chromium through selenium), on the store of the demo.

Opens the page, finds an exception, filters, opens an item, drags the exchange curve and compares the totals with `twobin whatif --json`
of the same changes, saves, overrides, sets an order's quantity by hand, approves and downloads it, works by keyboard alone, runs axe-core's rules,
and looks for anything the browser logs as an error.
Screenshots go to out/page-screenshots. Front-end logic is tested by `node --test` where Node is there. Skipped where there is no chromium.
"""

import csv
import json
import pathlib
import shutil
import socket
import subprocess
import time
import unittest
import urllib.error
import urllib.request

from checks.page_browser import CHROMIUM, DRIVER, OUT, ROOT, TWOBIN, BrowserPage, Served


class FrontEndLogic(unittest.TestCase):
    @unittest.skipUnless(shutil.which("node"), "there is no node here")
    def test_modules(self):
        done = subprocess.run(["node", "--test", "Tests/PageTests/"], cwd=ROOT, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout[-4000:])

    def test_embedded_files_are_current(self):
        self.assertEqual(subprocess.run(["scripts/embed_page.py", "--check"], cwd=ROOT).returncode, 0, "run `make page`")


class Protocol(Served):
    def status(self, path, method="GET", headers=None, body=None):
        request = urllib.request.Request(self.base + path, method=method, headers=headers or {}, data=body)
        try:
            return urllib.request.urlopen(request, timeout=30).status
        except urllib.error.HTTPError as error:
            return error.code

    def test_names_and_sites_are_checked(self):
        json_type = {"Content-Type": "application/json"}
        self.assertEqual(self.status("/needs.json"), 200)
        self.assertEqual(self.status("/needs.json", headers={"Host": "evil.example"}), 421)
        self.assertEqual(self.status("/save.json", "POST", {**json_type, "Origin": "http://evil.example"}, b"{}"), 403)
        self.assertEqual(self.status("/save.json", "POST", {"Content-Type": "text/plain"}, b"{}"), 415)
        # By its stated length, before any of it: a caller that was still sending would only see the connection close.
        self.assertEqual(self.status("/save.json", "POST", {**json_type, "Content-Length": "2000000"}, b""), 413)
        self.assertEqual(self.status("/../../etc/passwd"), 404)

    def test_totals_are_those_of_the_command(self):
        changes = ["budget=35000", "lead_time=+20%"]
        query = "set=budget%3D35000&set=lead_time%3D%2B20%25"
        page = self.document("/whatif.json?" + query)
        command = subprocess.run(
            [TWOBIN, "whatif", "latest", *[part for change in changes for part in ("--set", change)], "--json", "--store", str(self.store)],
            capture_output=True, text=True, check=True)
        self.assertEqual(page["totals"], json.loads(command.stdout)["totals"])

    def test_slow_readers_do_not_stop_others(self):
        slow = []
        try:
            for _ in range(200):
                connection = socket.create_connection(("127.0.0.1", self.port), timeout=5)
                connection.sendall(b"GET /needs.json HTTP/1.1\r\nHo")
                slow.append(connection)
            self.assertEqual(self.status("/needs.json"), 200)
        finally:
            for connection in slow:
                connection.close()


@unittest.skipUnless(CHROMIUM and DRIVER, "there is no chromium with chromedriver here (scripts/setup.sh --browser installs it)")
class InBrowser(BrowserPage):
    def test_1_what_needs_you_is_counted_and_filters(self):
        self.open("/")
        needs = self.document("/needs.json")
        cards = self.browser.execute_script("return [...document.querySelectorAll('.card .big')].map((one) => Number(one.textContent.replace(/\\D/g, '')))")
        self.assertEqual(cards, [kind["count"] for kind in needs["attention"]])
        waiting = needs["attention"][0]
        self.assertEqual(self.shown_items(), [row["item"] for row in waiting["rows"]])
        self.find(".card.order_now").click()
        self.until("return location.search.includes('need=order_now') && document.querySelector('.bar strong').textContent.startsWith(arguments[0])", str(needs["attention"][2]["count"]))
        self.shot("needs-1280-light")

    def test_2_typed_filters(self):
        self.open("/items")
        items = self.document("/items.json")
        supplier = items["columns"]["supplier"]
        wanted = [row for row in range(items["count"]) if supplier["values"][supplier["codes"][row]] == "cedar-trading" and items["columns"]["waiting"][row] > 2]
        box = self.find("#search")
        box.send_keys("supplier:cedar waiting>2")
        self.until("return document.querySelector('.bar strong').textContent.startsWith(arguments[0] + ' of')", str(len(wanted)))
        self.assertEqual(sorted(self.shown_items()), sorted(items["columns"]["item"][row] for row in wanted))
        self.until("return location.search.includes('q=supplier:cedar')")
        box.clear()
        codes = sorted(set(items["columns"]["item"]))[:3]
        box.send_keys(" ".join(codes))
        self.until("return [...new Set([...document.querySelectorAll('.row:not([hidden])')].map((row) => row.children[1].textContent))].sort().join() === arguments[0]", ",".join(codes))

    def test_3_item_with_its_charts(self):
        self.open("/")
        self.find(".row .frozen").click()
        self.until("return document.querySelectorAll('#panel figure svg').length === 3")
        item = self.document("/item.json?item=" + self.browser.execute_script("return new URLSearchParams(location.search).get('item')"))
        self.assertEqual(self.find("#panel .sentence").text, item["sentence"])
        self.shot("item-1280-light")

    def test_4_dragging_the_curve_is_the_command(self):
        from selenium.webdriver.common.action_chains import ActionChains

        self.open("/whatif")
        knob = self.until("return document.querySelector('.curve .knob')")
        ActionChains(self.browser).click_and_hold(knob).move_by_offset(-30, 0).move_by_offset(-20, 0).release().perform()
        self.until("return location.search.includes('set=budget') && document.querySelector('.banner .delta, .strip .delta')")
        change = self.until("return new URLSearchParams(location.search).get('set')")
        self.until("return document.querySelector('.banner code')?.textContent === arguments[0]", change)
        command = json.loads(subprocess.run(
            [TWOBIN, "whatif", self.document("/needs.json")["run"]["id"], "--set", change, "--json", "--store", str(self.store)],
            capture_output=True, text=True, check=True).stdout)
        expected = f"{command['totals']['expected_backorders']['after']:,.1f}"
        self.until("return document.querySelector('[data-total=expected_backorders]').firstChild.textContent === arguments[0]", expected)
        self.shot("whatif-1280-light")
        self.press_command("z")
        self.until("return !location.search.includes('set=')")

    def press_command(self, key):
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        ActionChains(self.browser).key_down(Keys.CONTROL).send_keys(key).key_up(Keys.CONTROL).perform()

    def test_5_saved_scenario_is_compared(self):
        self.open("/whatif?set=demand%3D%2B20%25")
        button = self.until("return [...document.querySelectorAll('.banner button')].find((one) => one.textContent === 'Save' && !one.disabled)")
        button.click()
        self.find("dialog input[name=name]").send_keys("more demand")
        self.find("dialog button.main").click()
        self.until("return location.pathname === '/compare' && document.querySelector('.totals')")
        self.until("return (document.querySelector('#main').innerText + [...document.querySelectorAll('option')].map((one) => one.textContent).join()).includes('more demand')")
        self.shot("compare-1280-light")

    def test_6_override_has_a_price_and_is_followed(self):
        run = next(run["id"] for run in self.document("/runs.json")["runs"] if run["kind"] == "plan")
        item = self.document(f"/needs.json?run={run}")["attention"][2]["rows"][0]["item"]
        self.open(f"/items?run={run}&item={item}")
        self.until("return document.querySelectorAll('#panel figure svg').length === 3")
        self.find("#main").click()
        self.press("e")
        level = self.until("return document.querySelector('dialog input[name=order_up_to]')")
        level.clear()
        level.send_keys("17")
        self.until("return document.querySelector('dialog .price strong')")
        self.find("dialog input[name=reason]").send_keys("shelf holds 17 </script><img src=x onerror=alert(1)>")
        self.find("dialog input[name=author]").send_keys("ada")
        self.shot("override-1280-light")
        self.find("dialog button.main").click()
        self.until("return location.pathname === '/overrides' && document.querySelector('#main table')")
        overrides = self.document("/overrides.json")
        self.assertEqual(overrides["overrides"][0]["order_up_to"], 17)
        self.assertEqual([row["action"] for row in overrides["audit"]][0], "override")
        self.assertEqual(self.browser.execute_script("return document.querySelectorAll('#main img').length"), 0)

    def test_7_orders_are_edited_approved_and_downloaded(self):
        from selenium.webdriver.common.keys import Keys

        run = next(run["id"] for run in self.document("/runs.json")["runs"] if run["kind"] == "plan")
        self.open(f"/orders?run={run}")
        self.until("return document.querySelector('details.order')")
        orders = self.document(f"/orders.json?run={run}")
        order = next(order for order in orders["orders"] if order["state"] == "proposed")
        line = order["lines"][0]
        details = f"document.getElementById('{order['reference']}')"
        self.until(f"{details}.open = true; return {details}.querySelector('input.units')")
        self.shot("orders-1280-light")
        box = self.browser.execute_script("return document.getElementById(arguments[0])", f"units-{line['unique_id']}")
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(str(int(line["units"]) + 12), Keys.TAB)
        self.until("return location.search.includes('edit=') && document.querySelector('#edit-price strong')")
        edited = self.document(f"/orders.json?run={run}&edit=" + urllib.request.quote(f"{line['unique_id']}={int(line['units']) + 12}"))
        self.assertEqual(edited["edits"], 1)
        self.assertLessEqual(edited["edit_price"]["waiting"], 0)
        self.shot("orders-edited-1280-light")
        self.browser.execute_script("localStorage.setItem('twobin.author', 'ada')")
        self.browser.execute_script("document.getElementById(arguments[0]).click()", f"approve-{order['reference']}")
        button = self.until("return [...document.querySelectorAll('dialog button.main')].find((one) => one.textContent === 'Approve')")
        self.shot("approve-1280-light")
        button.click()
        self.until(f"return {details}?.querySelector('.state').textContent.includes('placed') && !location.search.includes('edit=')")
        after = self.document(f"/orders.json?run={run}")
        placed = next(one for one in after["orders"] if one["reference"] == order["reference"])
        self.assertEqual(placed["state"], "placed")
        self.assertEqual(next(one for one in placed["lines"] if one["unique_id"] == line["unique_id"])["units"], line["units"] + 12)
        self.assertEqual(self.document("/overrides.json")["audit"][0]["action"], "approve")
        listed = subprocess.run([TWOBIN, "approve", "--list", "--json", "--store", str(self.store)], capture_output=True, text=True, check=True)
        self.assertIn(order["reference"], [one["reference"] for one in json.loads(listed.stdout)])
        for label, pattern in (("CSV", "orders-*.csv"), ("Page to print", "orders-*.html"), ("Workbook", "plan-*.xlsx")):
            self.browser.execute_script("[...document.querySelectorAll('#main .actions a.button')].find((one) => one.textContent === arguments[0]).click()", label)
            self.downloaded(pattern)
        rows = self.downloaded("orders-*.csv").read_text().splitlines()
        self.assertEqual(len(rows) - 1, after["lines"])
        self.assertEqual(self.downloaded("plan-*.xlsx").read_bytes()[:2], b"PK")
        self.browser.execute_script("[...document.querySelectorAll('#main button')].find((one) => one.textContent.startsWith('For another')).click()")
        self.until("return document.querySelector('dialog.export select[name=odoo_version]')")
        self.browser.execute_script("const select = document.querySelector('dialog.export select[name=odoo_version]'); select.value = '18'; select.dispatchEvent(new Event('change'))")
        # The order that was placed is left out and named; the others are there.
        dialog = "document.querySelector('dialog.export .files a') && document.querySelector('dialog.export').textContent"
        self.until(f"return ({dialog} || '').includes(arguments[0])", f"{order['reference']} was placed on")
        self.browser.execute_script("document.querySelector('dialog.export input[name=again]').click()")
        self.until(f"const text = {dialog}; return text && !text.includes('was placed on')")
        self.shot("export-1280-light")
        self.find("dialog.export .files a").click()
        self.assertTrue(self.downloaded("odoo-orders*.csv").read_text().startswith("id,partner_id,"))
        self.press(Keys.ESCAPE)

    def downloaded(self, pattern):
        """The newest file of a name, once it is whole."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            files = sorted(self.downloads.glob(pattern), key=lambda path: path.stat().st_mtime)
            if files:
                return files[-1]
            time.sleep(0.1)
        raise AssertionError(f"nothing was downloaded as {pattern}")

    def test_ticked_items_are_handled_together(self):
        self.open("/items")
        self.until("return document.querySelector('.row:not([hidden])')")
        self.find(".grid").click()
        self.press("j", "x", "j", "x")
        self.until("return document.querySelector('.bulk')")
        ticked = self.browser.execute_script("return [...document.querySelectorAll('.row.ticked:not([hidden])')].map((row) => row.children[1].textContent)")
        self.assertEqual(len(ticked), 2)
        self.browser.execute_script("[...document.querySelectorAll('.bulk button')].find((one) => one.textContent === 'what if…').click()")
        box = self.until("return document.querySelector('dialog input[name=value]')")
        box.send_keys("+50%")
        self.find("dialog button.main").click()
        self.until("return new URLSearchParams(location.search).getAll('set').length === 2")
        self.shot("bulk-1280-light")
        self.press_command("z")
        self.until("return !location.search.includes('set=')")
        self.browser.execute_script("[...document.querySelectorAll('.bulk button')].find((one) => one.textContent === 'show only these').click()")
        # By code: an item at two locations is shown at both.
        with open(OUT / "recommendations.csv", newline="") as file:
            wanted = sum(row["item"] in [code.strip() for code in ticked] for row in csv.DictReader(file))
        self.until(f"return document.querySelector('.bar strong').textContent.startsWith('{wanted} of')")

    def test_results_have_pictures(self):
        curve = {"points": [{"setting": 1, "inventoryValue": 100 * step, "backorderedUnits": 50 / step, "backorderedValue": 500 / step, "fillRate": 1 - 0.1 / step, "averageBackorders": 5 / step,
                             "meanWaitDays": 2.5} for step in (1, 2, 3)]}
        folder = pathlib.Path(self.folder.name) / "night"
        folder.mkdir(exist_ok=True)
        (folder / "replay.json").write_text(json.dumps({"textbook": {**curve, "rule": "textbook"}, "plan": {**curve, "rule": "plan"}, "fillRates": {**curve, "rule": "fill_rate"}}))
        (folder / "backtest.json").write_text(json.dumps({"levels": [0.5, 0.9], "lead_time_periods": 4, "horizon": 4, "origins": 2, "series": 3, "judged_series": 3, "cases": 6, "results": [
            {"model": "combination", "kind": "combination", "class": "all", "measures": {"mase": 0.9, "total_coverage_by_level": [0.52, 0.88]}}]}))
        self.open("/results")
        self.until("return document.querySelectorAll('#main figure svg').length === 3")
        self.shot("results-1280-light")

    def test_axe_finds_nothing(self):
        """axe-core's rules, on every view, in light and dark."""
        try:
            import axe_core_python
        except ImportError:
            self.skipTest("axe-core-python is not installed here (make checks installs it)")
        script = (pathlib.Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
        found = {}
        for theme in ("light", "dark"):
            self.open("/")
            self.browser.execute_script("localStorage.setItem('twobin.theme', arguments[0])", theme)
            for path in ("/", "/items", "/whatif?set=lead_time%3D%2B20%25", "/overrides", "/orders", "/waiting", "/compare", "/results", "/runs", "/items?item=00122"):
                self.open(path)
                self.until("return !document.querySelector('#main > .loading')")
                if "item=" in path:
                    self.until("return document.querySelectorAll('#panel figure svg').length > 0")
                self.browser.execute_script(script)
                result = self.browser.execute_async_script("const done = arguments[0]; axe.run().then((result) => done(result.violations.map((one) => one.id + ': ' + one.help + ' at ' + one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | '))))")
                if result:
                    found[f"{theme} {path}"] = result
        self.browser.execute_script("localStorage.removeItem('twobin.theme')")
        self.maxDiff = None
        self.assertEqual(found, {})

    def test_8_by_keyboard_alone(self):
        from selenium.webdriver.common.keys import Keys

        self.open("/items")
        self.press("/")
        self.assertEqual(self.browser.execute_script("return document.activeElement.id"), "search")
        self.press("waiting>0", Keys.ENTER)
        self.assertEqual(self.browser.execute_script("return document.activeElement.getAttribute('role')"), "grid")
        self.press("j", "j", "k", "x")
        self.assertEqual(self.browser.execute_script("return document.querySelector('.row.active').getAttribute('aria-selected')"), "true")
        first = self.browser.execute_script("return document.querySelector('.row.active').children[1].textContent")
        self.press(Keys.ENTER)
        self.until("return document.querySelector('#panel h1')?.textContent.startsWith(arguments[0])", first)
        self.press("]")
        self.until("return document.querySelector('#panel h1') && !document.querySelector('#panel h1').textContent.startsWith(arguments[0])", first)
        self.press(Keys.ESCAPE)
        self.until("return document.querySelector('#panel').hidden")
        self.press("?")
        self.until("return document.querySelector('dialog .keys')")
        self.press(Keys.ESCAPE)
        self.until("return !document.querySelector('dialog')")
        self.press_command("k")
        self.until("return document.querySelector('.palette input')")
        self.press("compare", Keys.ENTER)
        self.until("return location.pathname === '/compare'")

    def test_9_what_a_screen_reader_is_told(self):
        self.open("/")
        tree = self.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        roles = {}
        for node in tree:
            if not node.get("ignored"):
                roles.setdefault(node["role"]["value"], []).append(node.get("name", {}).get("value", ""))
        for role in ("banner", "navigation", "main", "grid", "columnheader", "gridcell", "searchbox", "status"):
            self.assertIn(role, roles)
        for role in ("button", "link", "searchbox", "grid", "navigation"):
            self.assertNotIn("", roles.get(role, []), f"a {role} without a name")
        count = self.browser.execute_script("const grid = document.querySelector('.grid'); return [grid.getAttribute('aria-rowcount'), grid.querySelectorAll('.row:not([hidden])').length]")
        self.assertGreaterEqual(int(count[0]), count[1])

    def test_narrow_and_dark(self):
        for width, height in ((1280, 860), (375, 740)):
            for theme in ("light", "dark"):
                self.size(width, height)
                self.open("/")
                self.browser.execute_script("localStorage.setItem('twobin.theme', arguments[0])", theme)
                for name, path in (("needs", "/"), ("whatif", "/whatif?set=lead_time%3D%2B20%25"), ("orders", "/orders"), ("overrides", "/overrides"), ("waiting", "/waiting"), ("compare", "/compare"), ("runs", "/runs"),
                                   ("item", "/items?item=00122")):
                    self.open(path)
                    if name == "whatif":
                        self.until("return document.querySelector('.curve .knob') && document.querySelector('.strip .delta')")
                    if name == "item":
                        self.until("return document.querySelectorAll('#panel figure svg').length === 3")
                    self.shot(f"{name}-{width}-{theme}")
                    wide = self.browser.execute_script("return document.documentElement.scrollWidth")
                    self.assertLessEqual(wide, width, f"{path} is wider than {width}")
                    high = self.browser.execute_script("return document.documentElement.scrollHeight - document.documentElement.clientHeight")
                    self.assertEqual(high, 0, f"{path}: the page itself scrolls, beside its parts")
                    if name == "item":
                        spare = self.browser.execute_script("const panel = document.getElementById('panel'); return panel.scrollWidth - panel.clientWidth")
                        self.assertLessEqual(spare, 0, f"the item is wider than its panel at {width}")
                    else:
                        seen = self.browser.execute_script("const place = document.querySelector('#side [aria-current=page]').getBoundingClientRect(); return [place.left, place.right]")
                        self.assertTrue(seen[0] >= 0 and seen[1] <= width, f"{path}: the name of the view is out of sight at {width}")
                    if name == "needs":
                        layouts = self.browser.execute_script("return [...document.querySelectorAll('.card')].map((one) => getComputedStyle(one).flexDirection)")
                        self.assertEqual(set(layouts), {"column"})
        self.browser.execute_script("localStorage.removeItem('twobin.theme')")


if __name__ == "__main__":
    unittest.main()
