// Clusters and the flows between them, drawn to the width that there is, so that text keeps its size.

import { h } from './dom.js';
import { behind, rate, recoveryPoint } from './format.js';
import { tone, word } from './states.js';

const NODE = { width: 104, height: 46 };

function places(clusters, width) {
  const at = new Map();
  const half = NODE.width / 2 + 2;
  if (clusters.length === 2) {
    const reach = Math.min(width / 2 - half, 300);
    at.set(clusters[0], { x: width / 2 - reach, y: 100 });
    at.set(clusters[1], { x: width / 2 + reach, y: 100 });
    return { at, height: 200 };
  }
  const rx = Math.min(width / 2 - half, 330);
  const ry = clusters.length === 1 ? 0 : Math.min(120 + clusters.length * 14, 230);
  clusters.forEach((alias, i) => {
    const angle = -Math.PI / 2 + (2 * Math.PI * i) / clusters.length;
    at.set(alias, { x: width / 2 + rx * Math.cos(angle), y: ry + 40 + ry * Math.sin(angle) });
  });
  return { at, height: Math.max(...[...at.values()].map(place => place.y)) + NODE.height / 2 + 17 };
}

/** Where a line from the middle of a node leaves it. */
function edgeOf(node, toward) {
  const dx = toward.x - node.x;
  const dy = toward.y - node.y;
  const scale = Math.min(
    (NODE.width / 2 + 5) / Math.max(Math.abs(dx), 0.01),
    (NODE.height / 2 + 5) / Math.max(Math.abs(dy), 0.01));
  return { x: node.x + dx * scale, y: node.y + dy * scale };
}

function curve(from, to, two) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const bend = two ? Math.min(84, length * 0.3) : Math.min(36, length * 0.16);
  const control = { x: (from.x + to.x) / 2 + (dy / length) * bend * 1.5, y: (from.y + to.y) / 2 - (dx / length) * bend * 1.5 };
  const start = edgeOf(from, control);
  const end = edgeOf(to, control);
  const at = t => ({
    x: (1 - t) * (1 - t) * start.x + 2 * t * (1 - t) * control.x + t * t * end.x,
    y: (1 - t) * (1 - t) * start.y + 2 * t * (1 - t) * control.y + t * t * end.y,
  });
  return { d: `M${start.x} ${start.y}Q${control.x} ${control.y} ${end.x} ${end.y}`, at, end, angle: Math.atan2(end.y - control.y, end.x - control.x) };
}

/** The first place on the curve where nothing else stands; null if there is none: the list has it all. */
function freePlace(at, size, taken, width) {
  for (const t of [0.5, 0.38, 0.62, 0.28, 0.72]) {
    const point = at(t);
    const fits = point.x - size.w / 2 > 0 && point.x + size.w / 2 < width
      && taken.every(other => Math.abs(other.x - point.x) > (other.w + size.w) / 2 || Math.abs(other.y - point.y) > (other.h + size.h) / 2);
    if (fits) {
      taken.push({ ...point, ...size });
      return point;
    }
  }
  return null;
}

function arrow({ x, y }, angle) {
  const point = (turn, size) => `${x - size * Math.cos(angle + turn)} ${y - size * Math.sin(angle + turn)}`;
  return `M${point(0.45, 10)}L${x} ${y}L${point(-0.45, 10)}`;
}

function flowEdge(flow, at, all, selected, choose, taken, width) {
  const from = at.get(flow.source);
  const to = at.get(flow.target);
  if (!from || !to) return null;
  const two = all.some(other => other.source === flow.target && other.target === flow.source);
  const line = curve(from, to, two);
  const { d, end, angle } = line;
  const moves = flow.recordsPerSecond > 0 && !flow.paused;
  const late = flow.lagRecords !== 0 || flow.lagUnknownPartitions > 0;
  const lag = late ? behind(flow) + ' behind' : 'nothing behind';
  const usual = flow.state === 'running' || flow.state === 'starting';
  const wordy = at.size === 2;
  const second = usual ? (wordy ? lag : '') : word(flow.state) + (wordy && late ? ', ' + lag : '');
  const first = flow.recordsPerSecond === undefined ? '' : rate(flow.recordsPerSecond) + ' /s';
  const label = freePlace(line.at, { w: 7.2 * Math.max(first.length + 1, second.length), h: second ? 40 : 20 }, taken, width);
  const edge = h('g', {
    key: flow.flow, class: 'edge ' + tone(flow.state) + (selected === flow.flow ? ' selected' : ''), tabindex: 0, role: 'button',
    'aria-label': `${flow.flow}: ${word(flow.state)}, ${rate(flow.recordsPerSecond)} records a second, ${lag}, recovery point ${recoveryPoint(flow)}`,
    onclick: () => choose(flow.flow),
    onkeydown: event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); event.stopPropagation(); choose(flow.flow); } },
  },
  h('path', { class: 'grip', d }),
  h('path', { class: 'line' + (moves ? ' moves' : ''), d }),
  h('path', { class: 'head', d: arrow(end, angle) }));
  const text = label && h('g', { key: 'label ' + flow.flow, class: 'label ' + tone(flow.state), 'aria-hidden': 'true' },
    h('text', { class: 'figure', x: label.x, y: label.y + (second ? -9 : 5), 'text-anchor': 'middle' }, first),
    second && h('text', { class: 'hint', x: label.x, y: label.y + 19, 'text-anchor': 'middle' }, second));
  return { edge, text };
}

function cluster(alias, place, home) {
  const name = alias.length > 12 ? alias.slice(0, 10) + '\u2026' : alias;
  return h('g', { key: 'cluster ' + alias, class: 'cluster' },
    h('title', null, alias + (home ? ' (home of Chappe\u2019s own topics)' : '')),
    h('rect', { x: place.x - NODE.width / 2, y: place.y - NODE.height / 2, width: NODE.width, height: NODE.height, rx: 10 }),
    h('text', { x: place.x, y: place.y + (home ? -1 : 5), 'text-anchor': 'middle' }, name),
    home ? h('text', { class: 'home', x: place.x, y: place.y + 14, 'text-anchor': 'middle' }, 'home') : null);
}

export function topology(overview, width, selected, choose) {
  const { at, height } = places(overview.clusters, width);
  const taken = [...at.values()].map(place => ({ ...place, w: NODE.width, h: NODE.height }));
  const drawn = overview.flows.map(flow => flowEdge(flow, at, overview.flows, selected, choose, taken, width)).filter(Boolean);
  return h('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'group', 'aria-label': 'Clusters and flows' },
    drawn.map(each => each.edge), drawn.map(each => each.text),
    overview.clusters.map(alias => cluster(alias, at.get(alias), alias === overview.home)));
}
