// What is behind a click on a flow: its topics, groups, settings and details.

import { ago, behind, clock, count, many, ranges, recoveryPoint, unknown } from './format.js';
import { h } from './dom.js';

const TABS = [['topics', 'Topics'], ['groups', 'Groups'], ['settings', 'Settings'], ['details', 'Details']];

export function flowPanel(flow, state, act) {
  return [
    h('div', { class: 'tabs' },
      h('div', { role: 'tablist', 'aria-label': 'About ' + flow.flow }, TABS.map(([id, name]) => h('button', {
        key: id, role: 'tab', class: 'tab', 'aria-selected': String(state.tab === id), onclick: () => act.tab(id) }, name))),
      act.mayWrite && h('button', { class: 'plain pause', key: 'pause', onclick: act.pause }, flow.paused ? 'Resume' : 'Pause')),
    heldBack(flow),
    flow.unwell.map(each => h('p', { key: each.partition, class: 'problem' }, `${each.partition} is ${each.state}: ${each.reason}`,
      each.failure && !each.reason.includes(each.failure.remedy) && h('span', { class: 'quiet' }, ` ${each.failure.remedy.replaceAll('`', '')}`))),
    state.detail?.flow.flow !== flow.flow ? h('p', { class: 'quiet' }, 'Reading \u2026') : body(flow, state, act),
  ];
}

/** Each replicator names the transactions of its own partitions. */
function heldBack(flow) {
  const words = flow.details['replicator-service']?.['held back'];
  return words && h('p', { key: 'held', class: 'problem' }, `Held back: ${words}`);
}

function body(flow, state, act) {
  switch (state.tab) {
    case 'groups': return groups(state, act);
    case 'settings': return settings(state, act);
    case 'details': return details(flow, act);
    default: return topics(state, act);
  }
}

function finder(state, act, label) {
  return h('input', { key: 'find', class: 'find', type: 'search', placeholder: label + ' (/)', 'aria-label': label, spellcheck: 'false', value: state.find, oninput: event => act.find(event.target.value) });
}

function topics(state, act) {
  const text = state.find.toLowerCase();
  const found = state.detail.topics.filter(topic => topic.topic.toLowerCase().includes(text));
  return [
    finder(state, act, 'Find a topic'),
    found.length === 0 ? h('p', { class: 'quiet' }, state.detail.topics.length === 0 ? 'No topic is copied yet.' : 'No such topic.') : table(
      ['Topic', 'On the target', 'Partitions', 'Behind', 'Recovery point', 'Owner'],
      found.slice(0, 200).map(topic => h('tr', { key: topic.topic },
        h('th', { scope: 'row' }, topic.topic), h('td', null, topic.remoteTopic || ''),
        h('td', { class: 'n', 'data-label': 'Partitions' }, count(topic.partitions)),
        h('td', { class: 'n', 'data-label': 'Behind', title: unknown(topic) }, behind(topic)),
        h('td', { class: 'n', 'data-label': 'Recovery point' }, recoveryPoint(topic)),
        h('td', { class: 'owners', 'data-label': 'Owner' }, topic.owners.map(owner => h('div', { key: owner.instance }, owner.instance, h('span', { class: 'quiet' }, ' ' + ranges(owner.partitions)))))))),
    found.length > 200 && h('p', { class: 'quiet' }, `and ${count(found.length - 200)} more`),
  ];
}

function groups(state, act) {
  const all = state.groups;
  if (!all) return h('p', { class: 'quiet' }, 'Reading checkpoints \u2026');
  const note = all.problem ? `Checkpoints can\u2019t be read now: ${all.problem}` : all.complete ? '' : 'Checkpoints are still being read \u2026';
  if (state.group) return oneGroup(state, act, all, note);
  return [
    finder(state, act, 'Find a group'),
    note && h('p', { class: 'quiet' }, note),
    all.groups.length === 0 ? h('p', { class: 'quiet' }, 'No group has checkpoints.') : table(
      ['Group', 'Partitions', 'Newest checkpoint'],
      all.groups.map(group => h('tr', { key: group.group },
        h('th', { scope: 'row' }, h('button', { class: 'link', onclick: () => act.group(group.group) }, group.group)),
        h('td', { class: 'n', 'data-label': 'Partitions' }, count(group.partitions)),
        h('td', { class: 'n', 'data-label': 'Newest checkpoint', title: clock(group.newest) }, ago(group.newest, act.now.time))))),
    all.total > all.groups.length && h('p', { class: 'quiet' }, `${count(all.total)} in all: find those you look for.`),
  ];
}

function oneGroup(state, act, all, note) {
  const group = all.groups.find(each => each.group === state.group);
  return [
    h('p', { key: 'back' }, h('button', { class: 'plain small', onclick: () => act.group(null) }, '\u2190 All groups'), ' ', h('strong', null, state.group)),
    note && h('p', { class: 'quiet' }, note),
    !group ? h('p', { class: 'quiet' }, 'Has no checkpoints.') : table(
      ['Topic on the target', 'Partition', 'Committed on the source', 'Translated', 'Checkpoint'],
      group.positions.slice(0, 500).map(each => h('tr', { key: each.topic + each.partition },
        h('th', { scope: 'row' }, each.topic), h('td', { class: 'n', 'data-label': 'Partition' }, String(each.partition)),
        h('td', { class: 'n', 'data-label': 'Committed' }, String(each.upstreamOffset)),
        h('td', { class: 'n', 'data-label': 'Translated' }, String(each.downstreamOffset)),
        h('td', { class: 'n', 'data-label': 'Checkpoint', title: clock(each.written) }, ago(each.written, act.now.time))))),
  ];
}

function settings(state, act) {
  if (!act.mayWrite) {
    return [
      h('p', { class: 'quiet' }, 'Changes are off here: set ', h('code', null, 'api.access=read-write'), ' and ', h('code', null, 'api.token.file'), ' in the configuration file.'),
      effective(state.detail.configuration),
    ];
  }
  return [
    !act.unlocked && h('p', { class: 'quiet', key: 'locked' }, h('button', { class: 'plain small', onclick: act.unlock }, 'Unlock changes'), ' to edit these.'),
    h('div', { key: 'form', class: 'mount', once: true }),
    h('details', { key: 'all' }, h('summary', null, 'All properties as they work'), effective(state.detail.configuration)),
  ];
}

function effective(configuration) {
  return h('dl', { class: 'properties wide' }, Object.entries(configuration).map(([name, value]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value || '\u2014'))));
}

function details(flow, act) {
  return [
    h('h3', null, 'Who works on it'),
    flow.owners.length === 0 ? h('p', { class: 'quiet' }, 'No replicator does.') : h('dl', { class: 'properties' }, flow.owners.map(owner => h('div', { key: owner.instance }, h('dt', null, owner.instance), h('dd', null, many(owner.partitions, 'partition'))))),
    h('h3', null, 'Partitions'),
    h('dl', { class: 'properties' }, Object.entries(flow.partitions).map(([name, number]) => h('div', { key: name }, h('dt', null, name), h('dd', null, count(number))))),
    flow.errors.length > 0 && h('h3', { key: 'errors' }, 'Errors'),
    flow.errors.map((error, i) => h('p', { key: 'e' + i, class: error.over ? 'past' : 'problem' },
      error.text, h('span', { class: 'quiet' }, ` ${error.service} ${error.instance}${error.since ? ', since ' + clock(error.since) : ''}${error.over ? ', over' : ''}`))),
    Object.entries(flow.details).map(([service, entries]) => [
      h('h3', { key: service }, service),
      h('dl', { key: service, class: 'properties' }, Object.entries(entries).map(([name, value]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value)))),
    ]),
  ];
}

function table(heads, rows) {
  return h('table', null,
    h('thead', null, h('tr', null, heads.map((head, i) => h('th', { key: head, scope: 'col', class: i > 0 && rows[0]?.children[i]?.props.class?.startsWith('n') ? 'n' : '' }, head)))),
    h('tbody', null, rows));
}
