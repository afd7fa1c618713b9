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
