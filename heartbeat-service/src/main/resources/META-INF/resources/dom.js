// Describes elements, and brings the document to what is described. Text is only ever set as text:
// names of topics and groups come from strangers. An element that stays keeps its focus.

const SVG = new Set(['svg', 'g', 'path', 'circle', 'rect', 'text', 'tspan', 'title', 'polyline']);

/** An element to be: `h('p', {class: 'x', onclick: f, key: 'k'}, 'text', other, null)`. */
export function h(tag, props, ...children) {
  return { tag, props: props || {}, children: children.flat(Infinity).filter(c => c !== null && c !== undefined && c !== false) };
}

/** Makes the children of an element what is described. */
export function show(parent, ...described) {
  patch(parent, described.flat(Infinity).filter(Boolean));
}

function keyOf(node) {
  return node.nodeType === Node.TEXT_NODE ? '#text' : node.described;
}

function wantedKey(child) {
  return typeof child === 'object' ? child.tag + '|' + (child.props.key ?? '') : '#text';
}

function patch(parent, children) {
  let at = parent.firstChild;
  for (const child of children) {
    const key = wantedKey(child);
    let match = at;
    while (match && keyOf(match) !== key) match = match.nextSibling;
    if (!match) match = make(child, key);
    if (match !== at) parent.insertBefore(match, at); else at = at.nextSibling;
    update(match, child);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function make(child, key) {
  if (typeof child !== 'object') return document.createTextNode('');
  const node = SVG.has(child.tag)
    ? document.createElementNS('http://www.w3.org/2000/svg', child.tag)
    : document.createElement(child.tag);
  node.described = key;
  node.props = {};
  return node;
}

function update(node, child) {
  if (typeof child !== 'object') {
    const text = String(child);
    if (node.data !== text) node.data = text;
    return;
  }
  if (child.props.once && node.made) return;
  node.made = true;
  for (const name of Object.keys(node.props)) {
    if (!(name in child.props)) set(node, name, undefined);
  }
  for (const [name, value] of Object.entries(child.props)) {
    if (node.props[name] !== value) set(node, name, value);
  }
  node.props = child.props;
  patch(node, child.children);
}

function set(node, name, value) {
  if (name === 'key' || name === 'once') return;
  if (name.startsWith('on')) {
    node[name] = value || null;
  } else if (name === 'value' || name === 'disabled' || name === 'checked') {
    node[name] = value ?? '';
  } else if (value === undefined || value === null || value === false) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true ? '' : value);
  }
}
