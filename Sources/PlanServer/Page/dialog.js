// Questions in a dialog of the browser: focus stays inside, Escape leaves it, and what had the focus gets it back.

import { h } from './dom.js';

/** Shows a dialog with content; resolves when it is closed. */
export function show(title, content, options = {}) {
  const dialog = h('dialog', { 'aria-label': title, class: options.class ?? null }, h('h2', {}, title), content);
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, closed: new Promise((resolve) => dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue); })) };
}

/**
 * Asks for texts and numbers; resolves to an object by name, or null where the reader went back.
 *
 * fields: [{name, title, value, hint, type, required}].
 */
export async function ask(title, fields, action, lead = null) {
  const inputs = fields.map((field) => h('input', {
    name: field.name, type: field.type ?? 'text', value: field.value ?? '', required: field.required, step: field.type === 'number' ? 'any' : null,
    min: field.type === 'number' ? 0 : null, autocomplete: 'off',
  }));
  const form = h('form', { method: 'dialog' }, lead,
    fields.map((field, index) => h('label', {}, h('span', {}, field.title), inputs[index], field.hint ? h('small', { class: 'quiet' }, field.hint) : null)),
    h('div', { class: 'actions' }, h('button', { type: 'submit', value: 'yes', class: 'main' }, action),
      h('button', { type: 'button', onclick: () => opened.dialog.close('') }, 'Back')));
  const opened = show(title, form);
  inputs[0]?.focus();
  const result = await opened.closed;
  return result === 'yes' ? Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()])) : null;
}
