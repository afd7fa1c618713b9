// Overrides: levels set by hand, with their reason and their price.

import { h, put } from './dom.js';
import { select } from './filters.js';

/** The items whose levels are set by hand. */
export function overridesView(app, main) {
  if (!app.table) return put(main, h('p', { class: 'loading' }, 'Reading the items…'));
  const fixed = select('is_fixed:1', app.table);
  put(main, h('h1', {}, 'Overrides'), fixed.length === 0 ? h('p', {}, 'No level is set by hand in this run.') : h('ul', {}, fixed.map((row) => h('li', {}, h('a', { href: app.address({ item: app.table.id(row) }) }, app.table.id(row))))));
  return main;
}

export function editOverride(app) { app.go({ view: 'overrides' }); }
