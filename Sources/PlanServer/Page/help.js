// The keys, and the palette that joins going, finding and doing.

import { h } from './dom.js';
import { show } from './dialog.js';

export const keys = [
  ['/', 'search and filter'], ['j k ↑ ↓', 'next and previous row'], ['Enter', 'open the item'], ['Escape', 'close what is open'],
  ['x or Space', 'tick the row'], ['X', 'tick all rows that are shown'], ['e', 'edit: override the levels of the item'], ['a', 'approve: go to the orders, with the ticked items'],
  ['[ ]', 'previous and next item of the list'], ['g n, g i, g w, g o, g c', 'go to: needs, items, what if, orders, compare'],
  ['Ctrl-Z, Ctrl-Shift-Z', 'undo and redo in a scenario'], ['Ctrl-K', 'palette: go, find, do'], ['?', 'this list'],
];

export function showHelp() {
  const { dialog } = show('Keys', h('div', {}, h('dl', { class: 'keys' }, keys.map(([key, text]) => [h('dt', {}, key.split(' ').map((one) => [h('kbd', {}, one), ' '])), h('dd', {}, text)])),
    h('p', { class: 'quiet' }, 'Filters: words; several pasted codes; supplier:cedar abc:A waiting>2 -status:ok needs:capped fill_rate<90%. No key works while you type.'),
    h('form', { method: 'dialog' }, h('div', { class: 'actions' }, h('button', { class: 'main' }, 'Close')))));
  dialog.querySelector('button').focus();
}

/** Entries of the palette that hold every word of what was typed; those that begin with it come first. */
export function matching(entries, typed) {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => wanted.every((word) => entry.title.toLowerCase().includes(word)));
  const start = typed.trim().toLowerCase();
  return found.map((entry, index) => ({ entry, rank: entry.title.toLowerCase().startsWith(start) ? 0 : 1, index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index).map((one) => one.entry);
}

export function showPalette(app) {
  const places = [['needs', 'What needs you'], ['items', 'All items'], ['whatif', 'What if'], ['overrides', 'Overrides'], ['orders', 'Orders'],
    ['waiting', 'Who waits'], ['compare', 'Compare runs'], ['results', 'Replay and backtest'], ['runs', 'Runs']];
  const fixed = [
    ...places.map(([view, title]) => ({ title: `Go to ${title}`, run: () => app.go({ view, item: '' }) })),
    ...(app.needs?.attention ?? []).filter((kind) => kind.count > 0).map((kind) => ({ title: `Show ${kind.title} (${kind.count})`, run: () => app.go({ view: 'needs', need: kind.kind, item: '' }) })),
    { title: 'Undo in the scenario', run: () => app.scenario.undo() }, { title: 'Redo in the scenario', run: () => app.scenario.redo() },
    { title: 'Leave the scenario', run: () => app.scenario.clear() }, { title: 'Copy the scenario as a command', run: () => app.scenario.copy() },
    { title: 'Print', run: () => print() }, { title: 'Keys', run: () => showHelp() },
  ];
  const input = h('input', { type: 'search', placeholder: 'Go, find or do', 'aria-label': 'Go, find or do', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list', autocomplete: 'off' });
  const list = h('ul', { id: 'palette-list', role: 'listbox' });
  const opened = show('Palette', h('div', {}, input, list), { class: 'palette' });
  let entries = [];
  let at = 0;
  const choose = (entry) => {
    opened.dialog.close('');
    opened.closed.then(() => entry.run());
  };
  const draw = () => {
    const items = [];
    const typed = input.value.trim().toLowerCase();
    if (typed && app.table) {
      const haystack = app.table.searchable();
      for (let row = 0; row < haystack.length && items.length < 8; row += 1) {
        if (haystack[row].includes(typed)) items.push({ title: app.table.id(row), run: () => app.go({ view: 'items', item: app.table.id(row) }) });
      }
    }
    entries = [...matching(fixed, input.value), ...items].slice(0, 14);
    at = Math.min(at, Math.max(0, entries.length - 1));
    list.replaceChildren(...entries.map((entry, index) => h('li', { role: 'option', id: `palette-${index}`, 'aria-selected': index === at ? 'true' : 'false', onclick: () => choose(entry) }, entry.title)));
    input.setAttribute('aria-activedescendant', `palette-${at}`);
  };
  input.addEventListener('input', () => { at = 0; draw(); });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') at = Math.min(entries.length - 1, at + 1);
    else if (event.key === 'ArrowUp') at = Math.max(0, at - 1);
    else if (event.key === 'Enter') { if (entries[at]) choose(entries[at]); }
    else return;
    event.preventDefault();
    draw();
  });
  draw();
  input.focus();
}
