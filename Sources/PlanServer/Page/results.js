// Results of replay and backtest: pictures, the numbers that decide, and everything that the commands printed.

import { h, put, chart } from './dom.js';
import { decimals, percent, quantity } from './format.js';
import { get } from './api.js';

export async function resultsView(app, main) {
  if (main.dataset.results !== 'shown') put(main, h('p', { class: 'loading' }, 'Reading the results…'));
  const { results } = await get('/results.json').catch((error) => ({ results: [{ name: 'results', problem: error.message }] }));
  if (app.state.view !== 'results') return;
  put(main, h('h1', {}, 'Replay and backtest'),
    results.length === 0 ? h('div', {}, h('p', {}, 'None lies beside the store. These put them there:'),
      h('ul', {}, h('li', {}, h('code', {}, 'twobin replay plan.toml --from DATE --out out/replay'), ' the plan against a textbook rule on past sales'),
        h('li', {}, h('code', {}, 'twobin backtest SALES.csv --out out/backtest'), ' forecasts against what was sold'))) : null,
    results.map((one) => h('section', { class: 'result', 'aria-label': one.name }, h('h2', {}, one.kind === 'replay' ? 'Replay' : one.kind === 'backtest' ? 'Backtest' : '', ' ', h('span', { class: 'quiet' }, one.name)),
      one.problem ? h('p', { class: 'wrong' }, one.problem) : [
        one.kind === 'replay' ? replay(one.document) : backtest(one.document),
        h('div', { class: 'pictures' }, one.pictures.map((picture) => h('figure', { 'data-chart': picture.name }, chart(picture.svg)))),
        h('details', {}, h('summary', {}, 'Everything in the file'), shown(one.document))])));
}

/** Columns of numbers stand right, with their titles; the first names the row. */
function table(titles, rows) {
  const side = titles.map((_, index) => (index > 0 && rows.every((row) => !/\p{L}/u.test(row[index])) ? 'number' : null));
  return h('div', { class: 'wide-table' }, h('table', { class: 'plain-table' }, h('thead', {}, h('tr', {}, titles.map((title, index) => h('th', { scope: 'col', class: side[index] }, title)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, index) => h(index === 0 ? 'th' : 'td', { scope: index === 0 ? 'row' : null, class: side[index] }, cell)))))));
}

/** Each setting of each rule: what was promised and what came. */
function replay(document) {
  const curves = ['textbook', 'plan', 'fillRates'].map((name) => document[name]).filter((curve) => curve?.points?.length > 0);
  if (curves.length === 0) return null;
  const ratio = (one) => (one ? `${decimals(one.ratio, 3)} (90% interval ${decimals(one.low, 3)} to ${decimals(one.high, 3)})` : null);
  return [ratio(document.backorderedUnits) ? h('p', {}, 'Units short under the plan as a share of those under the textbook rule, at equal money: ', h('strong', {}, ratio(document.backorderedUnits)), '.') : null,
    table(['Rule', 'Setting', 'Fill promised', 'Fill', 'Inventory value', 'Units short', 'Value short', 'Waiting, avg', 'Wait, days'], curves.flatMap((curve) => curve.points.map((point) => [
      words(curve.rule), plain(point.setting), point.promisedFillRate === undefined || point.promisedFillRate === null ? '' : percent(point.promisedFillRate), percent(point.fillRate), decimals(point.inventoryValue, 0),
      decimals(point.backorderedUnits, 0), decimals(point.backorderedValue, 0), decimals(point.averageBackorders, 1), decimals(point.meanWaitDays, 2)])))];
}

/** Each model over all classes of demand. */
function backtest(document) {
  const rows = (document.results ?? []).filter((row) => row.class === 'all');
  if (rows.length === 0) return null;
  const show = (value, count) => (typeof value === 'number' ? decimals(value, count) : '');
  return [h('p', {}, `${quantity(document.judged_series)} of ${quantity(document.series)} series, ${quantity(document.cases)} cases: ${quantity(document.origins)} origins, ${quantity(document.horizon)} periods ahead.`),
    table(['Model', 'Kind', 'MASE', 'RMSSE', 'WAPE', 'Bias', 'Pinball', 'Pinball of totals', 'WAPE of totals'], rows.map((row) => [
      row.model, words(row.kind), show(row.measures.mase, 3), show(row.measures.rmsse, 3), show(row.measures.wape, 3), show(row.measures.bias, 3), show(row.measures.pinball, 3), show(row.measures.total_pinball, 3), show(row.measures.total_wape, 3)]))];
}

/** Any JSON as tables: an object as names and values, a list of objects as rows. Numbers are those of the file. */
export function shown(value, depth = 0) {
  if (Array.isArray(value)) {
    const rows = value.filter((one) => one !== null && typeof one === 'object' && !Array.isArray(one));
    if (rows.length === value.length && rows.length > 0) {
      const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => rows.some((row) => typeof row[name] !== 'object' || row[name] === null)).slice(0, 16);
      return table(names.map(words), rows.slice(0, 200).map((row) => names.map((name) => plain(row[name]))));
    }
    return h('span', {}, value.slice(0, 50).map(plain).join(', '));
  }
  if (value !== null && typeof value === 'object') {
    return h('dl', { class: 'keys' }, Object.entries(value).map(([name, one]) => [h('dt', {}, words(name)), h('dd', {}, depth < 5 ? shown(one, depth + 1) : plain(one))]));
  }
  return h('span', {}, plain(value));
}

function words(name) { return String(name).replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`); }

function plain(value) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return value.toLocaleString(undefined, { maximumSignificantDigits: 6 });
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
