// One item: what to do and why, its pictures, its terms, and a scenario of its own.

import { h, put, chart, say } from './dom.js';
import { decimals, money, percent, quantity } from './format.js';
import { get } from './api.js';
import { value } from './changes.js';
import { editOverride } from './overrides.js';

/** Fields of one item's scenario: name in a change, title, unit. */
const fields = [
  ['lead_time_days', 'Lead time', 'days'], ['lead_time_sd_days', 'its sd', 'days'], ['demand', 'Demand', '+20%'], ['review_period_days', 'Review', 'days'],
  ['minimum_order_quantity', 'Minimum order', 'units'], ['order_multiple', 'Multiple', 'units'], ['unit_cost', 'Unit cost', ''], ['maximum_order_quantity', 'Most per order', 'units'],
];

export class ItemPanel {
  constructor(app, element) {
    this.app = app;
    this.element = element;
    this.shown = '';
  }

  show(id) {
    const { app } = this;
    if (!id || !app.needs) {
      if (!this.element.hidden) this.element.hidden = true;
      document.body.classList.remove('has-panel');
      this.shown = '';
      return;
    }
    const key = `${app.needs.run.id} ${id}`;
    if (key === this.shown) return;
    const wasHidden = this.element.hidden;
    this.shown = key;
    this.element.hidden = false;
    document.body.classList.add('has-panel');
    if (wasHidden) put(this.element, h('p', { class: 'loading' }, `Reading ${id}…`));
    this.asking?.abort();
    this.asking = new AbortController();
    get('/item.json', { run: app.needs.run.id, item: id }, { signal: this.asking.signal }).then(
      (item) => { if (this.shown === key) this.#draw(item); },
      (error) => { if (this.shown === key && error.name !== 'AbortError') put(this.element, this.#close(), h('p', { class: 'wrong' }, error.message)); });
  }

  close() {
    if (this.element.hidden) return;
    this.app.go({ item: '' });
    this.app.list.grid.focus();
  }

  #close() { return h('button', { class: 'plain close', 'aria-label': 'Close the item', onclick: () => this.close() }, '×'); }

  #draw(item) {
    const { app } = this;
    const recommendation = item.recommendation;
    put(this.element, h('header', {}, this.#close(),
      h('h1', {}, item.item, item.location === 'main' ? null : h('span', { class: 'quiet' }, ` @ ${item.location}`)),
      h('p', { class: 'sentence' }, item.sentence),
      item.changed ? h('p', { class: 'note' }, h('strong', {}, 'Changed since the last plan: '), item.changed) : null,
      recommendation.reason ? h('p', { class: 'quiet' }, recommendation.reason) : null),
    h('dl', { class: 'figures' }, [
      ['Order now', quantity(recommendation.order_now)], ['Order up to, S', quantity(recommendation.order_up_to)], ['Order at, r', quantity(recommendation.reorder_point)],
      ['Position', quantity(recommendation.inventory_position)], ['Fill rate', percent(recommendation.fill_rate)], ['Waiting, average', decimals(recommendation.expected_backorders, 2)],
      ['Stock money', money(recommendation.average_inventory_value)], ['Safety stock', quantity(recommendation.safety_stock)],
    ].map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text || '–')))),
    item.charts.map((one) => h('figure', { 'data-chart': one.name }, chart(one.svg))),
    item.charts.some((one) => one.name === 'stock') ? h('p', { class: 'quiet small' }, 'Open orders are taken to arrive evenly over the lead time: the run holds no dates for them.') : null,
    item.charts.some((one) => one.name === 'demand') && !item.has_fan ? h('p', { class: 'quiet small' }, 'The bands of 50, 80 and 95% are those of the demand that the levels are set against: the plan kept no such quantiles of its forecast.') : null,
    this.#scenario(item),
    item.sections.map((section) => h('section', { class: 'facts' }, h('h2', {}, section.title), h('dl', {}, section.facts.map((fact) => [h('dt', {}, fact.name), h('dd', {}, fact.text)])))),
    this.#past(item),
    this.#others(item),
    h('p', {}, h('a', { href: `/item.json?run=${app.needs.run.id}&item=${encodeURIComponent(item.unique_id)}`, class: 'quiet' }, 'item.json')));
    this.element.scrollTop = 0;
    say(item.sentence);
  }

