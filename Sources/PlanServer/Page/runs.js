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
