// Results of replay and backtest that lie beside the store, as the commands printed them.

import { h, put } from './dom.js';
import { get } from './api.js';

export async function resultsView(app, main) {
  const { results } = await get('/results.json').catch((error) => ({ results: [{ name: 'results', problem: error.message }] }));
  if (app.state.view !== 'results') return;
  put(main, h('h1', {}, 'Replay and backtest'),
    results.length === 0 ? h('p', {}, 'None lies beside the store. ', h('code', {}, 'twobin replay plan.toml --from DATE --json > out/replay.json'), ' and ', h('code', {}, 'twobin backtest SERIES.csv --json > out/backtest.json'), ' put them there.') : null,
    results.map((one) => h('section', {}, h('h2', {}, one.name), one.problem ? h('p', { class: 'wrong' }, one.problem) : shown(one.document))));
}

/** Any JSON as tables: an object as names and values, a list of objects as rows. Numbers are those of the file. */
export function shown(value, depth = 0) {
  if (Array.isArray(value)) {
    const rows = value.filter((one) => one !== null && typeof one === 'object' && !Array.isArray(one));
    if (rows.length === value.length && rows.length > 0) {
      const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => rows.some((row) => typeof row[name] !== 'object' || row[name] === null)).slice(0, 16);
      return h('table', { class: 'plain-table' }, h('thead', {}, h('tr', {}, names.map((name) => h('th', { scope: 'col' }, words(name))))),
        h('tbody', {}, rows.slice(0, 200).map((row) => h('tr', {}, names.map((name) => h('td', { class: typeof row[name] === 'number' ? 'number' : null }, plain(row[name])))))));
    }
    return h('span', {}, value.slice(0, 50).map(plain).join(', '));
  }
  if (value !== null && typeof value === 'object') {
    return h('dl', { class: 'keys' }, Object.entries(value).map(([name, one]) => [h('dt', {}, words(name)), h('dd', {}, depth < 5 ? shown(one, depth + 1) : plain(one))]));
  }
  return h('span', {}, plain(value));
}

function words(name) { return name.replaceAll('_', ' '); }

function plain(value) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return value.toLocaleString(undefined, { maximumSignificantDigits: 6 });
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
