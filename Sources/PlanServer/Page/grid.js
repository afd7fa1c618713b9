// A grid of any number of rows of one height: about sixty of them are elements, the rest is height.

import { h, put } from './dom.js';
import { columns } from './columns.js';
import { signed } from './format.js';

const rowHeight = 30;
const spare = 8;

/** Rows that a viewport shows, with a few to spare: [first, last). */
export function window(scrollTop, height, count, size = rowHeight) {
  const first = Math.max(0, Math.floor(scrollTop / size) - spare);
  const last = Math.min(count, Math.ceil((scrollTop + height) / size) + spare);
  return [first, Math.max(first, last)];
}

/** Where to scroll so that a row is seen: the present place if it is seen already. */
export function reveal(position, scrollTop, height, headerHeight = 0, size = rowHeight) {
  const top = position * size;
  if (top < scrollTop) return top;
  const bottom = top + size + headerHeight;
  return bottom > scrollTop + height ? bottom - height : scrollTop;
}

export class Grid {
  /**
   * handlers: open(row), sort(name), moved(row), tick(row), seen(rows).
   */
  constructor(handlers) {
    this.handlers = handlers;
    this.table = null;
    this.rows = [];
    this.names = [];
    this.active = -1;
    this.ticks = new Set();
    this.overlay = new Map();
    this.pool = [];
    this.version = 0;
    this.header = h('div', { class: 'grid-head', role: 'row', 'aria-rowindex': 1 });
    this.body = h('div', { class: 'grid-body', role: 'rowgroup' });
    this.element = h('div', {
      class: 'grid', role: 'grid', tabindex: 0, 'aria-label': 'Items', 'aria-multiselectable': 'true',
      onscroll: () => this.#schedule(), onclick: (event) => this.#click(event), onkeydown: (event) => this.#key(event),
    }, this.header, this.body);
    new ResizeObserver(() => this.#schedule()).observe(this.element);
  }

  /** Shows rows of a table. The active row stays if it is still there. */
  show(table, rows, names, sort) {
    const kept = this.rows[this.active];
    const isNewTable = this.table !== table;
    if (isNewTable) this.version += 1;
    this.table = table;
    this.rows = rows;
    const key = names.join(' ');
    if (this.key !== key) {
      this.names = ['item', ...names.filter((name) => name !== 'item')];
      this.key = key;
      this.pool = [];
      this.body.replaceChildren();
      this.element.style.setProperty('--columns', `34px ${this.names.map((name) => `${columns[name].width}px`).join(' ')}`);
      this.body.style.minWidth = this.header.style.minWidth = `${34 + this.names.reduce((sum, name) => sum + columns[name].width, 0)}px`;
    }
    this.#head(sort);
    this.element.setAttribute('aria-rowcount', rows.length + 1);
    this.element.setAttribute('aria-colcount', this.names.length + 1);
    this.body.style.height = `${rows.length * rowHeight}px`;
    const at = kept === undefined || isNewTable ? -1 : rows.indexOf(kept);
    this.active = rows.length === 0 ? -1 : Math.max(0, at);
    if (at < 0) this.element.scrollTop = 0;
    this.#draw();
  }

  /** Values of a scenario by row; an empty map shows the run. */
  setOverlay(overlay) {
    this.overlay = overlay;
    this.#draw();
  }

  setTicks(ticks) {
    this.ticks = ticks;
    this.#draw();
  }

  /** The table's row that is active; -1 without one. */
  get activeRow() { return this.active >= 0 ? this.rows[this.active] : -1; }

  /** Rows on the screen now. */
  get visible() {
    const [first, last] = window(this.element.scrollTop, this.element.clientHeight, this.rows.length);
    return this.rows.slice(first, last);
  }

  activate(row) {
    const at = this.rows.indexOf(row);
    if (at >= 0) this.#move(at);
  }

  step(by) { if (this.rows.length > 0) this.#move(Math.min(this.rows.length - 1, Math.max(0, this.active + by))); }

  focus() { this.element.focus({ preventScroll: true }); }

  #move(to) {
    this.active = to;
    this.element.scrollTop = reveal(to, this.element.scrollTop, this.element.clientHeight, this.header.offsetHeight);
    this.#draw();
    this.handlers.moved?.(this.activeRow);
  }

  #head(sort) {
    put(this.header,
      h('div', { class: 'cell tick', role: 'columnheader', 'aria-colindex': 1 }, h('span', { class: 'unseen' }, 'Ticked')),
      this.names.map((name, index) => {
        const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : 'none';
        return h('div', {
          class: `cell head${columns[name].isText ? '' : ' number'}${name === 'item' ? ' frozen' : ''}`, role: 'columnheader', 'aria-sort': direction,
          'aria-colindex': index + 2, title: columns[name].hint, 'data-sort': name,
        }, h('span', {}, columns[name].title), direction === 'none' ? null : h('span', { class: 'arrow', 'aria-hidden': 'true' }, direction === 'ascending' ? '▲' : '▼'));
      }));
  }

