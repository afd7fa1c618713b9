// Written by scripts/embed_page.py from the files in Page. Do not edit.

/// The files of the page by name.
enum PageFiles {
    static let all: [String: String] = [
        "api.js": apiJs,
        "app.js": appJs,
        "bulk.js": bulkJs,
        "changes.js": changesJs,
        "chrome.js": chromeJs,
        "columns.js": columnsJs,
        "compare.js": compareJs,
        "curve.js": curveJs,
        "dialog.js": dialogJs,
        "dom.js": domJs,
        "downloads.js": downloadsJs,
        "edits.js": editsJs,
        "filters.js": filtersJs,
        "format.js": formatJs,
        "grid.js": gridJs,
        "help.js": helpJs,
        "icon.svg": iconSvg,
        "index.html": indexHtml,
        "item.js": itemJs,
        "keys.js": keysJs,
        "list.js": listJs,
        "needs.js": needsJs,
        "orders.js": ordersJs,
        "overrides.js": overridesJs,
        "results.js": resultsJs,
        "runs.js": runsJs,
        "scenario.js": scenarioJs,
        "signin.js": signinJs,
        "state.js": stateJs,
        "style.css": styleCss,
        "table.js": tableJs,
        "views.js": viewsJs,
        "waiting.js": waitingJs,
        "whatif.js": whatifJs,
    ]
}

private let apiJs = ##"""
// What the page asks the server.

import { encode } from './state.js';

/** A failure with what the server says of it. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(response) {
  let body = null;
  try { body = await response.json(); } catch { body = null; }
  if (!response.ok) throw new Refusal(response.status, body?.error ?? `the server answered ${response.status}`);
  return body;
}

/** `path.json?name=value&...`; a list gives its name several times. */
export function address(path, parameters = {}) {
  const query = [];
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') query.push(`${name}=${encode(String(one))}`);
    }
  }
  return path + (query.length > 0 ? `?${query.join('&')}` : '');
}

export async function get(path, parameters, options = {}) {
  return answer(await fetch(address(path, parameters), { headers: { Accept: 'application/json' }, ...options }));
}

export async function post(path, body) {
  return answer(await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }));
}

/** A name of this tab: its own later questions supersede the earlier ones. */
export const reader = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('');

/** Asks one question at a time; while one is under way only the newest further question is kept. */
export class Latest {
  constructor(ask) {
    this.ask = ask;
    this.isBusy = false;
    this.waiting = null;
  }

  request(question) {
    this.waiting = { question };
    if (!this.isBusy) this.#next();
  }

  async #next() {
    while (this.waiting) {
      const { question } = this.waiting;
      this.waiting = null;
      this.isBusy = true;
      try {
        await this.ask(question, () => this.waiting !== null);
      } finally {
        this.isBusy = false;
      }
    }
  }
}

"""##

private let appJs = ##"""
// The page: what the address says is what is shown.

import { h, put, say } from './dom.js';
import { read, write } from './state.js';
import { get, Refusal } from './api.js';
import { Table } from './table.js';
import { Scenario } from './scenario.js';
import { header, side, applyTheme } from './chrome.js';
import { List } from './list.js';
import { ItemPanel } from './item.js';
import { installKeys } from './keys.js';
import { views } from './views.js';
import { signIn } from './signin.js';
import { shownNeed } from './needs.js';
import { showHelp } from './help.js';

class App {
  constructor() {
    this.state = read(location);
    this.main = document.getElementById('main');
    this.panel = new ItemPanel(this, document.getElementById('panel'));
    this.list = new List(this);
    this.scenario = new Scenario(this);
    this.session = { read_only: false, version: '' };
    this.table = null;
    this.needs = null;
    addEventListener('popstate', () => this.go(read(location), { isBack: true }));
    document.addEventListener('click', (event) => this.#link(event));
  }

  async start() {
    applyTheme();
    installKeys(this);
    try {
      this.session = await get('/session.json');
      await this.load();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Reads the run that the state names; the first view is there before the columns of all items are. */
  async load() {
    const run = this.state.run;
    this.needs = await get('/needs.json', { run });
    this.table = null;
    this.render();
    const columns = await get('/items.json', { run: this.needs.run.id });
    if (this.state.run !== run) return;
    this.table = new Table(columns);
    this.order = new Map(this.needs.attention.map((kind) => [kind.kind, kind.order]));
    this.scenario.adopt(this.state.changes);
    this.render();
    document.documentElement.dataset.ready = 'yes';
    // What the first search needs is made while nobody waits for it.
    const { table } = this;
    (globalThis.requestIdleCallback ?? setTimeout)(() => { table.searchable(); table.codes(); });
  }

  /** Goes to another state: a part of it, or all. `isReplaced` keeps the present entry of the browser's history. */
  go(part, options = {}) {
    const before = this.state;
    this.state = { ...before, ...part };
    if (!options.isBack) {
      const address = write(this.state);
      if (options.isReplaced) history.replaceState(null, '', address);
      else if (address !== write(before)) history.pushState(null, '', address);
    }
    if (this.state.run !== before.run) {
      this.load().catch((error) => this.fail(error));
      return;
    }
    if (this.table && options.isBack) this.scenario.adopt(this.state.changes);
    this.render();
  }

  /** The reason to look whose rows the first view shows. */
  need() { return shownNeed(this.state, this.needs?.attention ?? []); }

  help() { showHelp(); }

  /** The address of the present state with a part changed: for links. */
  address(part) { return write({ ...this.state, ...part }); }

  render() {
    const view = views[this.state.view] ?? views.needs;
    document.title = `${view.title} · Twobin`;
    header(this);
    side(this);
    document.body.dataset.view = this.state.view;
    view.render(this, this.main);
    this.panel.show(this.state.item);
  }

  fail(error) {
    if (error instanceof Refusal && error.status === 401) {
      signIn(this, error.message);
      return;
    }
    put(this.main, h('section', { class: 'problem', role: 'alert' }, h('h1', {}, 'This cannot be shown'), h('p', {}, error.message),
      h('p', {}, h('a', { href: '/' }, 'Back to the newest run'))));
    say(error.message);
  }

  /** Links of the page change the state; the browser's own ways of opening a link stay. */
  #link(event) {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const target = new URL(link.href);
    if (target.origin !== location.origin || link.hasAttribute('download') || /\.(json|csv|xlsx|svg|html)$/.test(target.pathname)) return;
    event.preventDefault();
    if (link.getAttribute('href').startsWith('#')) {
      document.querySelector(link.getAttribute('href'))?.focus();
      return;
    }
    const next = read(target);
    const scenarioChanged = next.changes.join('\n') !== this.state.changes.join('\n');
    this.go(next);
    if (scenarioChanged && this.table) this.scenario.adopt(next.changes);
    if (link.closest('#side')) this.main.focus();
  }
}

new App().start();

"""##

private let bulkJs = ##"""
// What can be done with the ticked items at once: show only these, copy their codes, a scenario of them, overrides with their price.

import { h, put, say } from './dom.js';
import { decimals, signed } from './format.js';
import { get, post } from './api.js';
import { ask, show } from './dialog.js';
import { remember, remembered } from './chrome.js';

/** More than this is not asked for at once. */
export const mostAtOnce = 200;

const fields = [
  ['lead_time_days', 'Lead time, days'], ['demand', 'Demand, a share'], ['review_period_days', 'Review, days'], ['minimum_order_quantity', 'Minimum order'], ['order_multiple', 'Multiple'],
  ['unit_cost', 'Unit cost'], ['maximum_order_quantity', 'Most per order'], ['on_hand', 'On hand'], ['on_order', 'On order'],
];

/** Codes as a filter that matches exactly these: one as a term, several as a pasted list. */
export function exactFilter(ids) {
  const codes = [...new Set(ids)].map((id) => (/[\s,;]/.test(id) ? `"${id}"` : id));
  return codes.length === 1 ? `item=${codes[0]}` : codes.join(' ');
}

export function bulkMenu(app, ticks) {
  const rows = [...ticks];
  const ids = rows.map((row) => app.table.id(row));
  const tooMany = rows.length > mostAtOnce;
  const act = (title, run, isOff = false) => h('button', { class: 'plain', disabled: isOff, title: isOff ? `at most ${mostAtOnce} items at once` : null, onclick: run }, title);
  return h('span', { class: 'bulk', role: 'group', 'aria-label': 'With the ticked items' },
    act('show only these', () => app.go({ view: 'items', q: exactFilter(rows.map((row) => app.table.column('item')[row])), need: '' })),
    act('copy codes', async () => {
      const text = ids.join('\n');
      try {
        await navigator.clipboard.writeText(text);
        say(`${ids.length} codes copied`);
      } catch {
        await ask('Codes', [{ name: 'codes', title: 'Copy them from here', value: ids.join(' ') }], 'Close');
      }
    }),
    act('what if…', () => scenario(app, ids), tooMany),
    app.session.read_only ? null : act('override…', () => overrides(app, rows, ids), tooMany),
    act('orders', () => app.go({ view: 'orders', item: '' })));
}

async function scenario(app, ids) {
  const select = h('select', { name: 'field', 'aria-label': 'What changes' }, fields.map(([name, title]) => h('option', { value: name }, title)));
  const given = await ask(`What if, for ${decimals(ids.length, 0)} items`, [{ name: 'value', title: 'Change to', required: true, hint: 'a number (40), a share (+20%) or an amount (+5)' }], 'Plan', h('label', {}, h('span', {}, 'What changes'), select));
  if (!given?.value) return;
  app.scenario.setAll(ids.map((id) => [`${id}.${select.value}`, given.value]));
}

/** Levels as a share of the plan's own, with what they cost together before anything is kept. */
async function overrides(app, rows, ids) {
  const levels = new Map(ids.map((id, index) => [id, app.table.column('order_up_to')[rows[index]]]).filter(([, level]) => level !== null));
  const price = h('p', { class: 'price', role: 'status' }, `${levels.size} items have a level. Say what share of the plan's own is kept.`);
  const own = app.session.author ? [] : [{ name: 'author', title: 'Your name', value: remembered('author'), required: true }];
  const asking = ask(`Override ${levels.size} items`, [{ name: 'share', title: 'Order-up-to level, % of the plan\'s', type: 'number', value: 100, required: true }, { name: 'reason', title: 'Reason', required: true },
    { name: 'expires_on', title: 'Last day', type: 'date', hint: 'empty: until it is ended by hand' }, ...own], 'Keep', price);
  const form = document.querySelector('dialog[open] form');
  const kept = (share) => [...levels].map(([id, level]) => [id, Math.max(0, Math.round((level * share) / 100))]);
  let turn = 0;
  const reprice = async () => {
    turn += 1;
    const mine = turn;
    put(price, 'Working out the price…');
    let money = 0;
    let waiting = 0;
    for (const [id, level] of kept(Number(form.elements.share.value))) {
      const answer = await get('/price.json', { run: app.needs.run.id, item: id, order_up_to: level }).catch(() => null);
      if (mine !== turn) return;
      money += answer?.cost.average_inventory_value ?? 0;
      waiting += answer?.cost.expected_backorders ?? 0;
    }
    put(price, 'Against the plan: ', h('strong', {}, `${signed(money, 0)} money, ${signed(waiting, 2)} units waiting`), ' on average, together.');
  };
  form.elements.share.addEventListener('change', reprice);
  reprice();
  const given = await asking;
  turn += 1;
  if (!given) return;
  if (given.author) remember('author', given.author);
  const failed = [];
  for (const [id, level] of kept(Number(given.share))) {
    await post('/override.json', { run: app.needs.run.id, item: id, order_up_to: String(level), reason: given.reason, expires_on: given.expires_on, author: given.author })
      .catch((error) => failed.push(`${id}: ${error.message}`));
  }
  say(`${levels.size - failed.length} overrides kept`);
  if (failed.length > 0) await show('Not kept', h('div', {}, failed.slice(0, 20).map((text) => h('p', { class: 'wrong' }, text)), h('form', { method: 'dialog' }, h('button', {}, 'Close')))).closed;
  app.go({ view: 'overrides', item: '' });
}

"""##

private let changesJs = ##"""
// The changes of a scenario with undo and redo: pure lists, as `twobin whatif --set` takes them.

/** What a change is about: all before its last `=`. A later change of the same thing takes the place of the earlier one. */
export function subject(change) {
  return change.slice(0, change.lastIndexOf('='));
}

/** Changes with one put in its subject's place; `null` as value takes the subject out. */
export function changed(changes, name, value) {
  const next = changes.filter((one) => subject(one) !== name);
  const objective = ['budget', 'fill_rate', 'expected_backorders'];
  // Only one objective at a time: the later one replaces the other.
  const kept = value !== null && objective.includes(name) ? next.filter((one) => !objective.includes(subject(one))) : next;
  return value === null ? kept : [...kept, `${name}=${value}`];
}

/** The value of a subject, `''` where it has no change. */
export function value(changes, name) {
  const found = changes.find((one) => subject(one) === name);
  return found === undefined ? '' : found.slice(found.lastIndexOf('=') + 1);
}

/** A share as a change writes it: 0.2 is +20%. `null` for no change. */
export function share(fraction) {
  const points = Math.round(fraction * 1000) / 10;
  return points === 0 ? null : `${points > 0 ? '+' : ''}${points}%`;
}

/** The fraction that a written share means; 0 for anything else. */
export function fraction(text) {
  const match = /^([+-]\d+(?:\.\d+)?)%$/.exec(text);
  return match ? Number(match[1]) / 100 : 0;
}

/** Undo and redo over lists of changes. */
export class History {
  constructor(now = []) {
    this.past = [];
    this.now = now;
    this.future = [];
  }

  /** A new list; one that only continues the last step (a slider that still moves) takes its place. */
  set(next, isContinued = false) {
    if (same(next, this.now)) return;
    if (!isContinued) this.past.push(this.now);
    this.now = next;
    this.future = [];
  }

  undo() {
    if (this.past.length === 0) return false;
    this.future.push(this.now);
    this.now = this.past.pop();
    return true;
  }

  redo() {
    if (this.future.length === 0) return false;
    this.past.push(this.now);
    this.now = this.future.pop();
    return true;
  }
}

export function same(a, b) {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

"""##

private let chromeJs = ##"""
// What frames every view: the run and the search on top, the views and what needs you at the side.

import { h, put } from './dom.js';
import { decimals } from './format.js';

const themes = ['system', 'light', 'dark'];

/** Light or dark as the reader chose, else as the system has it. */
export function applyTheme(choice = remembered('theme')) {
  if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
}

export function nextTheme() {
  const now = remembered('theme') || 'system';
  const next = themes[(themes.indexOf(now) + 1) % themes.length];
  remember('theme', next);
  applyTheme(next);
  return next;
}

/** Small choices of this browser; a browser that keeps nothing keeps nothing. */
export function remembered(name) {
  try { return localStorage.getItem(`twobin.${name}`) ?? ''; } catch { return ''; }
}

export function remember(name, value) {
  try { localStorage.setItem(`twobin.${name}`, value); } catch { /* the choice lasts until the page is left */ }
}

export function header(app) {
  const top = document.getElementById('top');
  const run = app.needs?.run;
  if (!top.firstChild) {
    app.search = h('input', {
      id: 'search', type: 'search', placeholder: 'Search, paste codes, or supplier:cedar abc:A waiting>2', autocomplete: 'off', spellcheck: 'false',
      'aria-label': 'Search and filter', 'aria-keyshortcuts': '/', oninput: () => app.list.typed(app.search.value),
    });
    app.runLink = h('a', { class: 'run' });
    app.themeButton = h('button', { class: 'plain', title: 'Light, dark or as the system has it', onclick: () => label(app, nextTheme()) });
    put(top, h('h1', { class: 'unseen' }, 'Twobin'), h('a', { class: 'brand', href: '/' }, h('img', { src: '/icon.svg', alt: '', width: 22, height: 22 }), 'Twobin'), app.search,
      app.runLink, app.themeButton, h('button', { class: 'plain', onclick: () => app.help(), 'aria-keyshortcuts': '?' }, 'Keys ', h('kbd', {}, '?')));
    label(app, remembered('theme') || 'system');
  }
  if (document.activeElement !== app.search) app.search.value = app.state.q;
  if (run) {
    app.runLink.href = app.address({ view: 'runs', item: '' });
    app.runLink.title = `Run ${run.id}, made ${run.created_at}`;
    put(app.runLink, h('span', { class: 'quiet' }, run.kind === 'scenario' ? 'Scenario ' : 'Plan '), `as of ${run.as_of}`,
      app.session.read_only ? h('span', { class: 'badge' }, 'read only') : null);
  }
}

function label(app, theme) {
  app.themeButton.textContent = { system: '◐', light: '☀', dark: '☾' }[theme] ?? '◐';
  app.themeButton.setAttribute('aria-label', `Colours: ${theme}`);
}

const places = [
  ['needs', 'What needs you'], ['items', 'All items'], ['whatif', 'What if'], ['overrides', 'Overrides'], ['orders', 'Orders'],
  ['waiting', 'Who waits'], ['compare', 'Compare runs'], ['results', 'Replay and backtest'], ['runs', 'Runs'],
];

export function side(app) {
  const kinds = app.needs?.attention ?? [];
  const open = { item: '' };
  put(document.getElementById('side'),
    h('ul', {}, places.map(([view, title]) => h('li', {}, h('a', {
      href: app.address({ view, need: '', q: view === 'needs' ? '' : app.state.q, ...open }), 'aria-current': app.state.view === view ? 'page' : null,
    }, title)))),
    h('h2', {}, 'Needs you'),
    h('ul', { class: 'counts' }, kinds.map((kind) => h('li', {}, h('a', {
      href: app.address({ view: 'needs', need: kind.kind, sort: '', ...open }), title: kind.explanation, class: kind.count === 0 ? 'none' : null,
      'aria-current': app.state.view === 'needs' && app.need() === kind.kind ? 'true' : null,
    }, h('span', {}, kind.title), h('span', { class: 'count' }, decimals(kind.count, 0)))))),
    h('p', { class: 'foot quiet' }, `Twobin ${app.session.version}`));
  // On a narrow screen the views lie side by side, the shown one perhaps out of sight.
  const place = document.getElementById('side');
  const shown = place.querySelector('[aria-current="page"]');
  if (shown && place.scrollWidth > place.clientWidth) place.scrollLeft = shown.offsetLeft - (place.clientWidth - shown.offsetWidth) / 2;
}

"""##

private let columnsJs = ##"""
// The columns a reader may choose: title, meaning, how a value is shown.

import { money, percent, quantity, decimals } from './format.js';

const text = { isText: true, width: 120, show: (value) => value };
const number = { width: 92, show: quantity };
const amount = { width: 104, show: money };

/** By name, in the order of the chooser. */
export const columns = {
  item: { ...text, title: 'Item', hint: 'code, as in the tables', width: 168 },
  location: { ...text, title: 'Location', hint: 'where it is kept', width: 96 },
  supplier: { ...text, title: 'Supplier', hint: 'who delivers it', width: 136 },
  group: { ...text, title: 'Group', hint: 'the items column "group"', width: 104 },
  abc: { ...text, title: 'ABC', hint: 'class by demand in money: it only groups, no policy follows from it', width: 52 },
  pattern: { ...text, title: 'Pattern', hint: 'demand pattern after Syntetos, Boylan and Croston', width: 104 },
  status: { ...text, title: 'Status', hint: 'ok, capped by a limit, no history, failed, ...', width: 92 },
  waiting: { ...number, title: 'Waiting', hint: 'units that customers wait for today', width: 84 },
  on_hand: { ...number, title: 'On hand', hint: 'units on the shelf' },
  on_order: { ...number, title: 'On order', hint: 'units ordered and not received' },
  position: { ...number, title: 'Position', hint: 'on hand + on order - waiting' },
  days_of_cover: { ...number, title: 'Days cover', hint: 'how long the position lasts at expected demand', show: (value) => decimals(value, 0) },
  short: { ...number, title: 'Short', hint: 'units expected to be missing when an order of today arrives', width: 80 },
  reorder_point: { ...number, title: 'r', hint: 'reorder point: the highest position at which an order is placed', width: 76 },
  order_up_to: { ...number, title: 'S', hint: 'order-up-to level: the position after an order', width: 76, isScenario: true },
  safety_stock: { ...number, title: 'Safety', hint: 'S (or r) less the demand it must cover', isScenario: true },
  order_now: { ...number, title: 'Order now', hint: 'units to order today', isScenario: true },
  order_value: { ...amount, title: 'Order value', hint: 'money of today\'s order', isScenario: true },
  order_by: { ...text, title: 'Order by', hint: 'day by which the next order is due', width: 100 },
  expected_backorders: { ...number, title: 'Waits, avg', hint: 'units waiting on average under the plan', show: (value) => decimals(value, 2), isScenario: true },
  fill_rate: { ...number, title: 'Fill rate', hint: 'share of units served from the shelf at once', show: (value) => percent(value), isScenario: true },
  average_inventory_value: { ...amount, title: 'Stock money', hint: 'money on the shelf on average under the plan', isScenario: true },
  demand_per_day: { ...number, title: 'Demand/day', hint: 'expected units a day', show: (value) => decimals(value, 2) },
  demand_mean: { ...number, title: 'Demand L+R', hint: 'expected units over lead time and review', show: (value) => decimals(value, 1) },
  demand_sd: { ...number, title: 'sd L+R', hint: 'standard deviation of that demand', show: (value) => decimals(value, 1) },
  lead_time_days: { ...number, title: 'Lead time', hint: 'days from order to receipt', show: (value) => decimals(value, 1) },
  lead_time_sd_days: { ...number, title: 'sd lead time', hint: 'its standard deviation', show: (value) => decimals(value, 1) },
  review_period_days: { ...number, title: 'Review', hint: 'days between orders; 0 = at any time' },
  unit_cost: { ...amount, title: 'Unit cost', hint: 'money per unit' },
};

/** What is shown unless the reader chose otherwise. */
export const usual = [
  'location', 'supplier', 'abc', 'status', 'waiting', 'on_hand', 'position', 'days_of_cover', 'order_up_to', 'order_now', 'order_value',
  'expected_backorders', 'fill_rate', 'average_inventory_value',
];
/** On a narrow screen. */
export const narrow = ['waiting', 'position', 'order_up_to', 'order_now'];

"""##

private let compareJs = ##"""
// Two runs side by side.

import { h, put } from './dom.js';
import { decimals, money, quantity, signed } from './format.js';
import { get } from './api.js';

const titles = {
  expected_backorders: ['Units waiting on average', 1], weighted_expected_backorders: ['Weighted units waiting', 1], backordered_units_per_year: ['Units waiting a year', 0],
  fill_rate_percent: ['Fill rate, %', 2], average_inventory_value: ['Average inventory value', 0], stock_value: ['Stock value (unit cost x S)', 0],
  units_to_order: ['Units to order now', 0], value_to_order: ['Value to order now', 0],
};

/** Rows that are drawn. */
const most = 500;

export async function compareView(app, main) {
  put(main, h('p', { class: 'loading' }, 'Comparing…'));
  let found;
  let runs;
  try {
    [found, { runs }] = await Promise.all([get('/compare.json', { run: app.needs.run.id, with: app.state.with }), get('/runs.json')]);
  } catch (error) {
    put(main, h('h1', {}, 'Compare runs'), h('p', {}, error.message));
    return;
  }
  if (app.state.view !== 'compare') return;
  if (!found.before) {
    put(main, h('h1', {}, 'Compare runs'), h('p', {}, found.message));
    return;
  }
  const shown = found.rows.slice(0, most);
  const pick = (name, chosen, go) => h('label', {}, `${name} `, h('select', { 'aria-label': name, onchange: (event) => go(event.target.value) },
    runs.map((run) => h('option', { value: run.id, selected: run.id === chosen }, `${run.as_of} ${run.kind} ${run.name ?? ''} ${run.id.slice(0, 8)}`))));
  put(main, h('h1', {}, 'Compare runs'),
    h('p', { class: 'screen' }, pick('From', found.before.id, (id) => app.go({ with: id })), ' ', pick('to', found.after.id, (id) => app.go({ run: id, with: found.before.id }))),
    h('table', { class: 'plain-table totals' }, h('thead', {}, h('tr', {}, ['Total', 'From', 'To', 'Change'].map((title, index) => h('th', { scope: 'col', class: index > 0 ? 'number' : null }, title)))),
      h('tbody', {}, Object.entries(found.totals).map(([key, one]) => h('tr', {}, h('th', { scope: 'row' }, titles[key]?.[0] ?? key),
        h('td', { class: 'number' }, decimals(one.before, titles[key]?.[1] ?? 2)), h('td', { class: 'number' }, decimals(one.after, titles[key]?.[1] ?? 2)), h('td', { class: 'number' }, signed(one.change, titles[key]?.[1] ?? 2)))))),
    h('p', {}, `${decimals(found.changed, 0)} items differ${shown.length < found.changed ? `; the ${decimals(shown.length, 0)} largest are listed` : ''}, the largest change of money first.`),
    h('table', { class: 'plain-table' }, h('thead', {}, h('tr', {}, ['Item', 'Order up to, S', 'Order now', 'Waiting, average', 'Money moved', 'What moved'].map((title, index) => h('th', { scope: 'col', class: index > 0 && index < 5 ? 'number' : null }, title)))),
      h('tbody', {}, shown.map((row) => h('tr', {}, h('td', {}, h('a', { href: app.address({ view: 'items', item: row.location === 'main' ? row.item : `${row.item}@${row.location}` }) }, row.item), row.location === 'main' ? '' : ` @ ${row.location}`, row.change === 'changed' ? null : h('span', { class: 'badge' }, row.change)),
        h('td', { class: 'number' }, pair(row, 'order_up_to', quantity)), h('td', { class: 'number' }, pair(row, 'order_now', quantity)), h('td', { class: 'number' }, pair(row, 'expected_backorders', (value) => decimals(value, 2))),
        h('td', { class: 'number' }, money(row.money)), h('td', { class: 'why' }, row.what_moved.map((cause) => `${cause.name} ${quantity(cause.before) || 'none'} → ${quantity(cause.after) || 'none'}`).join('; ') || 'the rest of the assortment'))))));
}

function pair(row, name, show) {
  const before = row.before?.[name];
  const after = row.after?.[name];
  return before === after ? show(after) : `${show(before) || '–'} → ${show(after) || '–'}`;
}

"""##

private let curveJs = ##"""
// The exchange curve with a point to drag: along it, the budget. The curve is the engine's; dragging asks the engine again.

import { s } from './dom.js';
import { money, decimals } from './format.js';

const width = 560;
const height = 250;
const frame = { left: 64, right: 16, top: 14, bottom: 40 };

/** Even steps of 1, 2 or 5 that cover 0...most in about `count` parts. */
export function ticks(most, count = 5) {
  if (!(most > 0)) return [0];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const found = [];
  for (let value = 0; value <= most * 1.0001; value += step) found.push(value);
  return found;
}

/** The part of the curve that is worth looking at: from where it is steep to where more money buys next to nothing. */
export function shownPoints(points, marks) {
  const most = Math.max(...marks.filter((mark) => mark.name !== "today's stock").map((mark) => mark.money), 0) * 2.2;
  const shown = points.filter(([x]) => most === 0 || x <= most);
  return shown.length > 3 ? shown : points;
}

/** A falling curve from where it comes below a height. */
export function cut(points, top) {
  const first = points.findIndex(([, y]) => y <= top);
  if (first <= 0) return points;
  const [x0, y0] = points[first - 1];
  const [x1, y1] = points[first];
  return [[x0 + ((y0 - top) / (y0 - y1)) * (x1 - x0), top], ...points.slice(first)];
}

export class Curve {
  /** handlers: drag(money, isDone); isChanged: the curve is that of changed items, on which the plan's money lies elsewhere. */
  constructor(document, handlers) {
    this.handlers = handlers;
    this.document = document;
    this.points = shownPoints(document.points, document.marks);
    const first = this.points[0];
    const last = this.points[this.points.length - 1];
    this.least = first[0];
    this.most = last[0];
    const highest = Math.max(first[1], ...document.marks.filter((mark) => mark.money <= this.most).map((mark) => mark.waiting));
    // The steepest part would press the rest flat: the axis ends a little above what is marked.
    const marked = Math.max(...document.marks.filter((mark) => mark.money <= this.most).map((mark) => mark.waiting), 0);
    this.top = marked > 0 ? Math.min(highest, marked * 1.2) : highest;
    this.element = this.#draw();
  }

  x(value) { return frame.left + (value / this.most) * (width - frame.left - frame.right); }
  y(value) { return height - frame.bottom - (Math.min(value, this.top) / this.top) * (height - frame.top - frame.bottom); }

  /** Moves the handle to what the engine answered. */
  place(amount, waiting) {
    const x = this.x(Math.min(this.most, amount));
    const y = this.y(waiting);
    this.handle.setAttribute('transform', `translate(${x} ${y})`);
    this.drop.setAttribute('y2', Math.max(0, height - frame.bottom - y));
    this.handle.setAttribute('aria-valuenow', Math.round(amount));
    this.handle.setAttribute('aria-valuetext', `${money(amount)} of stock money, ${decimals(waiting, 1)} units waiting`);
    this.amount = amount;
  }

  #draw() {
    const bottom = height - frame.bottom;
    const right = width - frame.right;
    const path = cut(this.points, this.top).map(([x, y], index) => `${index ? 'L' : 'M'}${this.x(x).toFixed(1)} ${this.y(y).toFixed(1)}`).join('');
    this.drop = s('line', { class: 'drop', x1: 0, x2: 0, y1: 0, y2: 0 });
    this.handle = s('g', {
      class: 'handle', tabindex: 0, role: 'slider', 'aria-label': 'Stock money: drag along the curve', 'aria-valuemin': Math.round(this.least),
      'aria-valuemax': Math.round(this.most), onkeydown: (event) => this.#key(event),
    }, this.drop, s('circle', { r: 16, class: 'reach' }), s('circle', { r: 7, class: 'knob' }));
    return s('svg', {
      class: 'chart curve', viewBox: `0 0 ${width} ${height}`, 'aria-label': 'What stock money buys',
      onpointerdown: (event) => this.#grab(event),
    },
      ticks(this.top, 4).map((value) => [
        s('line', { class: 'tb-grid', x1: frame.left, x2: right, y1: this.y(value), y2: this.y(value) }),
        s('text', { class: 'tb-text tb-soft', x: frame.left - 8, y: this.y(value) + 4, 'text-anchor': 'end' }, decimals(value, value < 10 && value % 1 ? 1 : 0)),
      ]),
      ticks(this.most, 5).map((value) => s('text', { class: 'tb-text tb-soft', x: this.x(value), y: bottom + 17, 'text-anchor': 'middle' }, money(value))),
      s('line', { class: 'tb-axis', x1: frame.left, x2: right, y1: bottom, y2: bottom }),
      s('text', { class: 'tb-text tb-soft', x: (frame.left + right) / 2, y: height - 6, 'text-anchor': 'middle' }, this.document.money_title),
      s('text', { class: 'tb-text tb-soft', x: -(bottom + frame.top) / 2, y: 14, 'text-anchor': 'middle', transform: 'rotate(-90)' }, 'units waiting'),
      s('path', { class: 'tb-line tb-s-history', d: path }),
      this.document.marks.map((mark) => this.#mark(mark)),
      this.handle);
  }

  #mark(mark) {
    const isOutside = mark.money > this.most;
    const x = this.x(Math.min(mark.money, this.most));
    const y = this.y(mark.waiting);
    const isPlan = mark.name === 'plan';
    // The plan lies on the curve: under it, to the left, there is room; what lies above the curve has its word at the right.
    const isRight = !isPlan && x < width * 0.6;
    const label = `${isPlan && this.handlers.isChanged ? "the plan's money" : mark.name}${isOutside ? ` → ${money(mark.money)}` : ''}: ${decimals(mark.waiting, 1)}`;
    return s('g', {}, s('circle', { class: mark.name === 'plan' ? 'tb-f-highlight' : 'tb-f-forecast', cx: x, cy: y, r: 4 }),
      s('text', { class: 'tb-text tb-ink', x: isRight ? x + 9 : x - 12, y: isPlan ? Math.min(y + 12, height - frame.bottom - 5) : y - 7, 'text-anchor': isRight ? 'start' : 'end' }, label));
  }

  #moneyAt(event) {
    const box = this.element.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * width;
    const share = (x - frame.left) / (width - frame.left - frame.right);
    return Math.round(Math.min(this.most, Math.max(this.least, share * this.most)));
  }

  #grab(event) {
    event.preventDefault();
    this.handle.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    const move = (moved) => this.handlers.drag(this.#moneyAt(moved), false);
    const end = (ended) => {
      this.element.removeEventListener('pointermove', move);
      this.element.removeEventListener('pointerup', end);
      this.handlers.drag(this.#moneyAt(ended), true);
    };
    this.element.addEventListener('pointermove', move);
    this.element.addEventListener('pointerup', end);
    this.handlers.drag(this.#moneyAt(event), false);
  }

  #key(event) {
    const step = (this.most - this.least) / 100;
    const steps = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: 10 * step, PageDown: -10 * step };
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    this.handlers.drag(Math.round(Math.min(this.most, Math.max(this.least, this.amount + steps[event.key]))), true);
  }
}

"""##

private let dialogJs = ##"""
// Questions in a dialog of the browser: focus stays inside, Escape leaves it, and what had the focus gets it back.

import { h } from './dom.js';

/** Shows a dialog with content; resolves when it is closed. */
export function show(title, content, options = {}) {
  const dialog = h('dialog', { 'aria-label': title, class: options.class ?? null }, h('h2', {}, title), content);
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, closed: new Promise((resolve) => dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue); })) };
}

