// Typed filters: words, several pasted codes, and terms like supplier:cedar, abc:A, waiting>2, -status:ok.

/** Names that a reader may type for a column. */
export const aliases = {
  sku: 'item', code: 'item', store: 'location', warehouse: 'location', class: 'abc', s: 'order_up_to', r: 'reorder_point', order: 'order_now',
  backordered: 'waiting', cost: 'unit_cost', lead_time: 'lead_time_days', fill: 'fill_rate', value: 'average_inventory_value', days: 'days_of_cover',
  cover: 'days_of_cover', stock: 'on_hand',
};

const term = /^(-?)([a-z_]+)(>=|<=|!=|:|>|<|=)(.*)$/i;

/** Splits a query at white space and commas; quotes keep words together. */
export function words(query) {
  const found = [];
  for (const match of query.matchAll(/(-?[a-z_]+[:=])"([^"]*)"|"([^"]*)"|([^\s,;]+)/gi)) {
    if (match[1] !== undefined) found.push({ text: match[1] + match[2], isQuoted: false });
    else if (match[3] !== undefined) found.push({ text: match[3], isQuoted: true });
    else found.push({ text: match[4], isQuoted: false });
  }
  return found;
}

/**
 * What a query asks for: terms on columns, and words. `isColumn` says which names are columns; a term on anything else is a word, since
 * a code may hold a colon.
 */
export function parse(query, isColumn) {
  const terms = [];
  const free = [];
  for (const word of words(query)) {
    const match = word.isQuoted ? null : term.exec(word.text);
    const name = match ? (aliases[match[2].toLowerCase()] ?? match[2].toLowerCase()) : '';
    if (match && (isColumn(name) || name === 'needs')) {
      terms.push({ column: name, isNegated: match[1] === '-', operator: match[3], value: match[4] });
    } else if (word.text) {
      free.push(word.text);
    }
  }
  return { terms, free };
}

/**
 * Rows of columns that a query asks for, in key order.
 *
 * Words match where item, location, supplier or group hold them, in upper or lower case. Several words that are all codes of items are a
 * pasted list: then rows with one of exactly these codes.
 */
export function select(query, table) {
  const { terms, free } = parse(query, (name) => table.has(name));
  const tests = terms.map((one) => test(one, table));
  if (free.length > 0) {
    const codes = table.codes();
    const areCodes = free.length > 1 && free.every((word) => codes.has(word));
    if (areCodes) {
      const wanted = new Set(free);
      const item = table.column('item');
      tests.unshift((row) => wanted.has(item[row]));
    } else {
      const haystack = table.searchable();
      for (const word of free) {
        const wanted = word.toLowerCase();
        tests.unshift((row) => haystack[row].includes(wanted));
      }
    }
  }
  const rows = [];
  outer: for (let row = 0; row < table.count; row += 1) {
    for (const one of tests) if (!one(row)) continue outer;
    rows.push(row);
  }
  return rows;
}

function test(one, table) {
  const positive = one.column === 'needs' ? needs(one.value, table) : cell(one, table);
  return one.isNegated ? (row) => !positive(row) : positive;
}

function needs(kind, table) {
  const bit = table.attentionKinds.indexOf(kind);
  const flags = table.column('attention');
  return (row) => bit >= 0 && (flags[row] & (1 << bit)) !== 0;
}

function cell(one, table) {
  const values = table.column(one.column);
  const isText = table.isText(one.column);
  if (isText) {
    const wanted = one.value.toLowerCase();
    switch (one.operator) {
      case '=': return (row) => String(values[row]).toLowerCase() === wanted;
      case '!=': return (row) => String(values[row]).toLowerCase() !== wanted;
      case '>': return (row) => values[row] !== '' && values[row] > one.value;
      case '>=': return (row) => values[row] !== '' && values[row] >= one.value;
      case '<': return (row) => values[row] !== '' && values[row] < one.value;
      case '<=': return (row) => values[row] !== '' && values[row] <= one.value;
      default:
        // A short value is a class or a status as a whole; a longer one may be a part.
        return wanted.length <= 1 ? (row) => String(values[row]).toLowerCase() === wanted : (row) => String(values[row]).toLowerCase().includes(wanted);
    }
  }
  const isShare = one.value.endsWith('%');
  const wanted = Number(isShare ? one.value.slice(0, -1) : one.value) / (isShare ? 100 : 1);
  if (one.value === '' || Number.isNaN(wanted)) return () => false;
  const compare = {
    ':': (value) => value === wanted, '=': (value) => value === wanted, '!=': (value) => value !== wanted,
    '>': (value) => value > wanted, '>=': (value) => value >= wanted, '<': (value) => value < wanted, '<=': (value) => value <= wanted,
  }[one.operator];
  return (row) => values[row] !== null && compare(values[row]);
}

/** A query with a term put in, or taken out where it was there. */
export function toggled(query, text) {
  const parts = words(query).map((word) => (word.isQuoted ? `"${word.text}"` : quoted(word.text)));
  const own = quoted(text);
  const without = parts.filter((part) => part !== own);
  return (without.length < parts.length ? without : [...parts, own]).join(' ');
}

function quoted(text) {
  const match = term.exec(text);
  return match && /[\s,;]/.test(match[4]) ? `${match[1]}${match[2]}${match[3]}"${match[4]}"` : text;
}

/** Rows sorted by a column, `-name` from the largest; equal values keep key order, empty ones come last. */
export function sorted(rows, sort, table) {
  if (!sort) return rows;
  const isFalling = sort.startsWith('-');
  const name = isFalling ? sort.slice(1) : sort;
  if (!table.has(name)) return rows;
  const values = table.column(name);
  const sign = isFalling ? -1 : 1;
  const copy = rows.slice();
  if (table.isText(name)) {
    copy.sort((a, b) => (values[a] < values[b] ? -sign : values[a] > values[b] ? sign : a - b));
    return copy;
  }
  copy.sort((a, b) => {
    const x = values[a];
    const y = values[b];
    if (x === y) return a - b;
    if (x === null) return 1;
    if (y === null) return -1;
    return x < y ? -sign : sign;
  });
  return copy;
}
