// Files for other systems: which system and what, then its files with what is left out and what to know before the import.

import { h, put } from './dom.js';
import { decimals } from './format.js';
import { get, address } from './api.js';
import { show } from './dialog.js';

/** Systems: name in a command, title, what it takes, and whether it takes only its own file back. */
const systems = [
  ['odoo', 'Odoo', 'both'], ['erpnext', 'ERPNext', 'both'], ['shopify', 'Shopify', 'both'], ['business-central', 'Business Central', 'rules'], ['woocommerce', 'WooCommerce', 'rules'],
  ['sap', 'SAP', 'rules'], ['netsuite', 'NetSuite', 'rules'], ['lightspeed', 'Lightspeed X-Series', 'rules'], ['amazon', 'Amazon FBA', 'orders'],
  ['unleashed', 'Unleashed', 'merge'], ['cin7', 'Cin7 Core', 'merge'], ['katana', 'Katana', 'merge'], ['generic', 'a system of your own', 'mapping'],
];

export function exportDialog(app) {
  const run = app.needs.run.id;
  const wants = { format: 'odoo', content: 'orders', odoo_version: '', company: '', location: '', again: '', allow_formula_text: '' };
  const options = h('div', { class: 'fields' });
  const result = h('div', { role: 'status' });
  const { dialog } = show('Files for another system', h('div', {}, options, result, h('form', { method: 'dialog' }, h('div', { class: 'actions' }, h('button', {}, 'Close')))), { class: 'export' });
  const field = (name, title, attributes = {}) => h('label', {}, h('span', {}, title), h('input', { name, value: wants[name], ...attributes, onchange: (event) => { wants[name] = event.target.value.trim(); ask(); } }));
  const check = (name, title) => h('label', { class: 'check' }, h('input', { type: 'checkbox', name, checked: wants[name] === '1', onchange: (event) => { wants[name] = event.target.checked ? '1' : ''; ask(); } }), title);
  const choice = (name, title, values) => h('label', {}, h('span', {}, title), h('select', { name, onchange: (event) => { wants[name] = event.target.value; draw(); } }, values.map(([value, text]) => h('option', { value, selected: value === wants[name] }, text))));
  const draw = () => {
    const takes = systems.find(([name]) => name === wants.format)[2];
    if (takes === 'rules' || takes === 'orders') wants.content = takes;
    put(options, choice('format', 'System', systems.map(([name, title]) => [name, title])),
      takes === 'both' ? choice('content', 'What', [['orders', "today's orders, as drafts"], ['rules', 'reorder points and levels']]) : null,
      wants.format === 'odoo' ? choice('odoo_version', 'Odoo version', [['', 'which?'], ...['19', '18', '17.2', '17.0', '16', '15', '14'].map((one) => [one, one])]) : null,
      wants.format === 'erpnext' && wants.content === 'orders' ? field('company', 'Company') : null,
      takes === 'merge' || takes === 'mapping' ? null : field('location', 'Location there', { placeholder: 'main=WH/Stock' }),
      wants.content === 'orders' && takes !== 'rules' ? check('again', 'placed orders once more') : null);
    ask();
  };
  let turn = 0;
  const ask = async () => {
    turn += 1;
    const mine = turn;
    const takes = systems.find(([name]) => name === wants.format)[2];
    if (takes === 'merge' || takes === 'mapping') {
      const rest = takes === 'merge' ? '--merge THEIR-EXPORT.csv --out NEW.csv' : '--mapping MAPPING.toml --out levels.csv';
      put(result, h('p', {}, takes === 'merge' ? 'This system clears what its import leaves blank, so that only its own export can be filled in:' : 'Its columns are described in a mapping file:'),
        h('p', {}, h('code', {}, `twobin export ${run} --format ${wants.format} ${rest}`)));
      return;
    }
    if (wants.format === 'odoo' && wants.odoo_version === '') {
      put(result, h('p', { class: 'quiet' }, "Odoo's versions round orders and name units differently: choose the version."));
      return;
    }
    const parameters = { run, ...wants, edit: wants.content === 'orders' ? app.state.edits : [] };
    put(result, h('p', { class: 'quiet' }, 'Writing…'));
    try {
      const found = await get('/export.json', parameters);
      if (mine !== turn) return;
      put(result, h('ul', { class: 'files' }, found.files.map((file) => h('li', {}, h('a', { class: 'button', href: address('/export.csv', { ...parameters, file: file.name }), download: '' }, file.name), h('span', { class: 'quiet' }, ` ${decimals(file.rows, 0)} rows`)))),
        found.files.length === 0 ? h('p', {}, 'Nothing is in it.') : null,
        found.left_out_count > 0 ? h('details', {}, h('summary', {}, `${decimals(found.left_out_count, 0)} left out`), h('p', {}, h('a', { class: 'button', href: address('/export.csv', { ...parameters, file: 'left-out.csv' }), download: '' }, 'left-out.csv')),
          h('ul', {}, found.left_out.slice(0, 20).map((one) => h('li', {}, `${one.unique_id}: ${one.reason}`)))) : null,
        h('ul', { class: 'quiet' }, found.notes.map((note) => h('li', {}, note))),
        h('p', { class: 'small' }, 'The same as a command: ', h('code', {}, found.command)));
    } catch (error) {
      if (mine !== turn) return;
      const isFormula = /allow-formula-text/.test(error.message);
      put(result, h('p', { class: 'wrong', role: 'alert' }, error.message), isFormula ? h('p', {}, check('allow_formula_text', 'write such codes as they are')) : null);
    }
  };
  dialog.querySelector('button').focus();
  draw();
}