/**
 * Asks for texts and numbers; resolves to an object by name, or null where the reader went back.
 *
 * fields: [{name, title, value, hint, type, required}].
 */
export async function ask(title, fields, action, lead = null) {
  const inputs = fields.map((field) => h('input', {
    name: field.name, type: field.type ?? 'text', value: field.value ?? '', required: field.required, step: field.type === 'number' ? 'any' : null,
    min: field.type === 'number' ? 0 : null, autocomplete: 'off',
  }));
  const form = h('form', { method: 'dialog' }, lead,
    fields.map((field, index) => h('label', {}, h('span', {}, field.title), inputs[index], field.hint ? h('small', { class: 'quiet' }, field.hint) : null)),
    h('div', { class: 'actions' }, h('button', { type: 'submit', value: 'yes', class: 'main' }, action),
      h('button', { type: 'button', onclick: () => opened.dialog.close('') }, 'Back')));
  const opened = show(title, form);
  inputs[0]?.focus();
  const result = await opened.closed;
  return result === 'yes' ? Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()])) : null;
}

"""##

private let domJs = ##"""
// Elements without markup: text is always text, whatever an item is called.

const SVG = 'http://www.w3.org/2000/svg';

/** An element: h('td', {class: 'number', onclick: f}, 'text', child, ...). Null children are left out. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' && 'value' in element) element.value = value;
    else if (name === 'checked') element.checked = true;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child);
  }
}

/** Makes an element hold these children. Those it holds already stay where they are, with their focus and their scroll. */
export function put(element, ...children) {
  const wanted = nodes(children);
  const kept = new Set(wanted);
  for (const child of [...element.childNodes]) if (!kept.has(child)) child.remove();
  let at = element.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else element.insertBefore(node, at);
  }
  return element;
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

/** A chart of the server as an element of the page: its own style is that of charts.css, scripts are not taken over. */
export function chart(text) {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  const root = parsed.documentElement;
  if (root.nodeName !== 'svg') return h('p', { class: 'quiet' }, 'The chart cannot be shown.');
  for (const unwanted of root.querySelectorAll('style, script, foreignObject')) unwanted.remove();
  const element = document.importNode(root, true);
  element.removeAttribute('width');
  element.removeAttribute('height');
  element.classList.add('chart');
  return element;
}

/** Says something to a screen reader. */
export function say(text) {
  const live = document.getElementById('live');
  if (live) live.textContent = text;
}

"""##

private let downloadsJs = ##"""
// Files for other systems: which system and what, then its files with what is left out and what to know before the import.

import { h, put } from './dom.js';
import { decimals } from './format.js';
import { get, address } from './api.js';
import { show } from './dialog.js';

/** Systems: name in a command, title, what it takes, and whether it takes only its own file back. */
const systems = [
  ['odoo', 'Odoo', 'both'], ['erpnext', 'ERPNext', 'both'], ['shopify', 'Shopify', 'both'], ['business-central', 'Business Central', 'rules'], ['woocommerce', 'WooCommerce', 'rules'],
  ['sap', 'SAP', 'rules'], ['netsuite', 'NetSuite', 'rules'], ['lightspeed', 'Lightspeed X-Series', 'rules'], ['amazon', 'Amazon FBA', 'orders'],
  ['unleashed', 'Unleashed', 'merge'], ['cin7', 'Cin7 Core', 'merge'], ['katana', 'Katana', 'merge'], ['generic', 'a system of your own', 'mapping'],
];

