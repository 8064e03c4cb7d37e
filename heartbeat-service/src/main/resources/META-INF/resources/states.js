// What the states of a flow mean to people. Never told by colour alone: each has a sign and a word.

import { h } from './dom.js';
import { many } from './format.js';

const STATES = {
  running: { word: 'Keeps up', tone: 'good', sign: 'M4.5 8.5l2.3 2.3 4.7-5.3' },
  starting: { word: 'Starting', tone: 'calm', sign: 'M8 4.5v4l2.5 1.5' },
  paused: { word: 'Paused', tone: 'calm', sign: 'M6.2 5v6M9.8 5v6' },
  lagging: { word: 'Lagging', tone: 'warn', sign: 'M8 4.5v4.2M8 11.2v.2' },
  unwell: { word: 'Needs help', tone: 'bad', sign: 'M5.5 5.5l5 5M10.5 5.5l-5 5' },
  unknown: { word: 'Nobody can tell', tone: 'bad', sign: 'M6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.2M8 11.4v.2' },
  unattended: { word: 'Nobody works on it', tone: 'bad', sign: 'M5.5 5.5l5 5M10.5 5.5l-5 5' },
};

export function tone(state) {
  return STATES[state].tone;
}

export function word(state) {
  return STATES[state].word;
}

export function sign(state, size) {
  return h('svg', { class: 'sign ' + tone(state), viewBox: '0 0 16 16', width: size, height: size, 'aria-hidden': 'true' },
    h('circle', { cx: 8, cy: 8, r: 7.5 }),
    h('path', { d: STATES[state].sign }));
}

export function badge(state) {
  return h('span', { class: 'badge ' + tone(state) }, sign(state, 15), word(state));
}

/** All of it in a sentence. */
export function headline(health, flows) {
  const names = health.flows.length > 3 ? many(health.flows.length, 'flow') : health.flows.join(', ');
  const verb = health.flows.length === 1 ? 'is' : 'are';
  switch (flows.length === 0 ? 'none' : health.state) {
    case 'none': return 'No flow is enabled';
    case 'running': return 'Replication is healthy';
    case 'starting': return 'Replication is starting';
    case 'paused': return `${names} ${verb} paused`;
    case 'lagging': return `${names} ${verb} lagging behind`;
    case 'unwell': return `${names} ${health.flows.length === 1 ? 'needs' : 'need'} help`;
    case 'unknown': return `Nobody can tell how ${names} ${health.flows.length === 1 ? 'does' : 'do'}`;
    default: return `No replicator works on ${names}`;
  }
}
