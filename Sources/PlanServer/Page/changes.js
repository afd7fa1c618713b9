// The changes of a scenario with undo and redo: pure lists, as `twobin whatif --set` takes them.

/** What a change is about: all before its last `=`. A later change of the same thing takes the place of the earlier one. */
export function subject(change) {
  return change.slice(0, change.lastIndexOf('='));
}

/** Changes with one put in its subject's place; `null` as value takes the subject out. */
export function changed(changes, name, value) {
  const next = changes.filter((one) => subject(one) !== name);
  const objective = ['budget', 'fill_rate', 'expected_backorders'];
  // Only one objective at a time: the later one replaces the other.
  const kept = value !== null && objective.includes(name) ? next.filter((one) => !objective.includes(subject(one))) : next;
  return value === null ? kept : [...kept, `${name}=${value}`];
}

/** The value of a subject, `''` where it has no change. */
export function value(changes, name) {
  const found = changes.find((one) => subject(one) === name);
  return found === undefined ? '' : found.slice(found.lastIndexOf('=') + 1);
}

/** A share as a change writes it: 0.2 is +20%. `null` for no change. */
export function share(fraction) {
  const points = Math.round(fraction * 1000) / 10;
  return points === 0 ? null : `${points > 0 ? '+' : ''}${points}%`;
}

/** The fraction that a written share means; 0 for anything else. */
export function fraction(text) {
  const match = /^([+-]\d+(?:\.\d+)?)%$/.exec(text);
  return match ? Number(match[1]) / 100 : 0;
}

/** Undo and redo over lists of changes. */
export class History {
  constructor(now = []) {
    this.past = [];
    this.now = now;
    this.future = [];
  }

  /** A new list; one that only continues the last step (a slider that still moves) takes its place. */
  set(next, isContinued = false) {
    if (same(next, this.now)) return;
    if (!isContinued) this.past.push(this.now);
    this.now = next;
    this.future = [];
  }

  undo() {
    if (this.past.length === 0) return false;
    this.future.push(this.now);
    this.now = this.past.pop();
    return true;
  }

  redo() {
    if (this.future.length === 0) return false;
    this.past.push(this.now);
    this.now = this.future.pop();
    return true;
  }
}

export function same(a, b) {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