export function exportDialog(app) {
  const run = app.needs.run.id;
  const wants = { format: 'odoo', content: 'orders', odoo_version: '', company: '', location: '', again: '', allow_formula_text: '' };
  const options = h('div', { class: 'fields' });
  const result = h('div', { role: 'status' });
  const { dialog } = show('Files for another system', h('div', {}, options, result, h('form', { method: 'dialog' }, h('div', { class: 'actions' }, h('button', {}, 'Close')))), { class: 'export' });
  const field = (name, title, attributes = {}) => h('label', {}, h('span', {}, title), h('input', { name, value: wants[name], ...attributes, onchange: (event) => { wants[name] = event.target.value.trim(); ask(); } }));
  const check = (name, title) => h('label', { class: 'check' }, h('input', { type: 'checkbox', name, checked: wants[name] === '1', onchange: (event) => { wants[name] = event.target.checked ? '1' : ''; ask(); } }), title);
  const choice = (name, title, values) => h('label', {}, h('span', {}, title), h('select', { name, onchange: (event) => { wants[name] = event.target.value; draw(); } }, values.map(([value, text]) => h('option', { value, selected: value === wants[name] }, text))));
  const draw = () => {
    const takes = systems.find(([name]) => name === wants.format)[2];
    if (takes === 'rules' || takes === 'orders') wants.content = takes;
    put(options, choice('format', 'System', systems.map(([name, title]) => [name, title])),
      takes === 'both' ? choice('content', 'What', [['orders', "today's orders, as drafts"], ['rules', 'reorder points and levels']]) : null,
      wants.format === 'odoo' ? choice('odoo_version', 'Odoo version', [['', 'which?'], ...['19', '18', '17.2', '17.0', '16', '15', '14'].map((one) => [one, one])]) : null,
      wants.format === 'erpnext' && wants.content === 'orders' ? field('company', 'Company') : null,
      takes === 'merge' || takes === 'mapping' ? null : field('location', 'Location there', { placeholder: 'main=WH/Stock' }),
      wants.content === 'orders' && takes !== 'rules' ? check('again', 'placed orders once more') : null);
    ask();
  };
  let turn = 0;
  const ask = async () => {
    turn += 1;
    const mine = turn;
    const takes = systems.find(([name]) => name === wants.format)[2];
    if (takes === 'merge' || takes === 'mapping') {
      const rest = takes === 'merge' ? '--merge THEIR-EXPORT.csv --out NEW.csv' : '--mapping MAPPING.toml --out levels.csv';
      put(result, h('p', {}, takes === 'merge' ? 'This system clears what its import leaves blank, so that only its own export can be filled in:' : 'Its columns are described in a mapping file:'),
        h('p', {}, h('code', {}, `twobin export ${run} --format ${wants.format} ${rest}`)));
      return;
    }
    if (wants.format === 'odoo' && wants.odoo_version === '') {
      put(result, h('p', { class: 'quiet' }, "Odoo's versions round orders and name units differently: choose the version."));
      return;
    }
    const parameters = { run, ...wants, edit: wants.content === 'orders' ? app.state.edits : [] };
    put(result, h('p', { class: 'quiet' }, 'Writing…'));
    try {
      const found = await get('/export.json', parameters);
      if (mine !== turn) return;
      put(result, h('ul', { class: 'files' }, found.files.map((file) => h('li', {}, h('a', { class: 'button', href: address('/export.csv', { ...parameters, file: file.name }), download: '' }, file.name), h('span', { class: 'quiet' }, ` ${decimals(file.rows, 0)} rows`)))),
        found.files.length === 0 ? h('p', {}, 'Nothing is in it.') : null,
        found.left_out_count > 0 ? h('details', {}, h('summary', {}, `${decimals(found.left_out_count, 0)} left out`), h('p', {}, h('a', { class: 'button', href: address('/export.csv', { ...parameters, file: 'left-out.csv' }), download: '' }, 'left-out.csv')),
          h('ul', {}, found.left_out.slice(0, 20).map((one) => h('li', {}, `${one.unique_id}: ${one.reason}`)))) : null,
        h('ul', { class: 'quiet' }, found.notes.map((note) => h('li', {}, note))),
        h('p', { class: 'small' }, 'The same as a command: ', h('code', {}, found.command)));
    } catch (error) {
      if (mine !== turn) return;
      const isFormula = /allow-formula-text/.test(error.message);
      put(result, h('p', { class: 'wrong', role: 'alert' }, error.message), isFormula ? h('p', {}, check('allow_formula_text', 'write such codes as they are')) : null);
    }
  };
  dialog.querySelector('button').focus();
  draw();
}

"""##

private let editsJs = ##"""
// Quantities of today's orders set by hand: texts ITEM[@LOCATION]=UNITS, as the address and the server have them.

/** The item and the units of a text. */
export function editOf(text) {
  const at = text.lastIndexOf('=');
  return { id: text.slice(0, at), units: Number(text.slice(at + 1)) };
}

/** The texts with one item's units in place; nothing typed, or the plan's own number, takes the item out. */
export function edited(edits, id, typed, proposed) {
  const others = edits.filter((text) => editOf(text).id !== id);
  const units = Number(typed);
  return String(typed).trim() === '' || !Number.isFinite(units) || units < 0 || units === proposed ? others : [...others, `${id}=${units}`];
}

"""##

private let filtersJs = ##"""
// Typed filters: words, several pasted codes, and terms like supplier:cedar, abc:A, waiting>2, -status:ok.

/** Names that a reader may type for a column. */
export const aliases = {
  sku: 'item', code: 'item', store: 'location', warehouse: 'location', class: 'abc', s: 'order_up_to', r: 'reorder_point', order: 'order_now',
  backordered: 'waiting', cost: 'unit_cost', lead_time: 'lead_time_days', fill: 'fill_rate', value: 'average_inventory_value', days: 'days_of_cover',
  cover: 'days_of_cover', stock: 'on_hand',
};

const term = /^(-?)([a-z_]+)(>=|<=|!=|:|>|<|=)(.*)$/i;

/** Splits a query at white space and commas; quotes keep words together. */
export function words(query) {
  const found = [];
  for (const match of query.matchAll(/(-?[a-z_]+[:=])"([^"]*)"|"([^"]*)"|([^\s,;]+)/gi)) {
    if (match[1] !== undefined) found.push({ text: match[1] + match[2], isQuoted: false });
    else if (match[3] !== undefined) found.push({ text: match[3], isQuoted: true });
    else found.push({ text: match[4], isQuoted: false });
  }
  return found;
}

/**
 * What a query asks for: terms on columns, and words. `isColumn` says which names are columns; a term on anything else is a word, since
 * a code may hold a colon.
 */
export function parse(query, isColumn) {
  const terms = [];
  const free = [];
  for (const word of words(query)) {
    const match = word.isQuoted ? null : term.exec(word.text);
    const name = match ? (aliases[match[2].toLowerCase()] ?? match[2].toLowerCase()) : '';
    if (match && (isColumn(name) || name === 'needs')) {
      terms.push({ column: name, isNegated: match[1] === '-', operator: match[3], value: match[4] });
    } else if (word.text) {
      free.push(word.text);
    }
  }
  return { terms, free };
}

/**
 * Rows of columns that a query asks for, in key order.
 *
 * Words match where item, location, supplier or group hold them, in upper or lower case. Several words that are all codes of items are a
 * pasted list: then rows with one of exactly these codes.
 */
export function select(query, table) {
  const { terms, free } = parse(query, (name) => table.has(name));
  const tests = terms.map((one) => test(one, table));
  if (free.length > 0) {
    const codes = table.codes();
    const areCodes = free.length > 1 && free.every((word) => codes.has(word));
    if (areCodes) {
      const wanted = new Set(free);
      const item = table.column('item');
      tests.unshift((row) => wanted.has(item[row]));
    } else {
      const haystack = table.searchable();
      for (const word of free) {
        const wanted = word.toLowerCase();
        tests.unshift((row) => haystack[row].includes(wanted));
      }
    }
  }
  const rows = [];
  outer: for (let row = 0; row < table.count; row += 1) {
    for (const one of tests) if (!one(row)) continue outer;
    rows.push(row);
  }
  return rows;
}

function test(one, table) {
  const positive = one.column === 'needs' ? needs(one.value, table) : cell(one, table);
  return one.isNegated ? (row) => !positive(row) : positive;
}

function needs(kind, table) {
  const bit = table.attentionKinds.indexOf(kind);
  const flags = table.column('attention');
  return (row) => bit >= 0 && (flags[row] & (1 << bit)) !== 0;
}

function cell(one, table) {
  const values = table.column(one.column);
  const isText = table.isText(one.column);
  if (isText) {
    const wanted = one.value.toLowerCase();
    switch (one.operator) {
      case '=': return (row) => String(values[row]).toLowerCase() === wanted;
      case '!=': return (row) => String(values[row]).toLowerCase() !== wanted;
      case '>': return (row) => values[row] !== '' && values[row] > one.value;
      case '>=': return (row) => values[row] !== '' && values[row] >= one.value;
      case '<': return (row) => values[row] !== '' && values[row] < one.value;
      case '<=': return (row) => values[row] !== '' && values[row] <= one.value;
      default:
        // A short value is a class or a status as a whole; a longer one may be a part.
        return wanted.length <= 1 ? (row) => String(values[row]).toLowerCase() === wanted : (row) => String(values[row]).toLowerCase().includes(wanted);
    }
  }
  const isShare = one.value.endsWith('%');
  const wanted = Number(isShare ? one.value.slice(0, -1) : one.value) / (isShare ? 100 : 1);
  if (one.value === '' || Number.isNaN(wanted)) return () => false;
  const compare = {
    ':': (value) => value === wanted, '=': (value) => value === wanted, '!=': (value) => value !== wanted,
    '>': (value) => value > wanted, '>=': (value) => value >= wanted, '<': (value) => value < wanted, '<=': (value) => value <= wanted,
  }[one.operator];
  return (row) => values[row] !== null && compare(values[row]);
}

/** A query with a term put in, or taken out where it was there. */
export function toggled(query, text) {
  const parts = words(query).map((word) => (word.isQuoted ? `"${word.text}"` : quoted(word.text)));
  const own = quoted(text);
  const without = parts.filter((part) => part !== own);
  return (without.length < parts.length ? without : [...parts, own]).join(' ');
}

function quoted(text) {
  const match = term.exec(text);
  return match && /[\s,;]/.test(match[4]) ? `${match[1]}${match[2]}${match[3]}"${match[4]}"` : text;
}

/** Rows sorted by a column, `-name` from the largest; equal values keep key order, empty ones come last. */
export function sorted(rows, sort, table) {
  if (!sort) return rows;
  const isFalling = sort.startsWith('-');
  const name = isFalling ? sort.slice(1) : sort;
  if (!table.has(name)) return rows;
  const values = table.column(name);
  const sign = isFalling ? -1 : 1;
  const copy = rows.slice();
  if (table.isText(name)) {
    copy.sort((a, b) => (values[a] < values[b] ? -sign : values[a] > values[b] ? sign : a - b));
    return copy;
  }
  copy.sort((a, b) => {
    const x = values[a];
    const y = values[b];
    if (x === y) return a - b;
    if (x === null) return 1;
    if (y === null) return -1;
    return x < y ? -sign : sign;
  });
  return copy;
}

"""##

private let formatJs = ##"""
// Numbers in the reader's locale; codes as they are written.

const cache = new Map();

function formatter(minimum, maximum) {
  const key = `${minimum} ${maximum}`;
  if (!cache.has(key)) {
    cache.set(key, new Intl.NumberFormat(undefined, { minimumFractionDigits: minimum, maximumFractionDigits: maximum }));
  }
  return cache.get(key);
}

/** A number with a fixed count of decimals; nothing for nothing. */
export function decimals(value, count) {
  return value === null || value === undefined ? '' : formatter(count, count).format(value);
}

/** A quantity: whole where it is whole, else two decimals. */
export function quantity(value) {
  if (value === null || value === undefined) return '';
  return Number.isInteger(value) ? formatter(0, 0).format(value) : formatter(0, 2).format(value);
}

/** Money, without a sign: a plan has no currency. Cents below a hundred, where there are any. */
export function money(value) {
  if (value === null || value === undefined) return '';
  const cents = Math.abs(value) < 100 && !Number.isInteger(Math.round(value * 100) / 100) ? 2 : 0;
  return formatter(cents, cents).format(value);
}

export function percent(value, count = 1) {
  return value === null || value === undefined ? '' : `${formatter(count, count).format(value * 100)}%`;
}

/** With a sign, also for more: +3.2. */
export function signed(value, count) {
  const text = decimals(value, count);
  const isNothing = !/[1-9]/.test(text);
  return isNothing ? '±0' : value > 0 ? `+${text}` : text;
}

export function date(text) {
  const parsed = new Date(text);
  return Number.isNaN(parsed.getTime()) ? text : parsed.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

"""##

private let gridJs = ##"""
// A grid of any number of rows of one height: about sixty of them are elements, the rest is height.

import { h, put } from './dom.js';
import { columns } from './columns.js';
import { signed } from './format.js';

const rowHeight = 30;
const spare = 8;

/** Rows that a viewport shows, with a few to spare: [first, last). */
export function window(scrollTop, height, count, size = rowHeight) {
  const first = Math.max(0, Math.floor(scrollTop / size) - spare);
  const last = Math.min(count, Math.ceil((scrollTop + height) / size) + spare);
  return [first, Math.max(first, last)];
}

/** Where to scroll so that a row is seen: the present place if it is seen already. */
export function reveal(position, scrollTop, height, headerHeight = 0, size = rowHeight) {
  const top = position * size;
  if (top < scrollTop) return top;
  const bottom = top + size + headerHeight;
  return bottom > scrollTop + height ? bottom - height : scrollTop;
}

export class Grid {
  /**
   * handlers: open(row), sort(name), moved(row), tick(row), seen(rows).
   */
  constructor(handlers) {
    this.handlers = handlers;
    this.table = null;
    this.rows = [];
    this.names = [];
    this.active = -1;
    this.ticks = new Set();
    this.overlay = new Map();
    this.pool = [];
    this.version = 0;
    this.header = h('div', { class: 'grid-head', role: 'row', 'aria-rowindex': 1 });
    this.body = h('div', { class: 'grid-body', role: 'rowgroup' });
    this.element = h('div', {
      class: 'grid', role: 'grid', tabindex: 0, 'aria-label': 'Items', 'aria-multiselectable': 'true',
      onscroll: () => this.#schedule(), onclick: (event) => this.#click(event), onkeydown: (event) => this.#key(event),
    }, this.header, this.body);
    new ResizeObserver(() => this.#schedule()).observe(this.element);
  }

  /** Shows rows of a table. The active row stays if it is still there. */
  show(table, rows, names, sort) {
    const kept = this.rows[this.active];
    const isNewTable = this.table !== table;
    if (isNewTable) this.version += 1;
    this.table = table;
    this.rows = rows;
    const key = names.join(' ');
    if (this.key !== key) {
      this.names = ['item', ...names.filter((name) => name !== 'item')];
      this.key = key;
      this.pool = [];
      this.body.replaceChildren();
      this.element.style.setProperty('--columns', `34px ${this.names.map((name) => `${columns[name].width}px`).join(' ')}`);
      this.body.style.minWidth = this.header.style.minWidth = `${34 + this.names.reduce((sum, name) => sum + columns[name].width, 0)}px`;
    }
    this.#head(sort);
    this.element.setAttribute('aria-rowcount', rows.length + 1);
    this.element.setAttribute('aria-colcount', this.names.length + 1);
    this.body.style.height = `${rows.length * rowHeight}px`;
    const at = kept === undefined || isNewTable ? -1 : rows.indexOf(kept);
    this.active = rows.length === 0 ? -1 : Math.max(0, at);
    if (at < 0) this.element.scrollTop = 0;
    this.#draw();
  }

  /** Values of a scenario by row; an empty map shows the run. */
  setOverlay(overlay) {
    this.overlay = overlay;
    this.#draw();
  }

  setTicks(ticks) {
    this.ticks = ticks;
    this.#draw();
  }

  /** The table's row that is active; -1 without one. */
  get activeRow() { return this.active >= 0 ? this.rows[this.active] : -1; }

  /** Rows on the screen now. */
  get visible() {
    const [first, last] = window(this.element.scrollTop, this.element.clientHeight, this.rows.length);
    return this.rows.slice(first, last);
  }

  activate(row) {
    const at = this.rows.indexOf(row);
    if (at >= 0) this.#move(at);
  }

  step(by) { if (this.rows.length > 0) this.#move(Math.min(this.rows.length - 1, Math.max(0, this.active + by))); }

  focus() { this.element.focus({ preventScroll: true }); }

  #move(to) {
    this.active = to;
    this.element.scrollTop = reveal(to, this.element.scrollTop, this.element.clientHeight, this.header.offsetHeight);
    this.#draw();
    this.handlers.moved?.(this.activeRow);
  }

  #head(sort) {
    put(this.header,
      h('div', { class: 'cell tick', role: 'columnheader', 'aria-colindex': 1 }, h('span', { class: 'unseen' }, 'Ticked')),
      this.names.map((name, index) => {
        const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : 'none';
        return h('div', {
          class: `cell head${columns[name].isText ? '' : ' number'}${name === 'item' ? ' frozen' : ''}`, role: 'columnheader', 'aria-sort': direction,
          'aria-colindex': index + 2, title: columns[name].hint, 'data-sort': name,
        }, h('span', {}, columns[name].title), direction === 'none' ? null : h('span', { class: 'arrow', 'aria-hidden': 'true' }, direction === 'ascending' ? '▲' : '▼'));
      }));
  }

  #schedule() {
    if (this.isScheduled) return;
    this.isScheduled = true;
    requestAnimationFrame(() => {
      this.isScheduled = false;
      this.#draw();
      this.handlers.seen?.(this.visible);
    });
  }

  #draw() {
    if (!this.table) return;
    const [first, last] = window(this.element.scrollTop, this.element.clientHeight, this.rows.length);
    while (this.pool.length < last - first) {
      const cells = this.names.map((name, index) => h('div', {
        class: `cell${columns[name].isText ? '' : ' number'}${name === 'item' ? ' frozen' : ''}`, role: 'gridcell', 'aria-colindex': index + 2,
      }));
      const tick = h('div', { class: 'cell tick', role: 'gridcell', 'aria-colindex': 1 });
      const element = h('div', { class: 'row', role: 'row' }, tick, cells);
      this.pool.push({ element, cells, tick });
      this.body.append(element);
    }
    // A row keeps its element while it stays on the screen: position modulo the pool.
    const size = this.pool.length;
    const used = new Set();
    for (let position = first; position < last; position += 1) {
      const slot = position % size;
      used.add(slot);
      this.#fill(this.pool[slot], position);
    }
    for (let slot = 0; slot < size; slot += 1) if (!used.has(slot)) this.pool[slot].element.hidden = true;
    if (this.active >= 0) this.element.setAttribute('aria-activedescendant', `row-${this.rows[this.active]}`);
    else this.element.removeAttribute('aria-activedescendant');
  }

  #fill(slot, position) {
    const row = this.rows[position];
    const { element, cells, tick } = slot;
    const isActive = position === this.active;
    const isTicked = this.ticks.has(row);
    // A row that is on the screen already, as it was, is left alone: scrolling fills only the rows that come in.
    const overlay = this.overlay.get(row);
    if (slot.row === row && slot.position === position && slot.version === this.version && slot.overlay === overlay && slot.isActive === isActive && slot.isTicked === isTicked) {
      element.hidden = false;
      return;
    }
    Object.assign(slot, { row, position, version: this.version, overlay, isActive, isTicked });
    element.hidden = false;
    element.style.transform = `translateY(${position * rowHeight}px)`;
    element.id = `row-${row}`;
    element.dataset.position = position;
    element.setAttribute('aria-rowindex', position + 2);
    element.setAttribute('aria-selected', isTicked ? 'true' : 'false');
    element.classList.toggle('active', isActive);
    element.classList.toggle('ticked', isTicked);
    tick.textContent = isTicked ? '☑' : '☐';
    element.classList.toggle('moved', overlay?.changed === true);
    for (let index = 0; index < cells.length; index += 1) {
      const name = this.names[index];
      const column = columns[name];
      const before = this.table.column(name)[row];
      const cell = cells[index];
      if (overlay && column.isScenario && overlay[name] !== undefined) {
        const after = overlay[name];
        const hasMoved = after !== before && after !== null && before !== null;
        cell.textContent = column.show(after);
        cell.classList.toggle('up', hasMoved && after > before);
        cell.classList.toggle('down', hasMoved && after < before);
        cell.title = hasMoved ? `${column.show(before)} in the run, ${name === 'fill_rate' ? signed((after - before) * 100, 1) : signed(after - before, 2)}` : '';
      } else {
        const shown = column.show(before);
        if (cell.textContent !== shown) cell.textContent = shown;
        if (name === 'status') cell.dataset.status = before;
        if (cell.title !== (column.isText ? shown : '')) cell.title = column.isText ? shown : '';
        cell.classList.remove('up', 'down');
      }
      cell.classList.toggle('alarm', (name === 'waiting' && before > 0) || (name === 'short' && before > 0));
    }
  }

  #click(event) {
    const head = event.target.closest('[data-sort]');
    if (head) {
      this.handlers.sort?.(head.dataset.sort);
      return;
    }
    const row = event.target.closest('.row');
    if (!row) return;
    this.#move(Number(row.dataset.position));
    if (event.target.closest('.tick')) this.handlers.tick?.(this.activeRow);
    else this.handlers.open?.(this.activeRow);
  }

  #key(event) {
    if (event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / rowHeight) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (event.key in steps) this.step(steps[event.key]);
    else if (event.key === 'Home') this.#home(0, event.ctrlKey);
    else if (event.key === 'End') this.#home(this.rows.length - 1, event.ctrlKey);
    else if (event.key === 'ArrowRight') this.element.scrollLeft += 80;
    else if (event.key === 'ArrowLeft') this.element.scrollLeft -= 80;
    else if (event.key === ' ') this.handlers.tick?.(this.activeRow);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #home(to, isWhole) {
    if (isWhole || this.element.scrollLeft === 0) { if (this.rows.length > 0) this.#move(to); }
    else this.element.scrollLeft = to === 0 ? 0 : this.element.scrollWidth;
  }
}

