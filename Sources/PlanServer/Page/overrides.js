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
