// Today's orders by supplier.

import { h, put } from './dom.js';
import { money, quantity } from './format.js';
import { get, address } from './api.js';

export async function ordersView(app, main) {
  const run = app.needs.run.id;
  if (main.dataset.orders !== run) put(main, h('p', { class: 'loading' }, 'Reading the orders…'));
  const orders = await get('/orders.json', { run }).catch((error) => ({ problem: error.message, suppliers: [] }));
  if (app.state.view !== 'orders') return;
  const total = orders.suppliers.reduce((sum, one) => sum + one.value, 0);
  put(main, h('h1', {}, 'Orders of ', app.needs.run.as_of), orders.problem ? h('p', { class: 'wrong' }, orders.problem) : null,
    h('p', { class: 'quiet' }, `${orders.suppliers.length} suppliers, ${quantity(orders.suppliers.reduce((sum, one) => sum + one.items, 0))} lines, ${money(total)}`),
    h('p', { class: 'screen' }, h('a', { class: 'button', href: address('/orders.csv', { run }), download: '' }, 'All as CSV'), ' ', h('button', { onclick: () => print() }, 'Print')),
    orders.suppliers.map((supplier) => h('details', { class: 'order', open: orders.suppliers.length < 4 },
      h('summary', {}, h('strong', {}, supplier.supplier || '(no supplier named)'), h('span', {}, `${quantity(supplier.items)} ${supplier.items === 1 ? 'line' : 'lines'}`), h('span', {}, `${quantity(supplier.units)} ${supplier.units === 1 ? 'unit' : 'units'}`),
        h('span', {}, money(supplier.value)), minimum(supplier), h('a', { class: 'button screen', href: address('/orders.csv', { run, supplier: supplier.supplier }), download: '' }, 'CSV')),
      supplier.reason ? h('p', { class: 'quiet' }, supplier.reason) : null,
      h('table', { class: 'plain-table' }, h('thead', {}, h('tr', {}, ['Item', 'Quantity', 'Unit cost', 'Value', 'Position', 'S', 'Waiting', 'Why'].map((title) => h('th', { scope: 'col' }, title)))),
        h('tbody', {}, supplier.lines.map((line) => h('tr', {}, h('td', {}, h('a', { href: app.address({ view: 'items', item: line.location === 'main' ? line.item : `${line.item}@${line.location}` }) }, line.item), line.location === 'main' ? '' : ` @ ${line.location}`),
          [quantity(line.quantity), money(line.unit_cost), money(line.value), quantity(line.position), quantity(line.order_up_to), quantity(line.waiting)].map((text) => h('td', { class: 'number' }, text)), h('td', { class: 'why' }, line.reason))))))));
}

function minimum(supplier) {
  const least = supplier.minimum_order_value;
  if (least === null) return h('span', { class: 'quiet' }, 'no minimum');
  return supplier.value >= least ? h('span', { class: 'quiet' }, `✓ minimum ${money(least)}`) : h('span', { class: 'wrong' }, `! below the minimum of ${money(least)}`);
}