"""##

private let helpJs = ##"""
// The keys, and the palette that joins going, finding and doing.

import { h } from './dom.js';
import { show } from './dialog.js';

export const keys = [
  ['/', 'search and filter'], ['j k ↑ ↓', 'next and previous row'], ['Enter', 'open the item'], ['Escape', 'close what is open'],
  ['x or Space', 'tick the row'], ['X', 'tick all rows that are shown'], ['e', 'edit: override the levels of the item'], ['a', 'approve: go to the orders, with the ticked items'],
  ['[ ]', 'previous and next item of the list'], ['g n, g i, g w, g o, g c', 'go to: needs, items, what if, orders, compare'],
  ['Ctrl-Z, Ctrl-Shift-Z', 'undo and redo in a scenario'], ['Ctrl-K', 'palette: go, find, do'], ['?', 'this list'],
];

export function showHelp() {
  const { dialog } = show('Keys', h('div', {}, h('dl', { class: 'keys' }, keys.map(([key, text]) => [h('dt', {}, key.split(' ').map((one) => [h('kbd', {}, one), ' '])), h('dd', {}, text)])),
    h('p', { class: 'quiet' }, 'Filters: words; several pasted codes; supplier:cedar abc:A waiting>2 -status:ok needs:capped fill_rate<90%. No key works while you type.'),
    h('form', { method: 'dialog' }, h('div', { class: 'actions' }, h('button', { class: 'main' }, 'Close')))));
  dialog.querySelector('button').focus();
}

/** Entries of the palette that hold every word of what was typed; those that begin with it come first. */
export function matching(entries, typed) {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => wanted.every((word) => entry.title.toLowerCase().includes(word)));
  const start = typed.trim().toLowerCase();
  return found.map((entry, index) => ({ entry, rank: entry.title.toLowerCase().startsWith(start) ? 0 : 1, index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index).map((one) => one.entry);
}

export function showPalette(app) {
  const places = [['needs', 'What needs you'], ['items', 'All items'], ['whatif', 'What if'], ['overrides', 'Overrides'], ['orders', 'Orders'],
    ['waiting', 'Who waits'], ['compare', 'Compare runs'], ['results', 'Replay and backtest'], ['runs', 'Runs']];
  const fixed = [
    ...places.map(([view, title]) => ({ title: `Go to ${title}`, run: () => app.go({ view, item: '' }) })),
    ...(app.needs?.attention ?? []).filter((kind) => kind.count > 0).map((kind) => ({ title: `Show ${kind.title} (${kind.count})`, run: () => app.go({ view: 'needs', need: kind.kind, item: '' }) })),
    { title: 'Undo in the scenario', run: () => app.scenario.undo() }, { title: 'Redo in the scenario', run: () => app.scenario.redo() },
    { title: 'Leave the scenario', run: () => app.scenario.clear() }, { title: 'Copy the scenario as a command', run: () => app.scenario.copy() },
    { title: 'Print', run: () => print() }, { title: 'Keys', run: () => showHelp() },
  ];
  const input = h('input', { type: 'search', placeholder: 'Go, find or do', 'aria-label': 'Go, find or do', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list', autocomplete: 'off' });
  const list = h('ul', { id: 'palette-list', role: 'listbox' });
  const opened = show('Palette', h('div', {}, input, list), { class: 'palette' });
  let entries = [];
  let at = 0;
  const choose = (entry) => {
    opened.dialog.close('');
    opened.closed.then(() => entry.run());
  };
  const draw = () => {
    const items = [];
    const typed = input.value.trim().toLowerCase();
    if (typed && app.table) {
      const haystack = app.table.searchable();
      for (let row = 0; row < haystack.length && items.length < 8; row += 1) {
        if (haystack[row].includes(typed)) items.push({ title: app.table.id(row), run: () => app.go({ view: 'items', item: app.table.id(row) }) });
      }
    }
    entries = [...matching(fixed, input.value), ...items].slice(0, 14);
    at = Math.min(at, Math.max(0, entries.length - 1));
    list.replaceChildren(...entries.map((entry, index) => h('li', { role: 'option', id: `palette-${index}`, 'aria-selected': index === at ? 'true' : 'false', onclick: () => choose(entry) }, entry.title)));
    input.setAttribute('aria-activedescendant', `palette-${at}`);
  };
  input.addEventListener('input', () => { at = 0; draw(); });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') at = Math.min(entries.length - 1, at + 1);
    else if (event.key === 'ArrowUp') at = Math.max(0, at - 1);
    else if (event.key === 'Enter') { if (entries[at]) choose(entries[at]); }
    else return;
    event.preventDefault();
    draw();
  });
  draw();
  input.focus();
}

"""##

private let iconSvg = ##"""
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#14532d"/><rect x="6" y="8" width="9" height="17" rx="2" fill="none" stroke="#bbf7d0" stroke-width="2"/><rect x="17" y="8" width="9" height="17" rx="2" fill="none" stroke="#bbf7d0" stroke-width="2"/><rect x="8" y="19" width="5" height="4" fill="#bbf7d0"/><rect x="19" y="12" width="5" height="11" fill="#bbf7d0"/></svg>

"""##

private let indexHtml = ##"""
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Twobin</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/charts.css">
<link rel="stylesheet" href="/style.css">
<script type="module" src="/app.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<div id="app">
<header id="top" role="banner"></header>
<nav id="side" aria-label="Views"></nav>
<main id="main" tabindex="-1"><p class="loading">Reading the run…</p></main>
<aside id="panel" aria-label="Item" hidden></aside>
</div>
<div id="live" class="unseen" role="status" aria-live="polite"></div>
<noscript>The page needs JavaScript. Every view has a .json twin, for example /needs.json.</noscript>
</body>
</html>

"""##

private let itemJs = ##"""
// One item: what to do and why, its pictures, its terms, and a scenario of its own.

import { h, put, chart, say } from './dom.js';
import { decimals, money, percent, quantity } from './format.js';
import { get } from './api.js';
import { value } from './changes.js';
import { editOverride } from './overrides.js';

/** Fields of one item's scenario: name in a change, title, unit. */
const fields = [
  ['lead_time_days', 'Lead time', 'days'], ['lead_time_sd_days', 'its sd', 'days'], ['demand', 'Demand', '+20%'], ['review_period_days', 'Review', 'days'],
  ['minimum_order_quantity', 'Minimum order', 'units'], ['order_multiple', 'Multiple', 'units'], ['unit_cost', 'Unit cost', ''], ['maximum_order_quantity', 'Most per order', 'units'],
];

export class ItemPanel {
  constructor(app, element) {
    this.app = app;
    this.element = element;
    this.shown = '';
  }

  show(id) {
    const { app } = this;
    if (!id || !app.needs) {
      if (!this.element.hidden) this.element.hidden = true;
      document.body.classList.remove('has-panel');
      this.shown = '';
      return;
    }
    const key = `${app.needs.run.id} ${id}`;
    if (key === this.shown) return;
    const wasHidden = this.element.hidden;
    this.shown = key;
    this.element.hidden = false;
    document.body.classList.add('has-panel');
    if (wasHidden) put(this.element, h('p', { class: 'loading' }, `Reading ${id}…`));
    this.asking?.abort();
    this.asking = new AbortController();
    get('/item.json', { run: app.needs.run.id, item: id }, { signal: this.asking.signal }).then(
      (item) => { if (this.shown === key) this.#draw(item); },
      (error) => { if (this.shown === key && error.name !== 'AbortError') put(this.element, this.#close(), h('p', { class: 'wrong' }, error.message)); });
  }

  close() {
    if (this.element.hidden) return;
    this.app.go({ item: '' });
    this.app.list.grid.focus();
  }

  #close() { return h('button', { class: 'plain close', 'aria-label': 'Close the item', onclick: () => this.close() }, '×'); }

  #draw(item) {
    const { app } = this;
    const recommendation = item.recommendation;
    put(this.element, h('header', {}, this.#close(),
      h('h1', {}, item.item, item.location === 'main' ? null : h('span', { class: 'quiet' }, ` @ ${item.location}`)),
      h('p', { class: 'sentence' }, item.sentence),
      item.changed ? h('p', { class: 'note' }, h('strong', {}, 'Changed since the last plan: '), item.changed) : null,
      recommendation.reason ? h('p', { class: 'quiet' }, recommendation.reason) : null),
    h('dl', { class: 'figures' }, [
      ['Order now', quantity(recommendation.order_now)], ['Order up to, S', quantity(recommendation.order_up_to)], ['Order at, r', quantity(recommendation.reorder_point)],
      ['Position', quantity(recommendation.inventory_position)], ['Fill rate', percent(recommendation.fill_rate)], ['Waiting, average', decimals(recommendation.expected_backorders, 2)],
      ['Stock money', money(recommendation.average_inventory_value)], ['Safety stock', quantity(recommendation.safety_stock)],
    ].map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text || '–')))),
    item.charts.map((one) => h('figure', { 'data-chart': one.name }, chart(one.svg))),
    item.charts.some((one) => one.name === 'stock') ? h('p', { class: 'quiet small' }, 'Open orders are taken to arrive evenly over the lead time: the run holds no dates for them.') : null,
    item.charts.some((one) => one.name === 'demand') && !item.has_fan ? h('p', { class: 'quiet small' }, 'The bands of 50, 80 and 95% are those of the demand that the levels are set against: the plan kept no such quantiles of its forecast.') : null,
    this.#scenario(item),
    item.sections.map((section) => h('section', { class: 'facts' }, h('h2', {}, section.title), h('dl', {}, section.facts.map((fact) => [h('dt', {}, fact.name), h('dd', {}, fact.text)])))),
    this.#past(item),
    this.#others(item),
    h('p', {}, h('a', { href: `/item.json?run=${app.needs.run.id}&item=${encodeURIComponent(item.unique_id)}`, class: 'quiet' }, 'item.json')));
    this.element.scrollTop = 0;
    say(item.sentence);
  }

  #scenario(item) {
    const { app } = this;
    const name = (field) => `${item.unique_id}.${field}`;
    return h('details', { class: 'own', open: app.scenario.changes.some((change) => change.startsWith(`${item.unique_id}.`)) },
      h('summary', {}, 'What if, for this item'),
      h('div', { class: 'fields' }, fields.map(([field, title, unit]) => h('label', {}, h('span', {}, title),
        h('input', {
          value: value(app.scenario.changes, name(field)), placeholder: unit, 'aria-label': `${title} in a scenario`, name: field, size: 8,
          onchange: (event) => app.scenario.set(name(field), event.target.value.trim() || null),
        })))),
      h('p', { class: 'quiet small' }, 'A number (40), a share (+20%) or an amount (+5).'),
      app.session.read_only ? null : h('button', { onclick: () => editOverride(app, item.unique_id, item) }, 'Override the levels ', h('kbd', {}, 'e')));
  }

  /** Orders and receipts behind it: earlier plans, placed and open orders, how its supplier has delivered. */
  #past(item) {
    const { plans, placed, open, receipts } = item.past;
    const table = (caption, titles, rows) => (rows.length === 0 ? null : h('div', { class: 'wide-table' }, h('table', { class: 'plain-table' }, h('caption', {}, caption), h('thead', {}, h('tr', {}, titles.map((title) => h('th', { scope: 'col' }, title)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((text) => h('td', { class: typeof text === 'string' && /^[\d.,  ]+$/.test(text) ? 'number' : null }, text ?? '–'))))))));
    return h('section', {}, receipts ? h('p', {}, `Received before: ${decimals(receipts.lines, receipts.lines % 1 ? 1 : 0)} lines, ${decimals(receipts.mean_days, 1)} days from order to receipt on average (${receipts.shortest_days} to ${receipts.longest_days}).`) : null,
      table('On its way', ['Order', 'Ordered', 'Promised', 'Units'], open.map((order) => [order.order || order.supplier || '–', order.ordered_on, order.promised_on, quantity(order.units)])),
      table('Placed here', ['Order', 'Placed', 'Units', 'Expected (9 in 10)', 'State'], placed.map((order) => [order.reference, order.placed_on, quantity(order.units), order.expected_on, order.state])),
      table('What plans said', ['As of', 'r', 'S', 'Ordered', 'Status'], plans.map((plan) => [h('a', { href: this.app.address({ run: plan.run }) }, plan.as_of), quantity(plan.reorder_point), quantity(plan.order_up_to), quantity(plan.order_now), plan.status])));
  }

  #others(item) {
    const { app } = this;
    const link = (id) => h('a', { href: app.address({ item: id }) }, id);
    return h('section', {}, item.elsewhere.length > 0 ? h('p', {}, 'Also at ', item.elsewhere.map((id, index) => [index ? ', ' : '', link(id)])) : null,
      item.group.length > 0 ? h('table', { class: 'plain-table' }, h('caption', {}, 'Neighbours by demand in money'),
        h('thead', {}, h('tr', {}, ['Item', 'S', 'Fill rate', 'Waiting, average', 'Stock money'].map((title) => h('th', { scope: 'col' }, title)))),
        h('tbody', {}, item.group.map((other) => h('tr', {}, h('td', {}, link(other.unique_id)), [quantity(other.order_up_to), percent(other.fill_rate), decimals(other.expected_backorders, 2), money(other.average_inventory_value)].map((text) => h('td', { class: 'number' }, text)))))) : null);
  }
}

"""##

private let keysJs = ##"""
// The keyboard. No key works while a reader types, or in a dialog.

import { showHelp, showPalette } from './help.js';
import { editOverride } from './overrides.js';

const places = { n: 'needs', i: 'items', w: 'whatif', v: 'overrides', o: 'orders', c: 'compare', r: 'runs' };

export function isTyping(target) {
  return target instanceof HTMLElement && (target.matches('input:not([type=checkbox]):not([type=range]), textarea, select') || target.isContentEditable);
}

export function installKeys(app) {
  let isGoing = false;
  document.addEventListener('keydown', (event) => {
    if (document.querySelector('dialog[open]')) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      showPalette(app);
      return;
    }
    if (isTyping(event.target)) {
      if (event.target === app.search && (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'Escape')) {
        event.preventDefault();
        app.list.grid.focus();
      }
      return;
    }
    if (isCommand && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      if (event.shiftKey) app.scenario.redo(); else app.scenario.undo();
      return;
    }
    if (isCommand || event.altKey) return;
    if (isGoing) {
      isGoing = false;
      if (places[event.key]) {
        event.preventDefault();
        app.go({ view: places[event.key], item: '' });
      }
      return;
    }
    const { grid } = app.list;
    const hasList = grid.element.isConnected;
    const act = {
      '/': () => app.search.focus(),
      '?': () => showHelp(),
      g: () => { isGoing = true; setTimeout(() => { isGoing = false; }, 1500); },
      Escape: () => app.panel.close(),
    };
    const inList = {
      j: () => { grid.step(1); grid.focus(); }, k: () => { grid.step(-1); grid.focus(); },
      Enter: () => { if (event.target === document.body || event.target === grid.element) app.go({ item: app.table.id(grid.activeRow) }); else return false; return true; },
      x: () => app.list.tick(grid.activeRow), X: () => app.list.tickAll(), ']': () => step(app, 1), '[': () => step(app, -1),
      e: () => editOverride(app, app.state.item || (grid.activeRow >= 0 ? app.table.id(grid.activeRow) : '')),
      a: () => app.go({ view: 'orders', item: '' }),
    };
    const chosen = act[event.key] ?? (hasList && app.table ? inList[event.key] : undefined);
    if (chosen && chosen() !== false) event.preventDefault();
  });
}

/** The next item of the list, in the panel too. */
function step(app, by) {
  app.list.grid.step(by);
  app.go({ item: app.table.id(app.list.grid.activeRow) }, { isReplaced: true });
}

"""##

private let listJs = ##"""
// The list of items: filter, facets, sort, columns, ticks, and the grid.

import { h, put, say } from './dom.js';
import { Grid } from './grid.js';
import { select, sorted, toggled, words } from './filters.js';
import { columns, usual, narrow } from './columns.js';
import { decimals, money, quantity } from './format.js';
import { remember, remembered } from './chrome.js';
import { bulkMenu } from './bulk.js';

const facetNames = ['supplier', 'group', 'abc', 'pattern', 'status', 'location'];

export class List {
  constructor(app) {
    this.app = app;
    this.ticks = new Set();
    this.grid = new Grid({
      open: (row) => app.go({ item: app.table.id(row) }),
      sort: (name) => this.sort(name),
      moved: (row) => { if (app.state.item) app.go({ item: app.table.id(row) }, { isReplaced: true }); },
      tick: (row) => this.tick(row),
      seen: (rows) => app.scenario.want(rows),
    });
    this.bar = h('div', { class: 'bar' });
    this.element = h('section', { class: 'list', 'aria-label': 'Items' }, this.bar, this.grid.element);
  }

  get names() {
    const chosen = this.app.state.cols.length > 0 ? this.app.state.cols : (remembered('columns').split('.').filter(Boolean));
    const names = (chosen.length > 0 ? chosen : innerWidth < 700 ? narrow : usual).filter((name) => columns[name]);
    // A column that says the same of every item says nothing.
    return chosen.length > 0 ? names : names.filter((name) => this.#says(name));
  }

  #says(name) {
    const values = this.app.table.column(name);
    if (!columns[name].isText) return true;
    return values.some((value) => value !== values[0]);
  }

