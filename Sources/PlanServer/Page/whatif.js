// What if: the exchange curve with its point to drag, sliders and fields, and every item under them.

import { h, put } from './dom.js';
import { money, percent, decimals } from './format.js';
import { get } from './api.js';
import { Curve } from './curve.js';
import { fraction, share, value } from './changes.js';

/** Shares of all items (or of those of one supplier or group): name in a change, title. */
const shares = [
  ['lead_time', 'lead_time_days', 'Lead time'], ['lead_time_sd', 'lead_time_sd_days', 'Spread of the lead time'], ['demand', 'demand', 'Demand'],
  ['unit_cost', 'unit_cost', 'Unit cost'],
];

/** What the sliders may change: all items, or those of a supplier or a group. */
function scopes(app) {
  const named = (column, prefix) => app.table.facets(column, Array.from({ length: app.table.count }, (_, row) => row))
    .map(([name]) => name).filter((name) => name !== '').sort().slice(0, 300).map((name) => [`${prefix}:${name}`, `${prefix} ${name}`]);
  app.scopes ??= new Map();
  if (!app.scopes.has(app.table)) app.scopes.set(app.table, [['', 'all items'], ...named('supplier', 'supplier'), ...named('group', 'group')]);
  return app.scopes.get(app.table);
}

/** Demand of some coming periods: a promotion. */
function promotion(app) {
  const subject = (first, last) => `${app.scope ? `${app.scope}.` : ''}demand[${first}-${last}]`;
  return h('form', {
    class: 'any', onsubmit: (event) => {
      event.preventDefault();
      const { first, last, share: more } = event.target.elements;
      if (first.value && last.value && more.value) app.scenario.set(subject(first.value, last.value), `${Number(more.value) >= 0 ? '+' : ''}${Number(more.value)}%`);
    },
  }, h('label', {}, h('span', {}, 'Promotion: from period'), h('input', { name: 'first', type: 'number', min: 1, value: 1, 'aria-label': 'Promotion from period' })),
  h('label', {}, h('span', {}, 'to'), h('input', { name: 'last', type: 'number', min: 1, value: 2, 'aria-label': 'Promotion to period' })),
  h('label', {}, h('span', {}, 'demand, %'), h('input', { name: 'share', type: 'number', step: 5, value: 50, 'aria-label': 'Demand in the promotion, percent more' })), h('button', {}, 'Add'));
}

export function whatIfView(app, main) {
  if (!app.table) return put(main, h('p', { class: 'loading' }, 'Reading the items…'));
  const controls = h('div', { class: 'controls' });
  const curve = h('div', { class: 'curve-box' }, h('p', { class: 'loading' }, 'Drawing the exchange curve…'));
  put(main, app.scenario.banner, app.scenario.strip, h('div', { class: 'whatif' }, curve, controls), app.list.element);
  drawControls(app, controls);
  drawCurve(app, curve);
  app.list.refresh('');
  return main;
}

async function drawCurve(app, box) {
  const others = app.scenario.changes.filter((change) => !/^(budget|fill_rate|expected_backorders)=/.test(change));
  const key = `${app.needs.run.id} ${others.join(' ')}`;
  if (app.curve?.key !== key) {
    let document;
    try {
      document = await get('/curve.json', { run: app.needs.run.id, set: others });
    } catch (error) {
      put(box, h('p', { class: 'quiet' }, `No exchange curve: ${error.message}`));
      return;
    }
    if (document.points.length < 2) {
      put(box, h('p', { class: 'quiet' }, 'No exchange curve: no item is held by its weight and its cost.'));
      return;
    }
    const curve = new Curve(document, { isChanged: others.length > 0, drag: (amount, isDone) => app.scenario.set('budget', String(amount), !isDone) });
    app.curve = { key, curve, document };
  }
  const { curve, document } = app.curve;
  const plan = document.marks.find((mark) => mark.name === 'plan');
  const follow = (answer) => {
    const name = document.money;
    const amount = answer?.totals[name]?.after ?? plan?.money;
    if (amount !== undefined) curve.place(amount, answer?.totals.weighted_expected_backorders.after ?? plan?.waiting ?? 0);
  };
  follow(app.scenario.answer);
  app.scenario.listener = follow;
  put(box, h('h2', {}, 'What stock money buys'), curve.element,
    h('p', { class: 'quiet small' }, 'Drag the point, or use the arrow keys on it: the engine plans the assortment for that money.'));
}

