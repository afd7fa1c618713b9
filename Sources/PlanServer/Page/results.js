// Results of replay and backtest that lie beside the store.

import { h, put } from './dom.js';

export function resultsView(app, main) {
  put(main, h('h1', {}, 'Replay and backtest'), h('p', {}, 'The store holds no replay or backtest.'));
  return main;
}