  /** What was typed is the filter at once; the address follows when the typing rests. */
  typed(text) {
    this.app.state.q = text;
    this.refresh();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.app.go({ q: text }, { isReplaced: true }), 400);
  }

  sort(name) {
    const now = this.app.state.sort;
    const first = columns[name].isText ? name : `-${name}`;
    const second = columns[name].isText ? `-${name}` : name;
    this.app.go({ sort: now === first ? second : now === second ? '' : first });
  }

  tick(row) {
    if (row < 0) return;
    if (this.ticks.has(row)) this.ticks.delete(row); else this.ticks.add(row);
    this.grid.setTicks(this.ticks);
    this.#drawBar();
  }

  /** Ticks all rows that are shown; once more takes the ticks away. */
  tickAll() {
    const isAll = this.shown.every((row) => this.ticks.has(row));
    for (const row of this.shown) { if (isAll) this.ticks.delete(row); else this.ticks.add(row); }
    this.grid.setTicks(this.ticks);
    this.#drawBar();
    say(`${this.ticks.size} ticked`);
  }

  /** Rows that the state asks for, in its order. `need` limits them to one reason to look. */
  rows(need) {
    const { table, state, order } = this.app;
    let rows = select(state.q, table);
    if (need) {
      const ranks = order.get(need) ?? [];
      const wanted = new Set(rows);
      rows = ranks.filter((row) => wanted.has(row));
    }
    return sorted(rows, state.sort, table);
  }

  /** Filter, sort and draw again; everything here is in memory. */
  refresh(need = this.need) {
    if (!this.app.table) return;
    this.need = need;
    if (this.table !== this.app.table) {
      this.table = this.app.table;
      this.ticks = new Set();
    }
    this.shown = this.rows(need);
    this.grid.setTicks(this.ticks);
    this.grid.show(this.app.table, this.shown, this.names, this.app.state.sort);
    this.#drawBar();
    this.app.scenario.want(this.grid.visible);
    if (this.app.state.item) {
      const row = this.app.table.row(this.app.state.item);
      if (row >= 0 && this.grid.activeRow !== row) this.grid.activate(row);
    }
    clearTimeout(this.saying);
    this.saying = setTimeout(() => say(`${this.shown.length} items`), 600);
  }

  #drawBar() {
    const { app, shown } = this;
    const table = app.table;
    const sum = (name, rows) => rows.reduce((total, row) => total + (table.column(name)[row] ?? 0), 0);
    const rows = this.ticks.size > 0 ? [...this.ticks] : shown;
    const isOpen = this.facets?.open === true;
    this.facets = h('details', { class: 'facets', open: isOpen }, h('summary', {}, 'Filter'),
      h('div', { class: 'facet-list' }, facetNames.filter((name) => table.has(name)).map((name) => this.#facet(name))));
    put(this.bar,
      h('strong', {}, `${decimals(shown.length, 0)} of ${decimals(table.count, 0)} items`),
      this.ticks.size > 0 ? h('span', { class: 'badge' }, `${this.ticks.size} ticked `, h('button', { class: 'plain', onclick: () => { this.ticks.clear(); this.refresh(); } }, 'clear')) : null,
      this.ticks.size > 0 ? bulkMenu(app, this.ticks) : null,
      h('span', { class: 'quiet' }, `${app.state.changes.length > 0 ? 'in the plan: ' : ''}${quantity(sum('waiting', rows))} waiting · ${quantity(sum('order_now', rows))} units to order, ${money(sum('order_value', rows))} · stock money ${money(sum('average_inventory_value', rows))}`),
      h('span', { class: 'grow' }),
      app.state.q || app.state.sort || (app.state.need && app.state.view === 'items') ? h('button', { class: 'plain', onclick: () => app.go({ q: '', sort: '', need: '' }) }, 'Clear filter') : null,
      this.facets, this.#chooser(),
      h('a', { class: 'button', href: this.#csv(rows), download: `items-${app.needs.run.id}.csv` }, 'CSV'));
  }

  #facet(name) {
    const { app } = this;
    const counts = app.table.facets(name, this.shown);
    if (counts.length < 2 && !words(app.state.q).some((word) => word.text.startsWith(`${name}:`))) return null;
    return h('div', {}, h('h2', {}, columns[name].title), h('ul', {}, counts.slice(0, 30).map(([value, count]) => {
      const term = `${name}:${value}`;
      return value === '' ? null : h('li', {}, h('button', { class: 'plain', onclick: () => app.go({ q: toggled(app.state.q, term) }) },
        h('span', {}, value), h('span', { class: 'count' }, decimals(count, 0))));
    })));
  }

  #chooser() {
    const isOpen = this.choosing?.open === true;
    const names = this.names;
    const choose = (name, isChosen) => {
      const next = isChosen ? [...names, name] : names.filter((one) => one !== name);
      remember('columns', next.join('.'));
      this.app.go({ cols: next }, { isReplaced: true });
    };
    this.choosing = h('details', { class: 'facets chooser', open: isOpen }, h('summary', {}, 'Columns'),
      h('div', { class: 'facet-list' }, Object.entries(columns).filter(([name]) => name !== 'item').map(([name, column]) =>
        h('label', { title: column.hint }, h('input', { type: 'checkbox', checked: names.includes(name), onchange: (event) => choose(name, event.target.checked) }), column.title, h('small', { class: 'quiet' }, column.hint)))));
    return this.choosing;
  }

  /** The shown columns of rows as a file: made in the browser from the run's own values. */
  #csv(rows) {
    const link = { toString: () => '#' };
    this.file = () => {
      const names = ['item', 'location', ...this.names.filter((name) => !['item', 'location'].includes(name))];
      const cell = (value) => {
        if (value === null) return '';
        const text = String(value);
        const guarded = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
        return /[",\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
      };
      return [names.join(','), ...rows.map((row) => names.map((name) => cell(this.app.table.column(name)[row])).join(','))].join('\n') + '\n';
    };
    queueMicrotask(() => {
      const anchor = this.bar.querySelector('a[download]');
      anchor?.addEventListener('click', () => {
        anchor.href = URL.createObjectURL(new Blob([this.file()], { type: 'text/csv' }));
        setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
      }, { once: true });
    });
    return link;
  }
}

"""##

private let needsJs = ##"""
// What needs you: counted reasons to look, the worst rows first.

import { h, put } from './dom.js';
import { decimals, money, quantity } from './format.js';

/** The reason whose rows are shown: the chosen one, else the first that has any. */
export function shownNeed(state, attention) {
  if (attention.some((kind) => kind.kind === state.need)) return state.need;
  return attention.find((kind) => kind.count > 0)?.kind ?? '';
}

export function needsView(app, main) {
  const { needs } = app;
  const need = app.need();
  const kind = needs.attention.find((one) => one.kind === need);
  const run = needs.run;
  put(main, app.scenario.banner, run.kind === 'plan' ? null : h('p', { class: 'note' }, 'This is the saved scenario', run.name ? h('strong', {}, ` ${run.name}`) : ` ${run.id}`, ', not a plan. ', run.parent ? h('a', { href: app.address({ run: run.parent }) }, 'What it was made of') : null),
    app.scenario.strip, cards(app, need), notices(needs.notices),
    kind ? h('p', { class: 'quiet lead' }, h('strong', {}, kind.title), `: ${kind.explanation}. Worst first, by money.`) : h('p', {}, 'Nothing needs you.'),
    app.table ? app.list.element : first(kind));
  if (app.table) app.list.refresh(need);
}

function cards(app, need) {
  return h('ul', { class: 'cards', 'aria-label': 'What needs you' }, app.needs.attention.map((kind) => h('li', {}, h('a', {
    href: app.address({ view: 'needs', need: kind.kind, sort: '', item: '' }), class: `card ${kind.kind}${kind.count === 0 ? ' none' : ''}`,
    'aria-current': kind.kind === need ? 'true' : null, title: kind.explanation,
  }, h('span', { class: 'big' }, decimals(kind.count, 0)), h('span', { class: 'name' }, kind.title),
  kind.count > 0 ? h('span', { class: 'quiet' }, `${kind.units > 0 && kind.units < 0.5 ? 'under 1' : quantity(Math.round(kind.units))} ${kind.units < 1.5 && kind.units > 0 ? 'unit' : 'units'}, worth ${money(Math.round(kind.money))}`) : h('span', { class: 'quiet' }, 'none')))));
}

function notices(found) {
  if (found.length === 0) return null;
  return h('details', { class: 'notices', open: found.length < 4 }, h('summary', {}, `${found.length} ${found.length === 1 ? 'thing' : 'things'} to know about the data`),
    h('ul', {}, found.map((one) => h('li', {}, h('strong', {}, one.title), ' ', one.text))));
}

/** The first rows, until the columns of all items are there. */
function first(kind) {
  return h('table', { class: 'plain-table' }, h('thead', {}, h('tr', {}, ['Item', 'Supplier', 'Units', 'Money', 'Position', 'S', 'Order now'].map((name) => h('th', {}, name)))),
    h('tbody', {}, (kind?.rows ?? []).map((row) => h('tr', {}, h('td', {}, row.location === 'main' ? row.item : `${row.item}@${row.location}`), h('td', {}, row.supplier),
      [quantity(row.units), money(row.money), quantity(row.position), quantity(row.order_up_to), quantity(row.order_now)].map((text) => h('td', { class: 'number' }, text))))));
}

"""##

private let ordersJs = ##"""
// Today's orders by supplier and location: quantities to set by hand, what that costs, approving, and files to take away.

import { h, put, say } from './dom.js';
import { decimals, money, quantity, signed } from './format.js';
import { get, post, address } from './api.js';
import { edited, editOf } from './edits.js';
import { ask } from './dialog.js';
import { whoAmI } from './overrides.js';
import { exportDialog } from './downloads.js';

export async function ordersView(app, main) {
  const run = app.needs.run.id;
  const edit = app.state.edits;
  if (app.ordersOf !== run) put(main, h('p', { class: 'loading' }, 'Reading the orders…'));
  let book;
  try {
    book = await get('/orders.json', { run, edit });
  } catch (error) {
    put(main, h('h1', {}, 'Orders'), h('p', { class: 'wrong' }, error.message), edit.length > 0 ? h('p', {}, h('button', { onclick: () => app.go({ edits: [] }) }, 'Take back what was set by hand')) : null);
    return;
  }
  if (app.state.view !== 'orders' || app.needs.run.id !== run || edit.join() !== app.state.edits.join()) return;
  const isSame = app.ordersOf === run;
  const focused = isSame ? document.activeElement?.id : '';
  const scroll = isSame ? main.scrollTop : 0;
  if (!isSame) app.openOrders = new Set(book.orders.length < 4 ? book.orders.map((order) => order.reference) : ticked(app, book));
  app.ordersOf = run;
  const open = book.orders.filter((order) => order.state === 'proposed');
  put(main, h('h1', {}, 'Orders of ', book.as_of),
    book.kind !== 'plan' ? h('p', { class: 'note' }, 'These are the orders of a saved scenario, not of a plan. ', h('a', { href: app.address({ view: 'runs' }) }, 'All runs')) : null,
    book.is_newest || book.kind !== 'plan' ? null : h('p', { class: 'note' }, 'A later plan is in the store: these orders are of an earlier one.'),
    h('p', { class: 'quiet' }, `${counted(book.orders.length, 'order')}, ${counted(book.lines, 'line')}, ${quantity(book.units)} units, value ${money(book.value)}`, capped(book.purchase_cap)),
    book.edit_price ? h('p', { class: 'price wide', role: 'status', id: 'edit-price' }, h('strong', {}, `${counted(book.edits, 'quantity', 'quantities')} set by hand: `), price(book.edit_price), ' against the plan, until the next orders can arrive. ',
      h('button', { class: 'screen', onclick: () => app.go({ edits: [] }) }, 'Take back')) : null,
    h('p', { class: 'screen actions' },
      app.session.read_only ? null : h('button', { class: 'main', disabled: open.length === 0, onclick: () => approve(app, book, open) }, open.length === 0 ? 'All are placed' : `Approve all ${open.length}…`),
      ' ', h('a', { class: 'button', href: address('/orders.csv', { run, edit }), download: '' }, 'CSV'), ' ',
      h('a', { class: 'button', href: address('/orders.html', { run, edit }), download: '' }, 'Page to print'), ' ',
      h('a', { class: 'button', href: address('/plan.xlsx', { run }), download: '' }, 'Workbook'), ' ',
      h('button', { onclick: () => exportDialog(app) }, 'For another system…'), ' ', h('button', { onclick: () => print() }, 'Print')),
    book.orders.length === 0 ? h('p', {}, 'Nothing is to be ordered today.') : null,
    book.orders.map((order) => drawn(app, book, order)),
    placed(app, book.placed));
  main.scrollTop = scroll;
  if (focused) document.getElementById(focused)?.focus();
}

/** References of the orders that hold a ticked item. */
function ticked(app, book) {
  const ids = new Set([...app.list.ticks].map((row) => app.table?.id(row)));
  return book.orders.filter((order) => order.lines.some((line) => ids.has(line.unique_id))).map((order) => order.reference);
}

function counted(count, one, many = `${one}s`) { return `${decimals(count, 0)} ${count === 1 ? one : many}`; }

function price(one) {
  const parts = [];
  if (one.money !== null) parts.push(`${signed(one.money, 2)} money`);
  if (one.waiting !== null) parts.push(`${signed(one.waiting, 2)} units waiting`);
  return parts.join(', ');
}

function capped(cap) {
  if (!cap) return null;
  return `. Purchase cap ${cap.budget === null ? 'by supplier' : money(cap.budget)}: ${money(cap.spent)} of ${money(cap.wanted)} wanted; ${decimals(cap.waiting, 1)} units wait with it, ${decimals(cap.waiting_if_all, 1)} without.`;
}

/** One order; its lines become elements once it is opened. */
function drawn(app, book, order) {
  const body = h('div', { class: 'lines' });
  const isOpen = app.openOrders.has(order.reference);
  const fill = () => { if (!body.firstChild) put(body, order.note ? h('p', { class: 'quiet' }, order.note) : null, lines(app, order), terms(order)); };
  if (isOpen) fill();
  const isProposed = order.state === 'proposed';
  return h('details', {
    class: `order ${order.state.replace(' ', '-')}`, open: isOpen, id: order.reference,
    ontoggle: (event) => {
      if (event.target.open) { app.openOrders.add(order.reference); fill(); } else app.openOrders.delete(order.reference);
    },
  }, h('summary', {}, h('strong', {}, order.supplier || 'no supplier named'), h('span', {}, order.location === 'main' ? null : `for ${order.location}`),
    h('span', { class: 'figure' }, counted(order.lines.filter((line) => line.units > 0).length, 'line')),
    h('span', { class: 'figure' }, `${quantity(order.units)} ${order.units === 1 ? 'unit' : 'units'}`), h('span', { class: 'figure', title: 'value of the order' }, money(order.value)), minimum(order),
    h('span', { class: `state ${order.state.replace(' ', '-')}` }, state(order))),
  h('p', { class: 'screen actions' },
    isProposed && !app.session.read_only ? h('button', { id: `approve-${order.reference}`, onclick: () => approve(app, book, [order]) }, 'Approve…') : null,
    isProposed ? null : settle(app, order),
    h('a', { class: 'button', href: address('/orders.csv', { run: book.run, edit: app.state.edits, reference: order.reference }), download: '' }, 'CSV'),
    h('a', { class: 'button', href: address('/orders.html', { run: book.run, edit: app.state.edits, reference: order.reference }), download: '' }, 'Page to print'),
    h('span', { class: 'quiet' }, order.reference)), body);
}

function state(order) {
  return { proposed: 'proposed', placed: `✓ placed on ${order.placed_on}`, received: '✓ received', cancelled: 'taken back', 'left out': 'left out by hand' }[order.state] ?? order.state;
}

function minimum(order) {
  const least = order.supplier_minimum;
  if (least === null) return h('span', { class: 'quiet' }, 'no minimum');
  return order.supplier_value + 0.005 >= least ? h('span', { class: 'quiet' }, `✓ minimum ${money(least)}`) : h('span', { class: 'wrong' }, `! below the minimum of ${money(least)}`);
}

function terms(order) {
  const words = [];
  if (order.supplier_capacity !== null) words.push(`The supplier delivers at most ${quantity(order.supplier_capacity)} units a period.`);
  if (order.added_units > 0) words.push(`${quantity(order.added_units)} units are not needed today and were added or taken along.`);
  if (order.lines_without_cost > 0) words.push(`${counted(order.lines_without_cost, 'line')} without a unit cost: the value leaves them out.`);
  return words.length > 0 ? h('p', { class: 'quiet small' }, words.join(' ')) : null;
}

function lines(app, order) {
  const hasNames = order.lines.some((line) => line.name || line.supplier_code);
  const hasPacks = order.lines.some((line) => line.units_per_pack !== null);
  const canEdit = order.state !== 'placed' && order.state !== 'received' && !app.session.read_only;
  return h('div', { class: 'wide-table' }, h('table', { class: 'plain-table' }, h('thead', {}, h('tr', {}, ['Item', hasNames ? 'Name' : null, 'Units', hasPacks ? 'Packs' : null, 'Unit cost', 'Value', 'Needed by', 'Expected', 'Why'].filter(Boolean)
    .map((title) => h('th', { scope: 'col', class: ['Units', 'Packs', 'Unit cost', 'Value'].includes(title) ? 'number' : null }, title)))),
  h('tbody', {}, order.lines.map((line) => h('tr', { class: line.units === 0 ? 'past' : null },
    h('td', {}, h('a', { href: app.address({ item: line.unique_id }) }, line.item)),
    hasNames ? h('td', { class: 'name' }, line.name ?? '', line.supplier_code ? h('small', { class: 'quiet' }, ` ${line.supplier_code}`) : null) : null,
    h('td', { class: 'number' }, canEdit ? field(app, line) : quantity(line.units)),
    hasPacks ? h('td', { class: 'number' }, line.packs === null ? '' : `${quantity(line.packs)} × ${quantity(line.units_per_pack)}`) : null,
    h('td', { class: 'number' }, line.unit_cost === null ? '' : decimals(line.unit_cost, 2)), h('td', { class: 'number' }, money(line.line_value)), h('td', { class: 'day' }, line.need_by ?? ''),
    h('td', { class: 'day', title: `nine times in ten by ${line.receipt_p90}` }, line.receipt_p50),
    h('td', { class: 'why' }, line.price ? h('strong', {}, price(line.price), line.price.remarks.length > 0 ? ` (${line.price.remarks.join('; ')})` : '', '. ') : null, line.reason))))));
}

/** The units of a line, to be set by hand; empty takes the plan's own back. */
function field(app, line) {
  return h('input', {
    type: 'number', min: 0, step: line.units_per_pack ?? 'any', value: line.units, class: line.proposed_units === null ? 'units' : 'units edited', id: `units-${line.unique_id}`,
    'aria-label': `Units of ${line.unique_id}`, title: line.proposed_units === null ? 'as the plan says' : `the plan says ${quantity(line.proposed_units)}`,
    onchange: (event) => app.go({ edits: edited(app.state.edits, line.unique_id, event.target.value, line.proposed_units ?? line.units) }, { isReplaced: true }),
  });
}

/** Shows what is approved, with what was set by hand and its price, and asks who does it. */
async function approve(app, book, orders) {
  const value = orders.reduce((sum, order) => sum + order.value, 0);
  const byHand = orders.flatMap((order) => order.lines).filter((line) => line.proposed_units !== null);
  const below = orders.filter((order) => order.supplier_minimum !== null && order.supplier_value + 0.005 < order.supplier_minimum);
  const lead = h('div', {}, h('p', {}, `${counted(orders.length, 'order')}, ${counted(orders.reduce((sum, order) => sum + order.lines.filter((line) => line.units > 0).length, 0), 'line')}, value `, h('strong', {}, money(value)), '.'),
    byHand.length > 0 ? h('p', { class: 'price' }, `${counted(byHand.length, 'quantity', 'quantities')} set by hand: ${byHand.slice(0, 8).map((line) => `${line.unique_id} ${quantity(line.proposed_units)} → ${quantity(line.units)} (${price(line.price)})`).join('; ')}${byHand.length > 8 ? '; …' : ''}.`) : null,
    below.length > 0 ? h('p', { class: 'wrong' }, `Below the supplier's minimum: ${below.map((order) => order.supplier).join(', ')}.`) : null,
    h('p', { class: 'quiet' }, 'They count as placed from now on. The next plan counts them as on order where its file says open_orders = "store".'));
  const author = app.session.author || await whoAmI(app);
  if (!author) return;
  const given = await ask(orders.length === 1 ? `Approve the order to ${orders[0].supplier || 'no supplier named'}` : `Approve ${orders.length} orders`, [], 'Approve', lead);
  if (given === null) return;
  const chosen = new Set(orders.flatMap((order) => order.lines.map((line) => line.unique_id)));
  try {
    await post('/approve.json', { run: book.run, references: orders.map((order) => order.reference), edits: app.state.edits.filter((edit) => chosen.has(editOf(edit).id)), author });
    say(`${counted(orders.length, 'order')} placed`);
    app.go({ edits: app.state.edits.filter((edit) => !chosen.has(editOf(edit).id)) }, { isReplaced: true });
  } catch (error) {
    await ask('Not approved', [], 'Close', h('p', { class: 'wrong' }, error.message));
  }
}

/** Buttons that end a placed order. */
function settle(app, order) {
  if (app.session.read_only || order.state !== 'placed') return null;
  const end = async (state, question) => {
    const author = await whoAmI(app);
    if (!author || await ask(question, [], 'Yes', h('p', {}, `${order.reference} to ${order.supplier || 'no supplier named'}`)) === null) return;
    try {
      await post('/settle.json', { reference: order.reference, state, author });
      say(`${order.reference} ${state}`);
    } catch (error) {
      await ask('Not done', [], 'Close', h('p', { class: 'wrong' }, error.message));
    }
    app.render();
  };
  return [h('button', { onclick: () => end('received', 'Are the goods here?') }, 'Received…'), ' ', h('button', { onclick: () => end('cancelled', 'Was the order taken back?') }, 'Take back…')];
}

/** Orders of earlier runs that are still on their way. */
function placed(app, orders) {
  if (orders.length === 0) return null;
  return h('section', {}, h('h2', {}, 'Placed earlier and not received'), h('div', { class: 'wide-table' }, h('table', { class: 'plain-table' },
    h('thead', {}, h('tr', {}, ['Order', 'Supplier', 'Location', 'Placed', 'Lines', 'Units', 'Last expected', ''].map((title) => h('th', { scope: 'col' }, title)))),
    h('tbody', {}, orders.map((order) => h('tr', {}, h('td', {}, order.reference), h('td', {}, order.supplier || 'no supplier named'), h('td', {}, order.location), h('td', {}, order.approved_on),
      h('td', { class: 'number' }, order.lines.length), h('td', { class: 'number' }, quantity(order.units)), h('td', {}, order.lines.map((line) => line.expected_on).sort().at(-1) ?? ''), h('td', { class: 'screen' }, settle(app, order))))))));
}

"""##

private let overridesJs = ##"""
// Overrides: levels set by hand, with their reason, author, last day and price; and the record of what people did.

import { h, put, say } from './dom.js';
import { date, decimals, money, quantity, signed } from './format.js';
import { get, post } from './api.js';
import { ask } from './dialog.js';
import { remember, remembered } from './chrome.js';

export async function overridesView(app, main) {
  put(main, h('p', { class: 'loading' }, 'Reading the overrides…'));
  let found;
  try {
    found = await get('/overrides.json', { run: app.needs.run.id });
  } catch (error) {
    put(main, h('p', { class: 'wrong' }, error.message));
    return;
  }
  if (app.state.view !== 'overrides') return;
  const link = (id) => h('a', { href: app.address({ view: 'items', item: id }) }, id);
  put(main, h('h1', {}, 'Overrides'),
    h('p', { class: 'quiet' }, 'Levels set by hand. The next plan follows those in force; one whose last day is past falls away by itself.'),
    found.overrides.length === 0 ? h('p', {}, 'None has been set on this page. Open an item and press ', h('kbd', {}, 'e'), '.') : null,
    found.overrides.length > 0 ? h('table', { class: 'plain-table' }, head(['Item', 'S', 'r', 'Reason', 'By', 'Until', 'State', 'Price in this run', '']),
      h('tbody', {}, found.overrides.map((one) => h('tr', { class: one.holds ? null : 'past' }, h('td', {}, link(one.unique_id)), h('td', { class: 'number' }, quantity(one.order_up_to)), h('td', { class: 'number' }, quantity(one.reorder_point)),
        h('td', { class: 'why' }, one.reason), h('td', {}, one.author, h('br'), h('small', { class: 'quiet' }, date(one.made_at))), h('td', {}, one.expires_on ?? 'ended by hand'),
        h('td', {}, one.ended_at ? `ended by ${one.ended_by}` : one.holds ? (one.is_in_run ? '✓ in this run' : 'from the next plan on') : 'expired'),
        h('td', {}, one.cost ? price(one.cost) : ''), h('td', {}, one.holds && !app.session.read_only ? h('button', { onclick: () => end(app, one) }, 'End') : null))))) : null,
    found.from_table.length > 0 ? [h('h2', {}, 'Fixed by the items table'), h('table', { class: 'plain-table' }, head(['Item', 'Why', 'Kept S', 'The plan would choose', 'Price']),
      h('tbody', {}, found.from_table.map((one) => h('tr', {}, h('td', {}, link(one.unique_id)), h('td', { class: 'why' }, one.reason), h('td', { class: 'number' }, quantity(one.cost.kept_order_up_to)), h('td', { class: 'number' }, quantity(one.cost.recommended_order_up_to)), h('td', {}, price(one.cost))))))] : null,
    found.audit.length > 0 ? h('details', {}, h('summary', {}, 'What people did'), h('table', { class: 'plain-table' }, head(['When', 'Who', 'What', 'To what', 'Details']),
      h('tbody', {}, found.audit.map((row) => h('tr', {}, [date(row.at), row.author, row.action, row.subject, row.details].map((text) => h('td', {}, text))))))) : null);
}

function head(titles) { return h('thead', {}, h('tr', {}, titles.map((title) => h('th', { scope: 'col' }, title)))); }

function price(cost) {
  return `${cost.average_inventory_value === null ? '' : `${signed(cost.average_inventory_value, 0)} money, `}${signed(cost.expected_backorders, 2)} units waiting`;
}

async function end(app, one) {
  const author = await whoAmI(app);
  if (!author) return;
  await post('/override-end.json', { number: one.number, author });
  say(`the override of ${one.unique_id} is ended`);
  app.render();
}

/** The name that goes with a change: known to the server, else asked once and remembered in this browser. */
export async function whoAmI(app) {
  if (app.session.author) return app.session.author;
  const known = remembered('author');
  if (known) return known;
  const given = await ask('Who are you?', [{ name: 'author', title: 'Your name', required: true, hint: 'it is kept with what you change' }], 'Go on');
  if (!given?.author) return '';
  remember('author', given.author);
  return given.author;
}

/** Asks for the levels of an item, shows their price, and keeps them. */
export async function editOverride(app, id, known = null) {
  if (!id || app.session.read_only) return;
  const item = known ?? await get('/item.json', { run: app.needs.run.id, item: id });
  const recommendation = item.recommendation;
  const shown = h('p', { class: 'price', role: 'status' }, `The plan says S ${quantity(recommendation.order_up_to)}, r ${quantity(recommendation.reorder_point)}.`);
  const author = app.session.author ? [] : [{ name: 'author', title: 'Your name', value: remembered('author'), required: true }];
  const asking = ask(`Override ${id}`, [
    { name: 'order_up_to', title: 'Order-up-to level S', type: 'number', value: recommendation.order_up_to ?? '' },
    { name: 'reorder_point', title: 'Reorder point r', type: 'number', value: '', hint: 'empty: a batch below S' },
    { name: 'reason', title: 'Reason', required: true }, { name: 'expires_on', title: 'Last day', type: 'date', hint: 'empty: until it is ended by hand' }, ...author,
  ], 'Keep', shown);
  const form = document.querySelector('dialog[open] form');
  let turn = 0;
  const reprice = async () => {
    turn += 1;
    const mine = turn;
    const { order_up_to: level, reorder_point: point } = Object.fromEntries(new FormData(form));
    try {
      const answer = await get('/price.json', { run: app.needs.run.id, item: id, order_up_to: level, reorder_point: point });
      if (mine !== turn) return;
      put(shown, `Against the plan's ${quantity(answer.cost.recommended_order_up_to)}: `, h('strong', {}, price(answer.cost)),
        ` on average. Fill rate ${decimals(answer.fill_rate * 100, 1)}%, stock money ${money(answer.average_inventory_value)}.`);
    } catch (error) {
      if (mine === turn) put(shown, h('span', { class: 'wrong' }, error.message));
    }
  };
  form.addEventListener('input', (event) => { if (['order_up_to', 'reorder_point'].includes(event.target.name)) reprice(); });
  const given = await asking;
  if (!given) return;
  if (given.author) remember('author', given.author);
  try {
    await post('/override.json', { run: app.needs.run.id, item: id, ...given });
    say(`kept for ${id}`);
    app.go({ view: 'overrides', item: '' });
  } catch (error) {
    app.scenario.problem = error.message;
    await ask('Not kept', [], 'Close', h('p', { class: 'wrong' }, error.message));
  }
}

"""##

private let resultsJs = ##"""
// Results of replay and backtest: pictures, the numbers that decide, and everything that the commands printed.

import { h, put, chart } from './dom.js';
import { decimals, percent, quantity } from './format.js';
import { get } from './api.js';

export async function resultsView(app, main) {
  if (main.dataset.results !== 'shown') put(main, h('p', { class: 'loading' }, 'Reading the results…'));
  const { results } = await get('/results.json').catch((error) => ({ results: [{ name: 'results', problem: error.message }] }));
  if (app.state.view !== 'results') return;
  put(main, h('h1', {}, 'Replay and backtest'),
    results.length === 0 ? h('div', {}, h('p', {}, 'None lies beside the store. These put them there:'),
      h('ul', {}, h('li', {}, h('code', {}, 'twobin replay plan.toml --from DATE --out out/replay'), ' the plan against a textbook rule on past sales'),
        h('li', {}, h('code', {}, 'twobin backtest SALES.csv --out out/backtest'), ' forecasts against what was sold'))) : null,
    results.map((one) => h('section', { class: 'result', 'aria-label': one.name }, h('h2', {}, one.kind === 'replay' ? 'Replay' : one.kind === 'backtest' ? 'Backtest' : '', ' ', h('span', { class: 'quiet' }, one.name)),
      one.problem ? h('p', { class: 'wrong' }, one.problem) : [
        one.kind === 'replay' ? replay(one.document) : backtest(one.document),
        h('div', { class: 'pictures' }, one.pictures.map((picture) => h('figure', { 'data-chart': picture.name }, chart(picture.svg)))),
        h('details', {}, h('summary', {}, 'Everything in the file'), shown(one.document))])));
}

/** Columns of numbers stand right, with their titles; the first names the row. */
function table(titles, rows) {
  const side = titles.map((_, index) => (index > 0 && rows.every((row) => !/\p{L}/u.test(row[index])) ? 'number' : null));
  return h('div', { class: 'wide-table' }, h('table', { class: 'plain-table' }, h('thead', {}, h('tr', {}, titles.map((title, index) => h('th', { scope: 'col', class: side[index] }, title)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, index) => h(index === 0 ? 'th' : 'td', { scope: index === 0 ? 'row' : null, class: side[index] }, cell)))))));
}

