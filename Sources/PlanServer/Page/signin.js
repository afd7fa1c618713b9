// The sign-in of a server that others can reach: the token goes into a cookie that scripts cannot read.

import { h, put } from './dom.js';
import { post } from './api.js';

export function signIn(app, reason) {
  const input = h('input', { type: 'password', name: 'token', required: true, autocomplete: 'current-password', 'aria-label': 'Token' });
  const problem = h('p', { class: 'wrong', role: 'alert' });
  put(app.main, h('form', {
    class: 'sign-in', onsubmit: async (event) => {
      event.preventDefault();
      try {
        await post('/session', { token: input.value });
        location.reload();
      } catch (error) {
        problem.textContent = error.message;
      }
    },
  }, h('h1', {}, 'Sign in'), h('p', { class: 'quiet' }, reason), h('label', {}, 'Token', input), h('button', { class: 'main' }, 'Sign in'), problem));
  input.focus();
}
