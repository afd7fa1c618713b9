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
