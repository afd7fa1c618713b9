// What the page asks the server.

import { encode } from './state.js';

/** A failure with what the server says of it. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(response) {
  let body = null;
  try { body = await response.json(); } catch { body = null; }
  if (!response.ok) throw new Refusal(response.status, body?.error ?? `the server answered ${response.status}`);
  return body;
}

/** `path.json?name=value&...`; a list gives its name several times. */
export function address(path, parameters = {}) {
  const query = [];
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') query.push(`${name}=${encode(String(one))}`);
    }
  }
  return path + (query.length > 0 ? `?${query.join('&')}` : '');
}

export async function get(path, parameters, options = {}) {
  return answer(await fetch(address(path, parameters), { headers: { Accept: 'application/json' }, ...options }));
}

export async function post(path, body) {
  return answer(await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }));
}

/** A name of this tab: its own later questions supersede the earlier ones. */
export const reader = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('');

/** Asks one question at a time; while one is under way only the newest further question is kept. */
export class Latest {
  constructor(ask) {
    this.ask = ask;
    this.isBusy = false;
    this.waiting = null;
  }

  request(question) {
    this.waiting = { question };
    if (!this.isBusy) this.#next();
  }

  async #next() {
    while (this.waiting) {
      const { question } = this.waiting;
      this.waiting = null;
      this.isBusy = true;
      try {
        await this.ask(question, () => this.waiting !== null);
      } finally {
        this.isBusy = false;
      }
    }
  }
}
