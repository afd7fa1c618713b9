// Who waits: items whose customers wait today.

import { h, put } from './dom.js';

export function waitingView(app, main) {
  if (!app.table) return put(main, h('p', { class: 'loading' }, 'Reading the items…'));
  put(main, app.scenario.banner, h('h1', {}, 'Who waits'), h('p', { class: 'quiet' }, 'Items with units promised to customers and not shipped, the most money first.'), app.list.element);
  app.list.refresh('waiting');
  return main;
}
