// Elements without markup: text is always text, whatever an item is called.

const SVG = 'http://www.w3.org/2000/svg';

/** An element: h('td', {class: 'number', onclick: f}, 'text', child, ...). Null children are left out. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' && 'value' in element) element.value = value;
    else if (name === 'checked') element.checked = true;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child);
  }
}

/** Replaces what an element holds. */
export function put(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** A chart of the server as an element of the page: its own style is that of charts.css, scripts are not taken over. */
export function chart(text) {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  const root = parsed.documentElement;
  if (root.nodeName !== 'svg') return h('p', { class: 'quiet' }, 'The chart cannot be shown.');
  for (const unwanted of root.querySelectorAll('style, script, foreignObject')) unwanted.remove();
  const element = document.importNode(root, true);
  element.removeAttribute('width');
  element.removeAttribute('height');
  element.classList.add('chart');
  return element;
}

/** Says something to a screen reader. */
export function say(text) {
  const live = document.getElementById('live');
  if (live) live.textContent = text;
}
