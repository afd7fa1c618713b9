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
