// Numbers in the reader's locale; codes as they are written.

const cache = new Map();

function formatter(minimum, maximum) {
  const key = `${minimum} ${maximum}`;
  if (!cache.has(key)) {
    cache.set(key, new Intl.NumberFormat(undefined, { minimumFractionDigits: minimum, maximumFractionDigits: maximum }));
  }
  return cache.get(key);
}

/** A number with a fixed count of decimals; nothing for nothing. */
export function decimals(value, count) {
  return value === null || value === undefined ? '' : formatter(count, count).format(value);
}

/** A quantity: whole where it is whole, else two decimals. */
export function quantity(value) {
  if (value === null || value === undefined) return '';
  return Number.isInteger(value) ? formatter(0, 0).format(value) : formatter(0, 2).format(value);
}

/** Money, without a sign: a plan has no currency. Cents below a hundred, where there are any. */
export function money(value) {
  if (value === null || value === undefined) return '';
  const cents = Math.abs(value) < 100 && !Number.isInteger(Math.round(value * 100) / 100) ? 2 : 0;
  return formatter(cents, cents).format(value);
}

export function percent(value, count = 1) {
  return value === null || value === undefined ? '' : `${formatter(count, count).format(value * 100)}%`;
}

/** With a sign, also for more: +3.2. */
export function signed(value, count) {
  const text = decimals(value, count);
  const isNothing = !/[1-9]/.test(text);
  return isNothing ? '±0' : value > 0 ? `+${text}` : text;
}

export function date(text) {
  const parsed = new Date(text);
  return Number.isNaN(parsed.getTime()) ? text : parsed.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
