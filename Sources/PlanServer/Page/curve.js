// The exchange curve with a point to drag: along it, the budget. The curve is the engine's; dragging asks the engine again.

import { s } from './dom.js';
import { money, decimals } from './format.js';

const width = 560;
const height = 250;
const frame = { left: 64, right: 16, top: 14, bottom: 40 };

/** Even steps of 1, 2 or 5 that cover 0...most in about `count` parts. */
export function ticks(most, count = 5) {
  if (!(most > 0)) return [0];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const found = [];
  for (let value = 0; value <= most * 1.0001; value += step) found.push(value);
  return found;
}

/** The part of the curve that is worth looking at: from where it is steep to where more money buys next to nothing. */
export function shownPoints(points, marks) {
  const most = Math.max(...marks.filter((mark) => mark.name !== "today's stock").map((mark) => mark.money), 0) * 2.2;
  const shown = points.filter(([x]) => most === 0 || x <= most);
  return shown.length > 3 ? shown : points;
}

/** A falling curve from where it comes below a height. */
export function cut(points, top) {
  const first = points.findIndex(([, y]) => y <= top);
  if (first <= 0) return points;
  const [x0, y0] = points[first - 1];
  const [x1, y1] = points[first];
  return [[x0 + ((y0 - top) / (y0 - y1)) * (x1 - x0), top], ...points.slice(first)];
}

export class Curve {
  /** handlers: drag(money, isDone); isChanged: the curve is that of changed items, on which the plan's money lies elsewhere. */
  constructor(document, handlers) {
    this.handlers = handlers;
    this.document = document;
    this.points = shownPoints(document.points, document.marks);
    const first = this.points[0];
    const last = this.points[this.points.length - 1];
    this.least = first[0];
    this.most = last[0];
    const highest = Math.max(first[1], ...document.marks.filter((mark) => mark.money <= this.most).map((mark) => mark.waiting));
    // The steepest part would press the rest flat: the axis ends a little above what is marked.
    const marked = Math.max(...document.marks.filter((mark) => mark.money <= this.most).map((mark) => mark.waiting), 0);
    this.top = marked > 0 ? Math.min(highest, marked * 1.2) : highest;
    this.element = this.#draw();
  }

  x(value) { return frame.left + (value / this.most) * (width - frame.left - frame.right); }
  y(value) { return height - frame.bottom - (Math.min(value, this.top) / this.top) * (height - frame.top - frame.bottom); }

  /** Moves the handle to what the engine answered. */
  place(amount, waiting) {
    const x = this.x(Math.min(this.most, amount));
    const y = this.y(waiting);
    this.handle.setAttribute('transform', `translate(${x} ${y})`);
    this.drop.setAttribute('y2', Math.max(0, height - frame.bottom - y));
    this.handle.setAttribute('aria-valuenow', Math.round(amount));
    this.handle.setAttribute('aria-valuetext', `${money(amount)} of stock money, ${decimals(waiting, 1)} units waiting`);
    this.amount = amount;
  }

  #draw() {
    const bottom = height - frame.bottom;
    const right = width - frame.right;
    const path = cut(this.points, this.top).map(([x, y], index) => `${index ? 'L' : 'M'}${this.x(x).toFixed(1)} ${this.y(y).toFixed(1)}`).join('');
    this.drop = s('line', { class: 'drop', x1: 0, x2: 0, y1: 0, y2: 0 });
    this.handle = s('g', {
      class: 'handle', tabindex: 0, role: 'slider', 'aria-label': 'Stock money: drag along the curve', 'aria-valuemin': Math.round(this.least),
      'aria-valuemax': Math.round(this.most), onkeydown: (event) => this.#key(event),
    }, this.drop, s('circle', { r: 16, class: 'reach' }), s('circle', { r: 7, class: 'knob' }));
    return s('svg', {
      class: 'chart curve', viewBox: `0 0 ${width} ${height}`, 'aria-label': 'What stock money buys',
      onpointerdown: (event) => this.#grab(event),
    },
      ticks(this.top, 4).map((value) => [
        s('line', { class: 'tb-grid', x1: frame.left, x2: right, y1: this.y(value), y2: this.y(value) }),
        s('text', { class: 'tb-text tb-soft', x: frame.left - 8, y: this.y(value) + 4, 'text-anchor': 'end' }, decimals(value, value < 10 && value % 1 ? 1 : 0)),
      ]),
      ticks(this.most, 5).map((value) => s('text', { class: 'tb-text tb-soft', x: this.x(value), y: bottom + 17, 'text-anchor': 'middle' }, money(value))),
      s('line', { class: 'tb-axis', x1: frame.left, x2: right, y1: bottom, y2: bottom }),
      s('text', { class: 'tb-text tb-soft', x: (frame.left + right) / 2, y: height - 6, 'text-anchor': 'middle' }, this.document.money_title),
      s('text', { class: 'tb-text tb-soft', x: -(bottom + frame.top) / 2, y: 14, 'text-anchor': 'middle', transform: 'rotate(-90)' }, 'units waiting'),
      s('path', { class: 'tb-line tb-s-history', d: path }),
      this.document.marks.map((mark) => this.#mark(mark)),
      this.handle);
  }

  #mark(mark) {
    const isOutside = mark.money > this.most;
    const x = this.x(Math.min(mark.money, this.most));
    const y = this.y(mark.waiting);
    const isPlan = mark.name === 'plan';
    // The plan lies on the curve: under it, to the left, there is room; what lies above the curve has its word at the right.
    const isRight = !isPlan && x < width * 0.6;
    const label = `${isPlan && this.handlers.isChanged ? "the plan's money" : mark.name}${isOutside ? ` → ${money(mark.money)}` : ''}: ${decimals(mark.waiting, 1)}`;
    return s('g', {}, s('circle', { class: mark.name === 'plan' ? 'tb-f-highlight' : 'tb-f-forecast', cx: x, cy: y, r: 4 }),
      s('text', { class: 'tb-text tb-ink', x: isRight ? x + 9 : x - 12, y: isPlan ? Math.min(y + 12, height - frame.bottom - 5) : y - 7, 'text-anchor': isRight ? 'start' : 'end' }, label));
  }

  #moneyAt(event) {
    const box = this.element.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * width;
    const share = (x - frame.left) / (width - frame.left - frame.right);
    return Math.round(Math.min(this.most, Math.max(this.least, share * this.most)));
  }

  #grab(event) {
    event.preventDefault();
    this.handle.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    const move = (moved) => this.handlers.drag(this.#moneyAt(moved), false);
    const end = (ended) => {
      this.element.removeEventListener('pointermove', move);
      this.element.removeEventListener('pointerup', end);
      this.handlers.drag(this.#moneyAt(ended), true);
    };
    this.element.addEventListener('pointermove', move);
    this.element.addEventListener('pointerup', end);
    this.handlers.drag(this.#moneyAt(event), false);
  }

  #key(event) {
    const step = (this.most - this.least) / 100;
    const steps = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: 10 * step, PageDown: -10 * step };
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    this.handlers.drag(Math.round(Math.min(this.most, Math.max(this.least, this.amount + steps[event.key]))), true);
  }
}
