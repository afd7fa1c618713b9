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
