// Small helpers. Whatever comes from a node is put in as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

/** The element with this id. */
export const $ = (id) => document.getElementById(id);

/** Makes `node` say `value`; touches nothing where it does already. */
export function text(node, value) {
  const wanted = value ?? '';
  if (node.textContent !== wanted) node.textContent = wanted;
}

/** Sets an attribute, or takes it away where `value` is null; touches nothing where it is so. */
export function attr(node, name, value) {
  if (value === null || value === undefined) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, String(value));
  }
}

/** Shows or hides. */
export function show(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}

/** A new HTML element. */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** A new SVG element. */
export function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** A picture of a state, for the eye only: words beside it say the same. */
export function icon(symbol, kind = '') {
  return draw('svg', { class: `icon ${kind}`, 'aria-hidden': 'true', focusable: 'false' },
    draw('use', { href: `#${symbol}` }));
}

/** Changes what an {@link icon} shows. */
export function reicon(svg, symbol, kind) {
  attr(svg, 'class', `icon ${kind}`);
  attr(svg.firstElementChild, 'href', `#${symbol}`);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