/** Each setting of each rule: what was promised and what came. */
function replay(document) {
  const curves = ['textbook', 'plan', 'fillRates'].map((name) => document[name]).filter((curve) => curve?.points?.length > 0);
  if (curves.length === 0) return null;
  const ratio = (one) => (one ? `${decimals(one.ratio, 3)} (90% interval ${decimals(one.low, 3)} to ${decimals(one.high, 3)})` : null);
  return [ratio(document.backorderedUnits) ? h('p', {}, 'Units short under the plan as a share of those under the textbook rule, at equal money: ', h('strong', {}, ratio(document.backorderedUnits)), '.') : null,
    table(['Rule', 'Setting', 'Fill promised', 'Fill', 'Inventory value', 'Units short', 'Value short', 'Waiting, avg', 'Wait, days'], curves.flatMap((curve) => curve.points.map((point) => [
      words(curve.rule), plain(point.setting), point.promisedFillRate === undefined || point.promisedFillRate === null ? '' : percent(point.promisedFillRate), percent(point.fillRate), decimals(point.inventoryValue, 0),
      decimals(point.backorderedUnits, 0), decimals(point.backorderedValue, 0), decimals(point.averageBackorders, 1), decimals(point.meanWaitDays, 2)])))];
}

/** Each model over all classes of demand. */
function backtest(document) {
  const rows = (document.results ?? []).filter((row) => row.class === 'all');
  if (rows.length === 0) return null;
  const show = (value, count) => (typeof value === 'number' ? decimals(value, count) : '');
  return [h('p', {}, `${quantity(document.judged_series)} of ${quantity(document.series)} series, ${quantity(document.cases)} cases: ${quantity(document.origins)} origins, ${quantity(document.horizon)} periods ahead.`),
    table(['Model', 'Kind', 'MASE', 'RMSSE', 'WAPE', 'Bias', 'Pinball', 'Pinball of totals', 'WAPE of totals'], rows.map((row) => [
      row.model, words(row.kind), show(row.measures.mase, 3), show(row.measures.rmsse, 3), show(row.measures.wape, 3), show(row.measures.bias, 3), show(row.measures.pinball, 3), show(row.measures.total_pinball, 3), show(row.measures.total_wape, 3)]))];
}

/** Any JSON as tables: an object as names and values, a list of objects as rows. Numbers are those of the file. */
export function shown(value, depth = 0) {
  if (Array.isArray(value)) {
    const rows = value.filter((one) => one !== null && typeof one === 'object' && !Array.isArray(one));
    if (rows.length === value.length && rows.length > 0) {
      const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => rows.some((row) => typeof row[name] !== 'object' || row[name] === null)).slice(0, 16);
      return table(names.map(words), rows.slice(0, 200).map((row) => names.map((name) => plain(row[name]))));
    }
    return h('span', {}, value.slice(0, 50).map(plain).join(', '));
  }
  if (value !== null && typeof value === 'object') {
    return h('dl', { class: 'keys' }, Object.entries(value).map(([name, one]) => [h('dt', {}, words(name)), h('dd', {}, depth < 5 ? shown(one, depth + 1) : plain(one))]));
  }
  return h('span', {}, plain(value));
}