  #schedule() {
    if (this.isScheduled) return;
    this.isScheduled = true;
    requestAnimationFrame(() => {
      this.isScheduled = false;
      this.#draw();
      this.handlers.seen?.(this.visible);
    });
  }

  #draw() {
    if (!this.table) return;
    const [first, last] = window(this.element.scrollTop, this.element.clientHeight, this.rows.length);
    while (this.pool.length < last - first) {
      const cells = this.names.map((name, index) => h('div', {
        class: `cell${columns[name].isText ? '' : ' number'}${name === 'item' ? ' frozen' : ''}`, role: 'gridcell', 'aria-colindex': index + 2,
      }));
      const tick = h('div', { class: 'cell tick', role: 'gridcell', 'aria-colindex': 1 });
      const element = h('div', { class: 'row', role: 'row' }, tick, cells);
      this.pool.push({ element, cells, tick });
      this.body.append(element);
    }
    // A row keeps its element while it stays on the screen: position modulo the pool.
    const size = this.pool.length;
    const used = new Set();
    for (let position = first; position < last; position += 1) {
      const slot = position % size;
      used.add(slot);
      this.#fill(this.pool[slot], position);
    }
    for (let slot = 0; slot < size; slot += 1) if (!used.has(slot)) this.pool[slot].element.hidden = true;
    if (this.active >= 0) this.element.setAttribute('aria-activedescendant', `row-${this.rows[this.active]}`);
    else this.element.removeAttribute('aria-activedescendant');
  }

  #fill(slot, position) {
    const row = this.rows[position];
    const { element, cells, tick } = slot;
    const isActive = position === this.active;
    const isTicked = this.ticks.has(row);
    // A row that is on the screen already, as it was, is left alone: scrolling fills only the rows that come in.
    const overlay = this.overlay.get(row);
    if (slot.row === row && slot.position === position && slot.version === this.version && slot.overlay === overlay && slot.isActive === isActive && slot.isTicked === isTicked) {
      element.hidden = false;
      return;
    }
    Object.assign(slot, { row, position, version: this.version, overlay, isActive, isTicked });
    element.hidden = false;
    element.style.transform = `translateY(${position * rowHeight}px)`;
    element.id = `row-${row}`;
    element.dataset.position = position;
    element.setAttribute('aria-rowindex', position + 2);
    element.setAttribute('aria-selected', isTicked ? 'true' : 'false');
    element.classList.toggle('active', isActive);
    element.classList.toggle('ticked', isTicked);
    tick.textContent = isTicked ? '☑' : '☐';
    element.classList.toggle('moved', overlay?.changed === true);
    for (let index = 0; index < cells.length; index += 1) {
      const name = this.names[index];
      const column = columns[name];
      const before = this.table.column(name)[row];
      const cell = cells[index];
      if (overlay && column.isScenario && overlay[name] !== undefined) {
        const after = overlay[name];
        const hasMoved = after !== before && after !== null && before !== null;
        cell.textContent = column.show(after);
        cell.classList.toggle('up', hasMoved && after > before);
        cell.classList.toggle('down', hasMoved && after < before);
        cell.title = hasMoved ? `${column.show(before)} in the run, ${name === 'fill_rate' ? signed((after - before) * 100, 1) : signed(after - before, 2)}` : '';
      } else {
        const shown = column.show(before);
        if (cell.textContent !== shown) cell.textContent = shown;
        if (name === 'status') cell.dataset.status = before;
        if (cell.title !== (column.isText ? shown : '')) cell.title = column.isText ? shown : '';
        cell.classList.remove('up', 'down');
      }
      cell.classList.toggle('alarm', (name === 'waiting' && before > 0) || (name === 'short' && before > 0));
    }
  }

  #click(event) {
    const head = event.target.closest('[data-sort]');
    if (head) {
      this.handlers.sort?.(head.dataset.sort);
      return;
    }
    const row = event.target.closest('.row');
    if (!row) return;
    this.#move(Number(row.dataset.position));
    if (event.target.closest('.tick')) this.handlers.tick?.(this.activeRow);
    else this.handlers.open?.(this.activeRow);
  }

  #key(event) {
    if (event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / rowHeight) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (event.key in steps) this.step(steps[event.key]);
    else if (event.key === 'Home') this.#home(0, event.ctrlKey);
    else if (event.key === 'End') this.#home(this.rows.length - 1, event.ctrlKey);
    else if (event.key === 'ArrowRight') this.element.scrollLeft += 80;
    else if (event.key === 'ArrowLeft') this.element.scrollLeft -= 80;
    else if (event.key === ' ') this.handlers.tick?.(this.activeRow);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #home(to, isWhole) {
    if (isWhole || this.element.scrollLeft === 0) { if (this.rows.length > 0) this.#move(to); }
    else this.element.scrollLeft = to === 0 ? 0 : this.element.scrollWidth;
  }
}
