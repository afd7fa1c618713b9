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
