// The keyboard. No key works while a reader types, or in a dialog.

import { showHelp, showPalette } from './help.js';
import { editOverride } from './overrides.js';

const places = { n: 'needs', i: 'items', w: 'whatif', v: 'overrides', o: 'orders', c: 'compare', r: 'runs' };

export function isTyping(target) {
  return target instanceof HTMLElement && (target.matches('input:not([type=checkbox]):not([type=range]), textarea, select') || target.isContentEditable);
}

export function installKeys(app) {
  let isGoing = false;
  document.addEventListener('keydown', (event) => {
    if (document.querySelector('dialog[open]')) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      showPalette(app);
      return;
    }
    if (isTyping(event.target)) {
      if (event.target === app.search && (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'Escape')) {
        event.preventDefault();
        app.list.grid.focus();
      }
      return;
    }
    if (isCommand && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      if (event.shiftKey) app.scenario.redo(); else app.scenario.undo();
      return;
    }
    if (isCommand || event.altKey) return;
    if (isGoing) {
      isGoing = false;
      if (places[event.key]) {
        event.preventDefault();
        app.go({ view: places[event.key], item: '' });
      }
      return;
    }
    const { grid } = app.list;
    const hasList = grid.element.isConnected;
    const act = {
      '/': () => app.search.focus(),
      '?': () => showHelp(),
      g: () => { isGoing = true; setTimeout(() => { isGoing = false; }, 1500); },
      Escape: () => app.panel.close(),
    };
    const inList = {
      j: () => { grid.step(1); grid.focus(); }, k: () => { grid.step(-1); grid.focus(); },
      Enter: () => { if (event.target === document.body || event.target === grid.element) app.go({ item: app.table.id(grid.activeRow) }); else return false; return true; },
      x: () => app.list.tick(grid.activeRow), X: () => app.list.tickAll(), ']': () => step(app, 1), '[': () => step(app, -1),
      e: () => editOverride(app, app.state.item || (grid.activeRow >= 0 ? app.table.id(grid.activeRow) : '')),
      a: () => app.go({ view: 'orders', item: '' }),
    };
    const chosen = act[event.key] ?? (hasList && app.table ? inList[event.key] : undefined);
    if (chosen && chosen() !== false) event.preventDefault();
  });
}

/** The next item of the list, in the panel too. */
function step(app, by) {
  app.list.grid.step(by);
  app.go({ item: app.table.id(app.list.grid.activeRow) }, { isReplaced: true });
}
