// What frames every view: the run and the search on top, the views and what needs you at the side.

import { h, put } from './dom.js';
import { decimals } from './format.js';

const themes = ['system', 'light', 'dark'];

/** Light or dark as the reader chose, else as the system has it. */
export function applyTheme(choice = remembered('theme')) {
  if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
}

export function nextTheme() {
  const now = remembered('theme') || 'system';
  const next = themes[(themes.indexOf(now) + 1) % themes.length];
  remember('theme', next);
  applyTheme(next);
  return next;
}

/** Small choices of this browser; a browser that keeps nothing keeps nothing. */
export function remembered(name) {
  try { return localStorage.getItem(`twobin.${name}`) ?? ''; } catch { return ''; }
}

export function remember(name, value) {
  try { localStorage.setItem(`twobin.${name}`, value); } catch { /* the choice lasts until the page is left */ }
}

export function header(app) {
  const top = document.getElementById('top');
  const run = app.needs?.run;
  if (!top.firstChild) {
    app.search = h('input', {
      id: 'search', type: 'search', placeholder: 'Search, paste codes, or supplier:cedar abc:A waiting>2', autocomplete: 'off', spellcheck: 'false',
      'aria-label': 'Search and filter', 'aria-keyshortcuts': '/', oninput: () => app.list.typed(app.search.value),
    });
    app.runLink = h('a', { class: 'run' });
    app.themeButton = h('button', { class: 'plain', title: 'Light, dark or as the system has it', onclick: () => label(app, nextTheme()) });
    put(top, h('h1', { class: 'unseen' }, 'Twobin'), h('a', { class: 'brand', href: '/' }, h('img', { src: '/icon.svg', alt: '', width: 22, height: 22 }), 'Twobin'), app.search,
      app.runLink, app.themeButton, h('button', { class: 'plain', onclick: () => app.help(), 'aria-keyshortcuts': '?' }, 'Keys ', h('kbd', {}, '?')));
    label(app, remembered('theme') || 'system');
  }
  if (document.activeElement !== app.search) app.search.value = app.state.q;
  if (run) {
    app.runLink.href = app.address({ view: 'runs', item: '' });
    app.runLink.title = `Run ${run.id}, made ${run.created_at}`;
    put(app.runLink, h('span', { class: 'quiet' }, run.kind === 'scenario' ? 'Scenario ' : 'Plan '), `as of ${run.as_of}`,
      app.session.read_only ? h('span', { class: 'badge' }, 'read only') : null);
  }
}

function label(app, theme) {
  app.themeButton.textContent = { system: '◐', light: '☀', dark: '☾' }[theme] ?? '◐';
  app.themeButton.setAttribute('aria-label', `Colours: ${theme}`);
}

const places = [
  ['needs', 'What needs you'], ['items', 'All items'], ['whatif', 'What if'], ['overrides', 'Overrides'], ['orders', 'Orders'],
  ['waiting', 'Who waits'], ['compare', 'Compare runs'], ['results', 'Replay and backtest'], ['runs', 'Runs'],
];

export function side(app) {
  const kinds = app.needs?.attention ?? [];
  const open = { item: '' };
  put(document.getElementById('side'),
    h('ul', {}, places.map(([view, title]) => h('li', {}, h('a', {
      href: app.address({ view, need: '', q: view === 'needs' ? '' : app.state.q, ...open }), 'aria-current': app.state.view === view ? 'page' : null,
    }, title)))),
    h('h2', {}, 'Needs you'),
    h('ul', { class: 'counts' }, kinds.map((kind) => h('li', {}, h('a', {
      href: app.address({ view: 'needs', need: kind.kind, sort: '', ...open }), title: kind.explanation, class: kind.count === 0 ? 'none' : null,
      'aria-current': app.state.view === 'needs' && app.need() === kind.kind ? 'true' : null,
    }, h('span', {}, kind.title), h('span', { class: 'count' }, decimals(kind.count, 0)))))),
    h('p', { class: 'foot quiet' }, `Twobin ${app.session.version}`));
  // On a narrow screen the views lie side by side, the shown one perhaps out of sight.
  const place = document.getElementById('side');
  const shown = place.querySelector('[aria-current="page"]');
  if (shown && place.scrollWidth > place.clientWidth) place.scrollLeft = shown.offsetLeft - (place.clientWidth - shown.offsetWidth) / 2;
}
