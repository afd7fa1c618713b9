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
