// The columns of a run as the grid, the filters and the sort read them.

/** Columns of a run: `items.json` unpacked. Repeated texts stay shared. */
export class Table {
  constructor(document) {
    this.run = document.run;
    this.count = document.count;
    this.attentionKinds = document.attention_kinds;
    this.columns = new Map();
    this.texts = new Set();
    for (const [name, column] of Object.entries(document.columns)) {
      if (Array.isArray(column)) {
        this.columns.set(name, column);
        if (name === 'item') this.texts.add(name);
      } else {
        this.columns.set(name, column.codes.map((code) => column.values[code]));
        this.texts.add(name);
      }
    }
  }

  has(name) { return this.columns.has(name); }
  column(name) { return this.columns.get(name); }
  isText(name) { return this.texts.has(name); }

  /** item, or item@location. */
  id(row) {
    const location = this.column('location')[row];
    return location === 'main' ? this.column('item')[row] : `${this.column('item')[row]}@${location}`;
  }

  /** The row of an id; -1 where there is none. */
  row(id) {
    this.rows ??= new Map(Array.from({ length: this.count }, (_, row) => [this.id(row), row]));
    return this.rows.get(id) ?? -1;
  }

  codes() {
    this.knownCodes ??= new Set(this.column('item'));
    return this.knownCodes;
  }

  /** What words are looked for in: lower case, made once. */
  searchable() {
    if (!this.haystack) {
      const parts = ['item', 'location', 'supplier', 'group'].filter((name) => this.has(name)).map((name) => this.column(name));
      this.haystack = Array.from({ length: this.count }, (_, row) => parts.map((part) => part[row]).join('\u0000').toLowerCase());
    }
    return this.haystack;
  }

  /** Distinct values of a text column with how many of the given rows hold each, the most first. */
  facets(name, rows) {
    const counts = new Map();
    const values = this.column(name);
    for (const row of rows) counts.set(values[row], (counts.get(values[row]) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }
}
