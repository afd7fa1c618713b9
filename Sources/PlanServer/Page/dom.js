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

/** Makes an element hold these children. Those it holds already stay where they are, with their focus and their scroll. */
export function put(element, ...children) {
  const wanted = nodes(children);
  const kept = new Set(wanted);
  for (const child of [...element.childNodes]) if (!kept.has(child)) child.remove();
  let at = element.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else element.insertBefore(node, at);
  }
  return element;
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
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