function words(name) { return String(name).replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`); }

function plain(value) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return value.toLocaleString(undefined, { maximumSignificantDigits: 6 });
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

"""##

private let runsJs = ##"""
// The runs of the store.

import { h, put } from './dom.js';
import { date, decimals, money, percent } from './format.js';
import { get } from './api.js';

export async function runsView(app, main) {
  const { runs } = await get('/runs.json').catch(() => ({ runs: [] }));
  if (app.state.view !== 'runs') return;
  put(main, h('h1', {}, 'Runs'), h('table', { class: 'plain-table' }, h('thead', {}, h('tr', {}, ['As of', 'Kind', 'Made', 'Items', 'Waiting on average', 'Fill rate', 'Stock money', ''].map((title) => h('th', { scope: 'col' }, title)))),
    h('tbody', {}, runs.map((run) => h('tr', { class: run.id === app.needs.run.id ? 'current' : null },
      h('td', {}, h('a', { href: app.address({ view: 'needs', run: run.id, need: '', item: '', changes: [] }) }, run.as_of)), h('td', {}, run.name ? `${run.kind}: ${run.name}` : run.kind), h('td', {}, date(run.created_at)),
      [decimals(run.items, 0), decimals(run.expected_backorders, 1), percent(run.fill_rate, 2), money(run.average_inventory_value)].map((text) => h('td', { class: 'number' }, text)),
      h('td', {}, run.id === app.needs.run.id ? 'shown' : h('a', { href: app.address({ view: 'compare', with: run.id, item: '' }) }, 'compare with the shown run')))))));
}

"""##

private let scenarioJs = ##"""
// The live scenario: its changes, the engine's answer to them, and what is shown of it everywhere.

import { h, put, say } from './dom.js';
import { decimals, signed } from './format.js';
import { History, changed, same } from './changes.js';
import { get, post, Latest, reader, Refusal } from './api.js';
import { ask } from './dialog.js';

/** Totals of the strip: key, title, decimals, and whether less is better. */
const shown = [
  ['expected_backorders', 'Waiting on average', 1, true], ['fill_rate_percent', 'Fill rate, %', 2, false],
  ['average_inventory_value', 'Stock money', 0, true], ['backordered_units_per_year', 'Waiting a year', 0, true],
  ['units_to_order', 'Units to order', 0, null], ['value_to_order', 'Order value', 0, null],
];

export class Scenario {
  constructor(app) {
    this.app = app;
    this.history = new History();
    this.answer = null;
    this.problem = '';
    this.rows = new Map();
    this.banner = h('section', { class: 'banner', 'aria-label': 'Scenario', hidden: true });
    this.strip = h('dl', { class: 'strip', 'aria-label': 'Totals' });
    this.asking = new Latest((changes, isStale) => this.#ask(changes, isStale));
    this.askingRows = new Latest((wanted) => this.#askRows(wanted));
  }

  get changes() { return this.history.now; }
  get isOn() { return this.changes.length > 0; }

  /** Takes over the changes of an address. */
  adopt(changes) {
    if (!same(changes, this.changes)) this.history.set(changes);
    this.#changed();
  }

  /** Changes one subject (`null`: takes its change out). A slider that still moves is one step of the undo. */
  set(name, value, isMoving = false) {
    this.history.set(changed(this.changes, name, value), this.isMoving === name);
    this.isMoving = isMoving ? name : '';
    this.#changed();
    if (!isMoving) this.app.go({ changes: this.changes }, { isReplaced: false });
  }

  /** Changes several subjects in one step of the undo. */
  setAll(pairs) {
    this.history.set(pairs.reduce((changes, [name, value]) => changed(changes, name, value), this.changes));
    this.isMoving = '';
    this.#changed();
    this.app.go({ changes: this.changes });
  }

  undo() { if (this.history.undo()) this.#followed('undone'); }
  redo() { if (this.history.redo()) this.#followed('done again'); }

  clear() {
    this.history.set([]);
    this.#followed('scenario left');
  }

  #followed(word) {
    this.#changed();
    this.app.go({ changes: this.changes });
    say(word);
  }

  #changed() {
    if (this.isOn) this.asking.request(this.changes);
    else {
      this.answer = null;
      this.problem = '';
      this.rows = new Map();
      this.app.list.grid.setOverlay(this.rows);
    }
    this.draw();
  }

  async #ask(changes) {
    const started = performance.now();
    try {
      const answer = await get('/whatif.json', { run: this.app.needs.run.id, set: changes, reader });
      if (!same(changes, this.changes)) return;
      this.answer = answer;
      this.problem = '';
      this.milliseconds = performance.now() - started;
      this.rows = new Map();
      this.draw();
      this.listener?.(answer);
      this.want(this.app.list.grid.visible);
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) return;
      if (!same(changes, this.changes)) return;
      this.problem = error.message;
      this.draw();
    }
  }

  /** Asks for the rows on the screen that are not there yet. */
  want(rows) {
    if (!this.isOn || !this.answer) return;
    const missing = rows.filter((row) => !this.rows.has(row));
    if (missing.length > 0) this.askingRows.request({ changes: this.changes, rows: missing });
    else this.app.list.grid.setOverlay(this.rows);
  }

  async #askRows({ changes, rows }) {
    if (!same(changes, this.changes)) return;
    try {
      const answer = await get('/whatif.json', { run: this.app.needs.run.id, set: changes, rows: rows.slice(0, 400).join(',') });
      if (!same(changes, this.changes)) return;
      for (const row of answer.rows) this.rows.set(row.index, row);
      this.app.list.grid.setOverlay(this.rows);
    } catch { /* the totals say what is wrong */ }
  }

  draw() {
    const totals = this.answer?.totals;
    const plain = Object.fromEntries((this.app.needs?.totals ?? []).map((total) => [total.key, total.value]));
    put(this.strip, shown.map(([key, title, count, isLessBetter]) => {
      const one = totals?.[key];
      const change = one?.change ?? 0;
      const isBetter = isLessBetter === null || Math.abs(change) < 0.5 * 10 ** -count ? '' : (change < 0) === isLessBetter ? 'better' : 'worse';
      return h('div', {}, h('dt', {}, title), h('dd', { 'data-total': key }, decimals(one?.after ?? plain[key], count),
        one ? h('span', { class: `delta ${isBetter}` }, ' ', signed(change, count)) : null));
    }));
    this.banner.hidden = !this.isOn;
    if (!this.isOn) return;
    put(this.banner,
      h('strong', {}, this.app.session.read_only ? 'Scenario' : 'Scenario, not saved'),
      h('ul', { class: 'chips' }, this.changes.map((change) => h('li', {}, h('code', {}, change), h('button', {
        class: 'plain', 'aria-label': `Take out ${change}`, onclick: () => this.set(change.slice(0, change.lastIndexOf('=')), null),
      }, '×')))),
      this.problem ? h('span', { class: 'wrong', role: 'alert' }, this.problem) : null,
      this.answer?.failed_items > 0 ? h('span', { class: 'wrong' }, `${this.answer.failed_items} items cannot be planned under these numbers`) : null,
      this.asking.isBusy && !this.answer ? h('span', { class: 'quiet' }, 'planning…') : null,
      h('span', { class: 'grow' }),
      this.answer ? h('span', { class: 'quiet', title: 'from the change to the totals on the screen' }, `${decimals(this.milliseconds, 0)} ms`) : null,
      h('button', { disabled: this.history.past.length === 0, onclick: () => this.undo(), title: 'Ctrl-Z' }, 'Undo'),
      h('button', { disabled: this.history.future.length === 0, onclick: () => this.redo(), title: 'Ctrl-Shift-Z' }, 'Redo'),
      h('button', { onclick: () => this.copy() }, 'Copy command'),
      this.app.session.read_only ? null : h('button', { class: 'main', disabled: !this.answer, onclick: () => this.save() }, 'Save'),
      h('button', { onclick: () => this.clear() }, 'Leave'));
  }

  async copy() {
    const command = this.answer?.command ?? '';
    try {
      await navigator.clipboard.writeText(command);
      say('command copied');
    } catch {
      await ask('The command', [{ name: 'command', title: 'Copy it from here', value: command }], 'Close');
    }
  }

  async save() {
    const given = await ask('Keep this scenario', [{ name: 'name', title: 'Name', value: '', hint: 'how it is listed among the runs' }], 'Save');
    if (!given) return;
    try {
      const saved = await post('/save.json', { run: this.app.needs.run.id, changes: this.changes, name: given.name });
      say(`saved as run ${saved.run}`);
      this.history = new History();
      this.app.go({ view: 'compare', run: saved.run, with: this.app.needs.run.id, changes: [], item: '' });
    } catch (error) {
      this.problem = error.message;
      this.draw();
    }
  }
}

"""##

private let signinJs = ##"""
// The sign-in of a server that others can reach: the token goes into a cookie that scripts cannot read.

import { h, put } from './dom.js';
import { post } from './api.js';

export function signIn(app, reason) {
  const input = h('input', { type: 'password', name: 'token', required: true, autocomplete: 'current-password', 'aria-label': 'Token' });
  const problem = h('p', { class: 'wrong', role: 'alert' });
  put(app.main, h('form', {
    class: 'sign-in', onsubmit: async (event) => {
      event.preventDefault();
      try {
        await post('/session', { token: input.value });
        location.reload();
      } catch (error) {
        problem.textContent = error.message;
      }
    },
  }, h('h1', {}, 'Sign in'), h('p', { class: 'quiet' }, reason), h('label', {}, 'Token', input), h('button', { class: 'main' }, 'Sign in'), problem));
  input.focus();
}

"""##

private let stateJs = ##"""
// The address is the whole state: run, filter, sort, columns, item, scenario, quantities set by hand. A link shows the same rows to whoever opens it.

/** The state that an address says. */
export function read(location) {
  const query = new URLSearchParams(location.search);
  return {
    view: location.pathname === '/' ? 'needs' : location.pathname.slice(1),
    run: query.get('run') ?? '',
    q: query.get('q') ?? '',
    need: query.get('need') ?? '',
    sort: query.get('sort') ?? '',
    cols: query.get('cols') ? query.get('cols').split('.') : [],
    item: query.get('item') ?? '',
    with: query.get('with') ?? '',
    changes: query.getAll('set'),
    edits: query.getAll('edit'),
  };
}

/** The address of a state: parts that say nothing are left out, in one order, so that the same state has the same address. */
export function write(state) {
  const query = [];
  const add = (name, value) => { if (value) query.push(`${name}=${encode(value)}`); };
  add('run', state.run);
  add('q', state.q);
  add('need', state.need);
  add('sort', state.sort);
  add('cols', state.cols.join('.'));
  add('item', state.item);
  add('with', state.with);
  for (const change of state.changes) add('set', change);
  for (const edit of state.edits) add('edit', edit);
  const path = state.view === 'needs' ? '/' : `/${state.view}`;
  return path + (query.length > 0 ? `?${query.join('&')}` : '');
}

/** Everything but what reads well in an address. */
export function encode(text) {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%40', '@').replaceAll('%2C', ',');
}

"""##

private let styleCss = ##"""
/* One sheet: light, dark (as the system has it or as chosen), print, and narrow screens. */
:root {
  --ground: #f6f7f9; --card: #ffffff; --ink: #1c2128; --soft: #57606a; --line: #d8dde3; --hover: #eef2f6; --accent: #0f6b4a; --accent-ground: #e3f3ec;
  --warn: #9a4a00; --warn-ground: #fdf0e0; --bad: #a3158a; --up: #0b5cad; --down: #9a4a00; --focus: #1a6fd4; --shadow: 0 1px 3px rgb(27 31 36 / 12%);
  font: 13px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--ground);
  font-variant-numeric: tabular-nums;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme=light]) {
    --ground: #0d1117; --card: #161b22; --ink: #e6edf3; --soft: #9aa4b0; --line: #30363d; --hover: #1f262e; --accent: #56d39b; --accent-ground: #12362a;
    --warn: #f0a84f; --warn-ground: #3a2a12; --bad: #f090dd; --up: #79b8ff; --down: #f0a84f; --focus: #79b8ff; --shadow: 0 1px 3px rgb(0 0 0 / 60%);
  }
}
:root[data-theme=dark] {
  --ground: #0d1117; --card: #161b22; --ink: #e6edf3; --soft: #9aa4b0; --line: #30363d; --hover: #1f262e; --accent: #56d39b; --accent-ground: #12362a;
  --warn: #f0a84f; --warn-ground: #3a2a12; --bad: #f090dd; --up: #79b8ff; --down: #f0a84f; --focus: #79b8ff; --shadow: 0 1px 3px rgb(0 0 0 / 60%); color-scheme: dark;
}
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
.unseen { position: absolute; inset-block-start: 0; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip { position: absolute; left: 8px; top: -60px; background: var(--card); padding: 8px 12px; z-index: 20; }
.skip:focus { top: 8px; }
h1 { font-size: 19px; margin: 0 0 6px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 13px; margin: 0 0 8px; }
h3 { font-size: 11px; margin: 8px 0 4px; color: var(--soft); text-transform: uppercase; letter-spacing: 0.04em; }
a { color: inherit; }
p { margin: 0 0 8px; }
.quiet { color: var(--soft); }
.small { font-size: 12px; }
.wrong { color: var(--bad); font-weight: 600; }
.grow { flex: 1; }
.number { text-align: right; }
kbd { font: 11px ui-monospace, monospace; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 4px; background: var(--card); color: var(--soft); }
code { font: 12px ui-monospace, "DejaVu Sans Mono", monospace; }
button, .button, input, select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; min-height: 28px; }
button, .button { cursor: pointer; text-decoration: none; display: inline-flex; align-items: center; gap: 4px; white-space: nowrap; }
button:hover, .button:hover { background: var(--hover); }
button:disabled { opacity: 0.45; cursor: default; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--card); font-weight: 600; }
button.plain { border: 0; background: none; padding: 2px 6px; min-height: 24px; }
.badge { background: var(--accent-ground); color: var(--accent); border-radius: 10px; padding: 1px 8px; font-size: 11px; font-weight: 600; margin-left: 6px; }

#app { display: grid; grid-template: "top top top" 48px "side main panel" 1fr / 218px minmax(0, 1fr) auto; height: 100%; }
#top { grid-area: top; display: flex; align-items: center; gap: 12px; padding: 0 14px; background: var(--card); border-bottom: 1px solid var(--line); }
.brand { display: flex; gap: 8px; align-items: center; font-weight: 700; font-size: 15px; text-decoration: none; width: 190px; letter-spacing: -0.01em; }
#search { flex: 1; max-width: 640px; height: 32px; background: var(--ground); }
.run { margin-left: auto; text-decoration: none; white-space: nowrap; }
#side { grid-area: side; padding: 12px 8px; overflow: auto; border-right: 1px solid var(--line); }
#side ul { list-style: none; margin: 0 0 16px; padding: 0; }
#side a { display: flex; justify-content: space-between; gap: 8px; padding: 5px 10px; border-radius: 6px; text-decoration: none; }
#side a:hover { background: var(--hover); }
#side a[aria-current] { background: var(--accent-ground); color: var(--accent); font-weight: 600; }
#side h2 { padding: 0 10px; font-size: 11px; color: var(--soft); text-transform: uppercase; letter-spacing: 0.05em; }
#side .none { color: var(--soft); }
.count { color: var(--soft); font-size: 12px; }
#side .foot { padding: 0 10px; font-size: 11px; }
#main { grid-area: main; padding: 14px 16px; overflow: auto; min-width: 0; display: flex; flex-direction: column; gap: 10px; outline: none; }
#main > * { flex-shrink: 0; }
.loading { color: var(--soft); padding: 20px; }

.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(112px, 1fr)); gap: 8px; list-style: none; margin: 0; padding: 0; }
.card { display: flex; flex-direction: column; height: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 9px 12px; text-decoration: none; box-shadow: var(--shadow); border-left: 4px solid var(--line); }
.card .big { font-size: 23px; font-weight: 650; line-height: 1.15; letter-spacing: -0.02em; }
.card .name { font-weight: 600; line-height: 1.25; }
.card .quiet { font-size: 12px; margin-top: auto; }
.card.changed > .quiet, .card.expired > .quiet { color: inherit; }
.card:hover { background: var(--hover); }
.card.waiting, .card.runs_out { border-left-color: var(--bad); }
.card.check, .card.capped, .card.assumed, .card.expired { border-left-color: var(--warn); }
.card.order_now, .card.changed { border-left-color: var(--accent); }
.card.none { border-left-color: var(--line); opacity: 0.7; box-shadow: none; }
.card[aria-current] { outline: 2px solid var(--accent); outline-offset: -1px; }
.notices { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 6px 12px; }
.notices ul { margin: 6px 0; padding-left: 18px; }
summary { cursor: pointer; }
.lead { margin: 0; }

.strip { display: flex; flex-wrap: wrap; gap: 4px 26px; margin: 0; padding: 9px 14px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.strip dt { color: var(--soft); font-size: 11px; }
.strip dd { margin: 0; font-size: 17px; font-weight: 600; letter-spacing: -0.01em; white-space: nowrap; }
.delta { font-size: 12px; font-weight: 500; color: var(--soft); }
.delta.better { color: var(--accent); }
.delta.worse { color: var(--warn); }
.banner { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 8px 12px; border-radius: 10px; background: var(--warn-ground); border: 1px dashed var(--warn); position: sticky; top: -14px; z-index: 6; }
.chips { display: flex; flex-wrap: wrap; gap: 4px; list-style: none; margin: 0; padding: 0; }
.chips li { background: var(--card); border-radius: 6px; padding-left: 8px; display: flex; align-items: center; }

.list { display: flex; flex-direction: column; background: var(--card); border: 1px solid var(--line); border-radius: 10px; flex: 1 0 420px !important; min-height: 0; overflow: hidden; box-shadow: var(--shadow); }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; padding: 7px 12px; border-bottom: 1px solid var(--line); position: relative; z-index: 5; }
.facets { position: relative; }
.facets > summary { list-style: none; border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; }
.facets > summary::after { content: " ▾"; color: var(--soft); }
.facet-list { position: absolute; right: 0; top: 32px; z-index: 9; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; box-shadow: 0 6px 24px rgb(0 0 0 / 18%); display: flex; gap: 18px; max-height: 60vh; overflow: auto; width: max-content; max-width: min(78vw, 900px); }
.chooser .facet-list { flex-direction: column; gap: 2px; }
.chooser label { display: grid; grid-template-columns: 20px 92px 1fr; align-items: center; }
.facet-list ul { list-style: none; margin: 0; padding: 0; }
.facet-list li button { width: 100%; justify-content: space-between; gap: 14px; }

.grid { flex: 1; overflow: auto; position: relative; outline-offset: -2px; min-height: 200px; contain: strict; }
.grid-head, .row { display: grid; grid-template-columns: var(--columns); }
.grid-head { position: sticky; top: 0; z-index: 3; background: var(--card); border-bottom: 1px solid var(--line); height: 30px; color: var(--soft); font-size: 12px; }
.grid-body { position: relative; }
.row { position: absolute; top: 0; left: 0; right: 0; height: 30px; border-bottom: 1px solid color-mix(in srgb, var(--line) 55%, transparent); contain: layout style; cursor: default; background: var(--card); }
.row:hover, .row:hover .frozen { background: var(--hover); }
.row.active, .row.active .frozen { background: var(--accent-ground); }
.row.active { box-shadow: inset 3px 0 0 var(--accent); }
.cell { padding: 5px 8px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.cell.head { cursor: pointer; user-select: none; }
.cell.head:hover { color: var(--ink); }
.arrow { font-size: 9px; margin-left: 3px; }
.cell.tick { padding: 4px 0 0 10px; color: var(--soft); cursor: pointer; position: sticky; left: 0; z-index: 1; background: inherit; }
.ticked .tick { color: var(--accent); }
.frozen { position: sticky; left: 34px; background: var(--card); z-index: 1; font-weight: 550; }
.cell.alarm { color: var(--bad); font-weight: 650; }
.cell[data-status=capped] { color: var(--warn); }
.cell[data-status=failed], .cell[data-status=check] { color: var(--bad); font-weight: 600; }
.cell.up { color: var(--up); font-weight: 600; }
.cell.up::before { content: "↑ "; font-size: 10px; }
.cell.down { color: var(--down); font-weight: 600; }
.cell.down::before { content: "↓ "; font-size: 10px; }

#panel { grid-area: panel; width: min(520px, 44vw); overflow: auto; padding: 14px 18px; background: var(--card); border-left: 1px solid var(--line); box-shadow: -4px 0 18px rgb(0 0 0 / 6%); }
#panel header { position: relative; padding-right: 30px; }
.close { position: absolute; right: -8px; top: -6px; font-size: 20px; }
.sentence { font-size: 14px; line-height: 1.5; }
.note { background: var(--warn-ground); border-radius: 8px; padding: 6px 10px; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px 12px; margin: 10px 0; }
.figures dt { color: var(--soft); font-size: 11px; }
.figures dd { margin: 0; font-size: 15px; font-weight: 600; }
figure { margin: 0 0 10px; }
.chart { width: 100%; height: auto; display: block; }
#panel .chart .tb-card { fill: none; }
#panel .chart { border: 1px solid var(--line); border-radius: 8px; }
.facts dl { display: grid; grid-template-columns: 110px 1fr; gap: 2px 12px; margin: 0 0 12px; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.own { border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; margin-bottom: 12px; }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 8px; margin: 8px 0; }
.fields label, dialog label { display: flex; flex-direction: column; gap: 2px; }
.fields label span { color: var(--soft); font-size: 12px; }
.fields input { width: 100%; }

.whatif { display: grid; grid-template-columns: minmax(320px, 1.4fr) minmax(300px, 1fr); gap: 12px; }
.curve-box, .controls { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; box-shadow: var(--shadow); }
.curve { touch-action: none; cursor: ew-resize; max-height: 300px; }
.handle { cursor: grab; outline: none; }
.handle .knob { fill: var(--accent); stroke: var(--card); stroke-width: 2; }
.handle .reach { fill: var(--accent); opacity: 0.16; }
.handle:focus-visible .reach, .handle:hover .reach { opacity: 0.35; }
.handle .drop { stroke: var(--accent); stroke-dasharray: 2 3; opacity: 0.5; }
.slider { display: grid; grid-template-columns: 150px 1fr 56px; gap: 8px; align-items: center; margin-bottom: 4px; }
.slider output { text-align: right; font-weight: 600; }
input[type=range] { accent-color: var(--accent); padding: 0; border: 0; background: none; min-width: 0; }
.slider select { width: 100%; min-width: 0; }
.any input { width: 100%; min-width: 0; }
.more summary { padding: 4px 0; color: var(--soft); }
.any { display: flex; gap: 8px; align-items: end; }
.any label { flex: 1; display: flex; flex-direction: column; gap: 2px; }
.any label span { color: var(--soft); font-size: 12px; }

.plain-table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 10px; }
.plain-table th, .plain-table td { padding: 5px 10px; border-bottom: 1px solid var(--line); vertical-align: top; text-align: left; }
.plain-table thead th { color: var(--soft); font-size: 12px; font-weight: 500; white-space: nowrap; }
.plain-table .number { text-align: right; white-space: nowrap; }
.plain-table .date { white-space: nowrap; }
.plain-table caption { text-align: left; padding: 6px 0; font-weight: 600; }
.plain-table .current { background: var(--accent-ground); }
.totals { width: auto; min-width: 420px; }
.why { color: var(--soft); max-width: 460px; font-size: 12px; }
.order { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 6px 12px; }
.order summary { display: grid; grid-template-columns: minmax(120px, 1.6fr) minmax(0, 1fr) 80px 100px 100px minmax(0, 2fr) auto; gap: 6px 18px; align-items: center; padding: 4px 0; }
.order summary .figure { text-align: right; font-variant-numeric: tabular-nums; }
.order summary .button { margin-left: auto; }
.order .plain-table { border: 0; margin: 6px 0; }

dialog { border: 1px solid var(--line); border-radius: 12px; background: var(--card); color: var(--ink); padding: 18px 22px; min-width: min(460px, 92vw); max-width: 92vw; box-shadow: 0 12px 48px rgb(0 0 0 / 30%); }
dialog::backdrop { background: rgb(0 0 0 / 32%); }
dialog form { display: flex; flex-direction: column; gap: 10px; }
.actions { display: flex; gap: 8px; margin-top: 6px; }
.keys { display: grid; grid-template-columns: max-content 1fr; gap: 5px 18px; }
.keys dd { margin: 0; }
.palette { padding: 12px; align-self: start; margin-top: 12vh; }
.palette h2 { display: none; }
.palette input { width: 100%; height: 36px; }
.palette ul { list-style: none; margin: 8px 0 0; padding: 0; }
.palette li { padding: 6px 10px; border-radius: 6px; cursor: pointer; }
.palette li[aria-selected=true] { background: var(--accent-ground); color: var(--accent); }
.sign-in { max-width: 360px; margin: 8vh auto; display: flex; flex-direction: column; gap: 10px; }
.problem { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 10px; padding: 16px 20px; }

@media (max-width: 1180px) {
  #app { grid-template-columns: 190px minmax(0, 1fr) auto; }
  #panel { position: fixed; right: 0; top: 48px; bottom: 0; width: min(560px, 100vw); z-index: 10; }
}
@media (max-width: 760px) {
  #app { grid-template: "top" auto "side" auto "main" 1fr / minmax(0, 1fr); }
  #top { flex-wrap: wrap; padding: 8px 10px; gap: 6px 8px; }
  .brand { width: auto; }
  #search { order: 9; flex: 1 0 100%; max-width: none; font-size: 16px; height: 38px; }
  #top button:has(kbd) { display: none; }
  .order summary { display: flex; flex-wrap: wrap; }
  #side { display: flex; overflow-x: auto; padding: 6px 8px; border-right: 0; border-bottom: 1px solid var(--line); }
  #side h2, #side .foot, #side .counts { display: none; }
  #side ul { display: flex; margin: 0; }
  #side a { white-space: nowrap; padding: 8px 12px; }
  #main { padding: 10px; }
  .cards { grid-template-columns: 1fr 1fr; }
  .card .big { font-size: 20px; }
  .whatif { grid-template-columns: minmax(0, 1fr); }
  .strip { gap: 4px 18px; }
  .strip dd { font-size: 15px; }
  .slider { grid-template-columns: 118px 1fr 52px; }
  .figures { grid-template-columns: repeat(3, 1fr); }
  .totals { min-width: 0; }
  #main .plain-table, #panel .plain-table { display: block; overflow-x: auto; }
  #panel { top: 0; width: 100vw; }
}
@media print {
  :root { --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; }
  #top, #side, .screen, .banner button, .bar button, .facets, .skip, .close, .own { display: none !important; }
  #app { display: block; height: auto; }
  #main, #panel { overflow: visible; padding: 0; position: static; width: auto; box-shadow: none; border: 0; }
  body.has-panel #main { display: none; }
  .order { break-inside: avoid-page; border: 0; }
  .grid, .list { contain: none; overflow: visible; box-shadow: none; }
}
@media (prefers-reduced-motion: no-preference) { .card, button { transition: background-color 90ms; } }
.past { color: var(--soft); }
.price { background: var(--accent-ground); border-radius: 8px; padding: 8px 12px; margin: 0; max-width: 420px; }
.actions { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.order .actions { margin: 4px 0; }
.state { margin-left: auto; border-radius: 10px; padding: 1px 10px; font-size: 12px; border: 1px solid var(--line); }
.state.placed, .state.received { background: var(--accent-ground); color: var(--accent); border-color: transparent; font-weight: 600; }
.state.cancelled, .state.left-out { color: var(--soft); text-decoration: line-through; }
.wide-table { overflow-x: auto; }
.wide { max-width: none; }
.units { width: 84px; text-align: right; padding: 2px 6px; }
.units.edited { border-color: var(--warn); background: var(--warn-ground); font-weight: 600; }
.day { white-space: nowrap; }
.files { list-style: none; padding: 0; }
.files li { margin-bottom: 4px; }
label.check { flex-direction: row !important; align-items: center; gap: 6px !important; }
.fields .check { grid-column: span 2; }
.check input { width: auto; flex: none; }
.pictures svg { max-width: 720px; }
dialog.export { width: min(720px, 94vw); }
dialog code { overflow-wrap: anywhere; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr)); gap: 10px; }
.result { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
.result .plain-table th[scope=row] { font-weight: 500; }
.bulk { position: relative; }

"""##

private let tableJs = ##"""
// The columns of a run as the grid, the filters and the sort read them.

/** Columns of a run: `items.json` unpacked. Repeated texts stay shared. */
export class Table {
  constructor(document) {
    this.run = document.run;
    this.count = document.count;
    this.attentionKinds = document.attention_kinds;
    this.columns = new Map();
    this.texts = new Set();
    for (const [name, column] of Object.entries(document.columns)) {
      if (Array.isArray(column)) {
        this.columns.set(name, column);
        if (name === 'item') this.texts.add(name);
      } else {
        this.columns.set(name, column.codes.map((code) => column.values[code]));
        this.texts.add(name);
      }
    }
  }

  has(name) { return this.columns.has(name); }
  column(name) { return this.columns.get(name); }
  isText(name) { return this.texts.has(name); }

  /** item, or item@location. */
  id(row) {
    const location = this.column('location')[row];
    return location === 'main' ? this.column('item')[row] : `${this.column('item')[row]}@${location}`;
  }

  /** The row of an id; -1 where there is none. */
  row(id) {
    this.rows ??= new Map(Array.from({ length: this.count }, (_, row) => [this.id(row), row]));
    return this.rows.get(id) ?? -1;
  }

  codes() {
    this.knownCodes ??= new Set(this.column('item'));
    return this.knownCodes;
  }

  /** What words are looked for in: lower case, made once. */
  searchable() {
    if (!this.haystack) {
      const parts = ['item', 'location', 'supplier', 'group'].filter((name) => this.has(name)).map((name) => this.column(name));
      this.haystack = Array.from({ length: this.count }, (_, row) => parts.map((part) => part[row]).join('\u0000').toLowerCase());
    }
    return this.haystack;
  }

  /** Distinct values of a text column with how many of the given rows hold each, the most first. */
  facets(name, rows) {
    const counts = new Map();
    const values = this.column(name);
    for (const row of rows) counts.set(values[row], (counts.get(values[row]) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }
}

"""##

private let viewsJs = ##"""
// The views by name: what each puts into the main part of the page.

import { h, put } from './dom.js';
import { needsView } from './needs.js';
import { whatIfView } from './whatif.js';
import { ordersView } from './orders.js';
import { compareView } from './compare.js';
import { runsView } from './runs.js';
import { overridesView } from './overrides.js';
import { waitingView } from './waiting.js';
import { resultsView } from './results.js';

/** The list of all items, under the totals. */
function itemsView(app, main) {
  if (!app.table) return put(main, h('p', { class: 'loading' }, 'Reading the items…'));
  put(main, app.scenario.banner, app.scenario.strip, app.list.element);
  app.list.refresh('');
  return main;
}

export const views = {
  needs: { title: 'What needs you', render: needsView },
  items: { title: 'Items', render: itemsView },
  item: { title: 'Items', render: itemsView },
  whatif: { title: 'What if', render: whatIfView },
  overrides: { title: 'Overrides', render: overridesView },
  orders: { title: 'Orders', render: ordersView },
  waiting: { title: 'Who waits', render: waitingView },
  compare: { title: 'Compare runs', render: compareView },
  results: { title: 'Replay and backtest', render: resultsView },
  runs: { title: 'Runs', render: runsView },
};

"""##

private let waitingJs = ##"""
// Who waits: customers with the days by which they are served, and the items that they wait for.

import { h, put } from './dom.js';
import { decimals, percent, quantity } from './format.js';
import { get } from './api.js';

export async function waitingView(app, main) {
  if (!app.table) return put(main, h('p', { class: 'loading' }, 'Reading the items…'));
  const box = h('div', {}, h('p', { class: 'loading' }, 'Working out the dates…'));
  put(main, app.scenario.banner, h('h1', {}, 'Who waits'), box, h('p', { class: 'quiet' }, 'Items with units promised to customers and not shipped, the most money first.'), app.list.element);
  app.list.refresh('waiting');
  let found;
  try {
    found = await get('/waiting.json', { run: app.needs.run.id });
  } catch (error) {
    put(box, h('p', { class: 'wrong' }, error.message));
    return main;
  }
  if (app.state.view !== 'waiting') return main;
  if (found.lines === 0) {
    put(box, h('p', { class: 'quiet' }, 'The run holds no customer orders: name a table of backorders in the plan file to see customers and their dates.'));
    return main;
  }
  const offered = found.waiting.some((line) => line.substitute);
  put(box, h('p', {}, `${decimals(found.lines, 0)} order lines wait for ${quantity(found.units)} units; promises that are least sure first. Days are those by which half and nine in ten of such lines are served, and nine in ten of whole orders; ahead are units of others that are served before.${found.waiting.length > most ? ` The first ${decimals(most, 0)} are shown.` : ''}`),
    h('div', { class: 'wide-table' }, h('table', { class: 'plain-table' }, h('thead', {}, h('tr', {}, ['Order', 'Item', 'Units', 'Ordered', 'Promised', 'Chance kept', 'Half by', '9 in 10 by', 'Whole order by', 'Ahead', 'Why', ...(offered ? ['Could be sent today'] : [])].map((title) => h('th', { scope: 'col' }, title)))),
      h('tbody', {}, found.waiting.slice(0, most).map((line) => h('tr', {}, h('td', {}, line.order || '–'), h('td', {}, h('a', { href: app.address({ item: line.unique_id }) }, line.unique_id)), h('td', { class: 'number' }, quantity(line.quantity)),
        h('td', { class: 'date' }, line.ordered_on ?? '–'), h('td', { class: 'date' }, line.promised_on ?? '–'), h('td', { class: `number ${line.promise_kept !== null && line.promise_kept < 0.5 ? 'wrong' : ''}` }, line.promise_kept === null ? '–' : percent(line.promise_kept, 0)),
        [line.p50, line.p90, line.order_p90].map((day) => h('td', { class: 'date' }, day ?? 'not in sight')), h('td', { class: 'number' }, quantity(line.units_ahead)), h('td', { class: 'why', title: line.evidence }, causes[line.cause] ?? line.cause), ...(offered ? [h('td', {}, ...offer(app, line))] : [])))))));
  return main;
}

/** Causes in words; the evidence is in the title. */
const causes = {
  data: 'records', decision: 'own decision', supplier_late: 'supplier late', supplier_short: 'delivered short', capacity: 'capacity or minimum', demand_spike: 'sudden demand',
  forecast: 'more demand for long', lead_time: 'longer lead time', expected: 'within the target',
};

/** Rows that are shown. */
const most = 300;

// What could be sent in place of a line: how many units of it, linked, what that saves, and whose word it is.
function offer(app, line) {
  if (!line.substitute) return ['–'];
  const from = { found: ', suggested by the data', transfer: ', from another location', table: '' }[line.substitute_source];
  const part = line.substitute_covers < line.quantity ? ` for ${quantity(line.substitute_covers)}` : '';
  const saved = line.substitute_saves_days > 0 ? `, saves ${decimals(line.substitute_saves_days, 0)} ${line.substitute_saves_days === 1 ? 'day' : 'days'}` : '';
  return [`${quantity(line.substitute_units)} of `, h('a', { href: app.address({ item: line.substitute }), title: line.substitute_evidence || null }, line.substitute), `${part}${saved}${from}${line.substitute_consent ? '; ask first' : ''}`];
}

"""##

private let whatifJs = ##"""
// What if: the exchange curve with its point to drag, sliders and fields, and every item under them.

import { h, put } from './dom.js';
import { money, percent, decimals } from './format.js';
import { get } from './api.js';
import { Curve } from './curve.js';
import { fraction, share, value } from './changes.js';

/** Shares of all items (or of those of one supplier or group): name in a change, title. */
const shares = [
  ['lead_time', 'lead_time_days', 'Lead time'], ['lead_time_sd', 'lead_time_sd_days', 'Spread of the lead time'], ['demand', 'demand', 'Demand'],
  ['unit_cost', 'unit_cost', 'Unit cost'],
];

/** What the sliders may change: all items, or those of a supplier or a group. */
function scopes(app) {
  const named = (column, prefix) => app.table.facets(column, Array.from({ length: app.table.count }, (_, row) => row))
    .map(([name]) => name).filter((name) => name !== '').sort().slice(0, 300).map((name) => [`${prefix}:${name}`, `${prefix} ${name}`]);
  app.scopes ??= new Map();
  if (!app.scopes.has(app.table)) app.scopes.set(app.table, [['', 'all items'], ...named('supplier', 'supplier'), ...named('group', 'group')]);
  return app.scopes.get(app.table);
}

/** Demand of some coming periods: a promotion. */
function promotion(app) {
  const subject = (first, last) => `${app.scope ? `${app.scope}.` : ''}demand[${first}-${last}]`;
  return h('form', {
    class: 'any', onsubmit: (event) => {
      event.preventDefault();
      const { first, last, share: more } = event.target.elements;
      if (first.value && last.value && more.value) app.scenario.set(subject(first.value, last.value), `${Number(more.value) >= 0 ? '+' : ''}${Number(more.value)}%`);
    },
  }, h('label', {}, h('span', {}, 'Promotion: from period'), h('input', { name: 'first', type: 'number', min: 1, value: 1, 'aria-label': 'Promotion from period' })),
  h('label', {}, h('span', {}, 'to'), h('input', { name: 'last', type: 'number', min: 1, value: 2, 'aria-label': 'Promotion to period' })),
  h('label', {}, h('span', {}, 'demand, %'), h('input', { name: 'share', type: 'number', step: 5, value: 50, 'aria-label': 'Demand in the promotion, percent more' })), h('button', {}, 'Add'));
}

export function whatIfView(app, main) {
  if (!app.table) return put(main, h('p', { class: 'loading' }, 'Reading the items…'));
  const controls = h('div', { class: 'controls' });
  const curve = h('div', { class: 'curve-box' }, h('p', { class: 'loading' }, 'Drawing the exchange curve…'));
  put(main, app.scenario.banner, app.scenario.strip, h('div', { class: 'whatif' }, curve, controls), app.list.element);
  drawControls(app, controls);
  drawCurve(app, curve);
  app.list.refresh('');
  return main;
}

async function drawCurve(app, box) {
  const others = app.scenario.changes.filter((change) => !/^(budget|fill_rate|expected_backorders)=/.test(change));
  const key = `${app.needs.run.id} ${others.join(' ')}`;
  if (app.curve?.key !== key) {
    let document;
    try {
      document = await get('/curve.json', { run: app.needs.run.id, set: others });
    } catch (error) {
      put(box, h('p', { class: 'quiet' }, `No exchange curve: ${error.message}`));
      return;
    }
    if (document.points.length < 2) {
      put(box, h('p', { class: 'quiet' }, 'No exchange curve: no item is held by its weight and its cost.'));
      return;
    }
    const curve = new Curve(document, { isChanged: others.length > 0, drag: (amount, isDone) => app.scenario.set('budget', String(amount), !isDone) });
    app.curve = { key, curve, document };
  }
  const { curve, document } = app.curve;
  const plan = document.marks.find((mark) => mark.name === 'plan');
  const follow = (answer) => {
    const name = document.money;
    const amount = answer?.totals[name]?.after ?? plan?.money;
    if (amount !== undefined) curve.place(amount, answer?.totals.weighted_expected_backorders.after ?? plan?.waiting ?? 0);
  };
  follow(app.scenario.answer);
  app.scenario.listener = follow;
  put(box, h('h2', {}, 'What stock money buys'), curve.element,
    h('p', { class: 'quiet small' }, 'Drag the point, or use the arrow keys on it: the engine plans the assortment for that money.'));
}

function drawControls(app, box) {
  const { scenario } = app;
  const objective = app.needs.objective;
  const fill = value(scenario.changes, 'fill_rate');
  put(box, h('h2', {}, 'Change'),
    h('label', { class: 'slider' }, h('span', {}, 'Fill rate of every item'), h('input', {
      type: 'range', min: 0.8, max: 0.995, step: 0.005, value: fill || (objective.kind === 'fill_rate' ? objective.target : 0.95), name: 'fill_rate', 'aria-label': 'Fill rate of every item',
      oninput: (event) => { event.target.nextSibling.value = percent(Number(event.target.value)); scenario.set('fill_rate', event.target.value, true); },
      onchange: (event) => scenario.set('fill_rate', event.target.value),
    }), h('output', {}, fill ? percent(Number(fill)) : objective.kind === 'fill_rate' ? percent(objective.target) : 'off')),
    h('label', { class: 'slider scope' }, h('span', {}, 'Sliders below change'), h('select', {
      'aria-label': 'What the sliders change', onchange: (event) => { app.scope = event.target.value; drawControls(app, box); },
    }, scopes(app).map(([name, title]) => h('option', { value: name, selected: name === (app.scope ?? '') }, title))), h('span')),
    shares.map(([plan, item, title]) => slider(app, app.scope ? `${app.scope}.${item}` : plan, title)),
    h('details', { class: 'more', open: app.isMoreOpen === true, ontoggle: (event) => { app.isMoreOpen = event.target.open; } }, h('summary', {}, 'More: budget, promotion, review, minimum, multiple, any change'), promotion(app),
    h('div', { class: 'fields' }, field(app, 'budget', 'Budget', objective.kind === 'budget' ? money(objective.target) : 'money'),
      field(app, 'review_period', 'Review period', 'days'), field(app, 'minimum_order_quantity', 'Minimum order', 'units'), field(app, 'order_multiple', 'Multiple', 'units'),
      field(app, 'maximum_order_quantity', 'Most per order', 'units'), field(app, 'order_cost', 'Order cost', 'money'), field(app, 'orders.budget', 'Money for today\'s orders', 'no cap'), field(app, 'expected_backorders', 'Units waiting at most', decimals(app.needs.totals[0]?.value, 0))),
    h('form', {
      class: 'any', onsubmit: (event) => {
        event.preventDefault();
        const input = event.target.elements.change;
        const text = input.value.trim();
        const at = text.lastIndexOf('=');
        if (at > 0) {
          scenario.set(text.slice(0, at), text.slice(at + 1));
          input.value = '';
        }
      },
    }, h('label', {}, h('span', {}, 'Any change'), h('input', { name: 'change', placeholder: 'ITEM.lead_time_days=40', 'aria-label': 'Any change, as --set takes it' })), h('button', {}, 'Add'))));
}

function slider(app, name, title) {
  const now = fraction(value(app.scenario.changes, name));
  const output = h('output', {}, now ? share(now) : '±0%');
  return h('label', { class: 'slider' }, h('span', {}, title), h('input', {
    type: 'range', min: -0.5, max: 1, step: 0.05, value: now, name, 'aria-label': title,
    oninput: (event) => {
      const text = share(Number(event.target.value));
      output.value = text ?? '±0%';
      app.scenario.set(name, text, true);
    },
    onchange: (event) => app.scenario.set(name, share(Number(event.target.value))),
  }), output);
}

function field(app, name, title, hint) {
  return h('label', {}, h('span', {}, title), h('input', {
    name, value: value(app.scenario.changes, name), placeholder: hint, 'aria-label': title, size: 9, inputmode: 'decimal',
    onchange: (event) => app.scenario.set(name, event.target.value.trim() || null),
  }));
}

"""##
