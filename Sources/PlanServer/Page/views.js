// The views by name: what each puts into the main part of the page.

import { h, put } from './dom.js';
import { needsView } from './needs.js';
import { whatIfView } from './whatif.js';
import { ordersView } from './orders.js';
import { compareView } from './compare.js';
import { runsView } from './runs.js';
import { overridesView } from './overrides.js';
import { waitingView } from './waiting.js';
import { resultsView } from './results.js';

/** The list of all items, under the totals. */
function itemsView(app, main) {
  if (!app.table) return put(main, h('p', { class: 'loading' }, 'Reading the items…'));
  put(main, app.scenario.banner, app.scenario.strip, app.list.element);
  app.list.refresh('');
  return main;
}

export const views = {
  needs: { title: 'What needs you', render: needsView },
  items: { title: 'Items', render: itemsView },
  item: { title: 'Items', render: itemsView },
  whatif: { title: 'What if', render: whatIfView },
  overrides: { title: 'Overrides', render: overridesView },
  orders: { title: 'Orders', render: ordersView },
  waiting: { title: 'Who waits', render: waitingView },
  compare: { title: 'Compare runs', render: compareView },
  results: { title: 'Replay and backtest', render: resultsView },
  runs: { title: 'Runs', render: runsView },
};
