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
