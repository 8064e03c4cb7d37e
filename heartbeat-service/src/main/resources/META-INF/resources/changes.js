// The last changes: who made them, when, what was there before, and what became of them.

import { h } from './dom.js';
import { ago, clock } from './format.js';
import { difference } from './confirm.js';

const MOST = 12;

/** @param act has `unlocked`, `undo(change)` and `takeBack(change)` */
export function changesPanel(now, act) {
  return [
    h('div', { class: 'title' }, h('h2', { id: 'changes-title' }, 'Last changes')),
    now.changes.length === 0 && h('p', { class: 'quiet' }, 'None: what runs is the file\u2019s and the environment\u2019s.'),
    h('ol', { class: 'list' }, now.changes.slice(0, MOST).map(change => h('li', { key: change.offset, 'data-offset': change.offset, 'data-outcome': change.outcome },
      h('div', { class: 'row' }, h('strong', null, change.key), h('span', { class: 'chip ' + change.outcome }, change.outcome),
        h('span', { class: 'quiet by' }, change.by === 'topic' ? 'written to the topic' : 'by ' + change.by),
        h('time', { class: 'quiet', datetime: change.time, title: clock(change.time) + ', offset ' + change.offset }, ago(change.time, now.time)),
        act.unlocked && change.outcome !== 'replaced' && buttons(change, act)),
      difference(change),
      change.problems.map((problem, i) => h('p', { key: 'p' + i, class: 'problem' }, problem)),
      change.waitingFor.length > 0 && h('p', { class: 'quiet' }, 'Waiting for ' + change.waitingFor.join(', '))))),
    act.unlocked && h('details', { key: 'other', class: 'other' }, h('summary', null, 'Change a cluster, or everything'), h('div', { class: 'override', once: true })),
  ];
}

function buttons(change, act) {
  return [
    change.beforeKnown && h('button', { key: 'undo', class: 'plain small undo', onclick: () => act.undo(change) }, 'Undo\u2026'),
    !change.removal && h('button', { key: 'back', class: 'plain small back', onclick: () => act.takeBack(change) }, 'Take back\u2026'),
  ];
}
