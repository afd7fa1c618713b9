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