function drawControls(app, box) {
  const { scenario } = app;
  const objective = app.needs.objective;
  const fill = value(scenario.changes, 'fill_rate');
  put(box, h('h2', {}, 'Change'),
    h('label', { class: 'slider' }, h('span', {}, 'Fill rate of every item'), h('input', {
      type: 'range', min: 0.8, max: 0.995, step: 0.005, value: fill || (objective.kind === 'fill_rate' ? objective.target : 0.95), name: 'fill_rate', 'aria-label': 'Fill rate of every item',
      oninput: (event) => { event.target.nextSibling.value = percent(Number(event.target.value)); scenario.set('fill_rate', event.target.value, true); },
      onchange: (event) => scenario.set('fill_rate', event.target.value),
    }), h('output', {}, fill ? percent(Number(fill)) : objective.kind === 'fill_rate' ? percent(objective.target) : 'off')),
    h('label', { class: 'slider scope' }, h('span', {}, 'Sliders below change'), h('select', {
      'aria-label': 'What the sliders change', onchange: (event) => { app.scope = event.target.value; drawControls(app, box); },
    }, scopes(app).map(([name, title]) => h('option', { value: name, selected: name === (app.scope ?? '') }, title))), h('span')),
    shares.map(([plan, item, title]) => slider(app, app.scope ? `${app.scope}.${item}` : plan, title)),
    h('details', { class: 'more', open: app.isMoreOpen === true, ontoggle: (event) => { app.isMoreOpen = event.target.open; } }, h('summary', {}, 'More: budget, promotion, review, minimum, multiple, any change'), promotion(app),
    h('div', { class: 'fields' }, field(app, 'budget', 'Budget', objective.kind === 'budget' ? money(objective.target) : 'money'),
      field(app, 'review_period', 'Review period', 'days'), field(app, 'minimum_order_quantity', 'Minimum order', 'units'), field(app, 'order_multiple', 'Multiple', 'units'),
      field(app, 'maximum_order_quantity', 'Most per order', 'units'), field(app, 'order_cost', 'Order cost', 'money'), field(app, 'orders.budget', 'Money for today\'s orders', 'no cap'), field(app, 'expected_backorders', 'Units waiting at most', decimals(app.needs.totals[0]?.value, 0))),
    h('form', {
      class: 'any', onsubmit: (event) => {
        event.preventDefault();
        const input = event.target.elements.change;
        const text = input.value.trim();
        const at = text.lastIndexOf('=');
        if (at > 0) {
          scenario.set(text.slice(0, at), text.slice(at + 1));
          input.value = '';
        }
      },
    }, h('label', {}, h('span', {}, 'Any change'), h('input', { name: 'change', placeholder: 'ITEM.lead_time_days=40', 'aria-label': 'Any change, as --set takes it' })), h('button', {}, 'Add'))));
}

function slider(app, name, title) {
  const now = fraction(value(app.scenario.changes, name));
  const output = h('output', {}, now ? share(now) : '±0%');
  return h('label', { class: 'slider' }, h('span', {}, title), h('input', {
    type: 'range', min: -0.5, max: 1, step: 0.05, value: now, name, 'aria-label': title,
    oninput: (event) => {
      const text = share(Number(event.target.value));
      output.value = text ?? '±0%';
      app.scenario.set(name, text, true);
    },
    onchange: (event) => app.scenario.set(name, share(Number(event.target.value))),
  }), output);
}

function field(app, name, title, hint) {
  return h('label', {}, h('span', {}, title), h('input', {
    name, value: value(app.scenario.changes, name), placeholder: hint, 'aria-label': title, size: 9, inputmode: 'decimal',
    onchange: (event) => app.scenario.set(name, event.target.value.trim() || null),
  }));
}