  #scenario(item) {
    const { app } = this;
    const name = (field) => `${item.unique_id}.${field}`;
    return h('details', { class: 'own', open: app.scenario.changes.some((change) => change.startsWith(`${item.unique_id}.`)) },
      h('summary', {}, 'What if, for this item'),
      h('div', { class: 'fields' }, fields.map(([field, title, unit]) => h('label', {}, h('span', {}, title),
        h('input', {
          value: value(app.scenario.changes, name(field)), placeholder: unit, 'aria-label': `${title} in a scenario`, name: field, size: 8,
          onchange: (event) => app.scenario.set(name(field), event.target.value.trim() || null),
        })))),
      h('p', { class: 'quiet small' }, 'A number (40), a share (+20%) or an amount (+5).'),
      app.session.read_only ? null : h('button', { onclick: () => editOverride(app, item.unique_id, item) }, 'Override the levels ', h('kbd', {}, 'e')));
  }

  /** Orders and receipts behind it: earlier plans, placed and open orders, how its supplier has delivered. */
  #past(item) {
    const { plans, placed, open, receipts } = item.past;
    const table = (caption, titles, rows) => (rows.length === 0 ? null : h('div', { class: 'wide-table' }, h('table', { class: 'plain-table' }, h('caption', {}, caption), h('thead', {}, h('tr', {}, titles.map((title) => h('th', { scope: 'col' }, title)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((text) => h('td', { class: typeof text === 'string' && /^[\d.,  ]+$/.test(text) ? 'number' : null }, text ?? '–'))))))));
    return h('section', {}, receipts ? h('p', {}, `Received before: ${decimals(receipts.lines, receipts.lines % 1 ? 1 : 0)} lines, ${decimals(receipts.mean_days, 1)} days from order to receipt on average (${receipts.shortest_days} to ${receipts.longest_days}).`) : null,
      table('On its way', ['Order', 'Ordered', 'Promised', 'Units'], open.map((order) => [order.order || order.supplier || '–', order.ordered_on, order.promised_on, quantity(order.units)])),
      table('Placed here', ['Order', 'Placed', 'Units', 'Expected (9 in 10)', 'State'], placed.map((order) => [order.reference, order.placed_on, quantity(order.units), order.expected_on, order.state])),
      table('What plans said', ['As of', 'r', 'S', 'Ordered', 'Status'], plans.map((plan) => [h('a', { href: this.app.address({ run: plan.run }) }, plan.as_of), quantity(plan.reorder_point), quantity(plan.order_up_to), quantity(plan.order_now), plan.status])));
  }

  #others(item) {
    const { app } = this;
    const link = (id) => h('a', { href: app.address({ item: id }) }, id);
    return h('section', {}, item.elsewhere.length > 0 ? h('p', {}, 'Also at ', item.elsewhere.map((id, index) => [index ? ', ' : '', link(id)])) : null,
      item.group.length > 0 ? h('table', { class: 'plain-table' }, h('caption', {}, 'Neighbours by demand in money'),
        h('thead', {}, h('tr', {}, ['Item', 'S', 'Fill rate', 'Waiting, average', 'Stock money'].map((title) => h('th', { scope: 'col' }, title)))),
        h('tbody', {}, item.group.map((other) => h('tr', {}, h('td', {}, link(other.unique_id)), [quantity(other.order_up_to), percent(other.fill_rate), decimals(other.expected_backorders, 2), money(other.average_inventory_value)].map((text) => h('td', { class: 'number' }, text)))))) : null);
  }
}
