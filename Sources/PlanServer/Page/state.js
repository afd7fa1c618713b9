// The address is the whole state: run, filter, sort, columns, item, scenario, quantities set by hand. A link shows the same rows to whoever opens it.

/** The state that an address says. */
export function read(location) {
  const query = new URLSearchParams(location.search);
  return {
    view: location.pathname === '/' ? 'needs' : location.pathname.slice(1),
    run: query.get('run') ?? '',
    q: query.get('q') ?? '',
    need: query.get('need') ?? '',
    sort: query.get('sort') ?? '',
    cols: query.get('cols') ? query.get('cols').split('.') : [],
    item: query.get('item') ?? '',
    with: query.get('with') ?? '',
    changes: query.getAll('set'),
    edits: query.getAll('edit'),
  };
}

/** The address of a state: parts that say nothing are left out, in one order, so that the same state has the same address. */
export function write(state) {
  const query = [];
  const add = (name, value) => { if (value) query.push(`${name}=${encode(value)}`); };
  add('run', state.run);
  add('q', state.q);
  add('need', state.need);
  add('sort', state.sort);
  add('cols', state.cols.join('.'));
  add('item', state.item);
  add('with', state.with);
  for (const change of state.changes) add('set', change);
  for (const edit of state.edits) add('edit', edit);
  const path = state.view === 'needs' ? '/' : `/${state.view}`;
  return path + (query.length > 0 ? `?${query.join('&')}` : '');
}

/** Everything but what reads well in an address. */
export function encode(text) {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%40', '@').replaceAll('%2C', ',');
}
