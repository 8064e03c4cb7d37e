// The page: keeps what is known and what is open, and shows it. News come as server-sent events.

import { h, show } from './dom.js';
import * as api from './api.js';
import { ago, behind, clock, count, many, rate, bytes, recoveryPoint, together, unknown } from './format.js';
import { badge, headline, sign, tone, word } from './states.js';
import { topology } from './topology.js';
import { flowPanel } from './flow.js';
import { settingsForm } from './settings.js';
import { overrideForm } from './override.js';
import { changesPanel } from './changes.js';
import { confirmed } from './confirm.js';

const SILENCE = 8000;
const REFRESH = 2000;
const SAMPLES = 90;

const byId = id => document.getElementById(id);
const state = {
  overview: null, heardAt: 0, offline: false, message: '',
  selected: null, open: null, tab: 'topics', detail: null, groups: null, group: null, find: '',
  form: null, formFlow: null, overrides: null, awaited: null, undo: null, tokenNeeded: false, history: new Map(), detailAt: 0, moreFlows: false,
};

const mayWrite = () => state.overview.access === 'read-write';

function listen() {
  api.listen(SILENCE, overview => {
    state.heardAt = Date.now();
    state.offline = false;
    state.tokenNeeded = false;
    state.overview = overview;
    remember();
    follow();
    draw();
  }, hide);
  setInterval(() => {
    const offline = Date.now() - state.heardAt > SILENCE;
    if (offline !== state.offline) {
      state.offline = offline;
      draw();
    }
  }, 1000);
}

/** Without a token there is nothing to be seen, nor anything left of what was. */
function hide() {
  Object.assign(state, { tokenNeeded: true, overview: null, open: null, selected: null, detail: null, groups: null, group: null, form: null, formFlow: null, overrides: null, awaited: null, undo: null, message: '' });
  state.history.clear();
  draw();
  if (!document.querySelector('dialog[open]')) askForToken();
}

function remember() {
  for (const flow of state.overview.flows) {
    const samples = state.history.get(flow.flow) || [];
    samples.push(flow.recordsPerSecond || 0);
    if (samples.length > SAMPLES) samples.shift();
    state.history.set(flow.flow, samples);
  }
}

/** Keeps what is open up to date, and tells what has become of the last change made here. */
function follow() {
  if (state.open && Date.now() - state.detailAt > REFRESH) load();
  if (state.awaited !== null) {
    const change = state.overview.changes.find(each => each.offset === state.awaited);
    const all = many(state.overview.instances.length, 'instance');
    let text = 'Written. Waiting for the instances \u2026';
    if (change && change.outcome === 'waiting') text = `Written. ${state.overview.instances.length - change.waitingFor.length} of ${all} run it \u2026`;
    if (change && change.outcome !== 'waiting') {
      text = change.outcome === 'applied' ? `Applied by ${state.overview.instances.length === 1 ? 'the only instance' : 'all ' + all}.` : `Not applied: ${change.outcome}. ${change.problems.join(' ')}`;
      state.awaited = null;
      if (change.outcome === 'applied') renewForm(text);
    }
    state.form?.tell(text);
  }
}

async function load() {
  const flow = state.open;
  state.detailAt = Date.now();
  try {
    const detail = await api.get('flows/' + encodeURIComponent(flow));
    let groups = state.groups;
    if (state.tab === 'groups') {
      const query = 'groups?flow=' + encodeURIComponent(flow);
      groups = await api.get(query + (state.group ? '&group=' + encodeURIComponent(state.group) : state.find ? '&text=' + encodeURIComponent(state.find) : ''));
    }
    if (state.open !== flow) return;
    state.detail = detail;
    state.groups = groups;
    if (state.formFlow !== flow) renewForm('');
  } catch (refusal) {
    if (state.open === flow) state.message = refusal.message;
  }
  draw();
}

function renewForm(text) {
  if (!state.detail || state.detail.flow.flow !== state.open) return;
  const flow = state.open;
  state.formFlow = flow;
  api.get('flows/' + encodeURIComponent(flow)).then(detail => {
    if (state.open !== flow) return;
    state.form = settingsForm(detail, {
      locked: askForToken,
      done: answer => { made(answer); state.detailAt = 0; state.form.tell('Written. Waiting for the instances \u2026'); },
    });
    state.form.tell(text);
    const hadFocus = document.activeElement?.closest('.settings');
    draw();
    if (hadFocus || (text && document.activeElement === document.body)) state.form.focusOutcome();
  });
}

function choose(flow, tab) {
  const same = state.open === flow && (!tab || tab === state.tab);
  state.selected = flow;
  state.open = same ? null : flow;
  if (tab) state.tab = tab;
  state.detail = state.detail?.flow.flow === flow ? state.detail : null;
  state.groups = null;
  state.group = null;
  state.find = '';
  draw();
  if (state.open) {
    load();
    document.querySelector('.flow.open')?.scrollIntoView({ block: 'nearest' });
  }
}

async function act(action) {
  state.message = '';
  try {
    const answer = await action();
    if (answer) made(answer);
  } catch (refusal) {
    state.message = refusal.errors?.map(each => each.message).join('\n') || refusal.message;
    if (refusal.status === 401) askForToken();
  }
  draw();
}

/** What was written here last can be undone for as long as nothing else is changed. */
function made(answer) {
  state.awaited = answer.change.offset;
  state.undo = answer;
}

function setPaused(flow) {
  if (!mayWrite()) return;
  const verb = flow.paused ? 'Resume' : 'Pause';
  if (!api.isUnlocked()) askForToken();
  else act(() => confirmed({ title: `${verb} ${flow.flow}?`, verb, run: (revision, dryRun) => api.pause(flow.flow, !flow.paused, revision, dryRun) }));
}

/** @param revision the one that it may be undone from; null for the one that is there */
function undo(change, revision) {
  act(() => confirmed({ title: `Undo the change of ${change.key}?`, verb: 'Undo', run: (from, dryRun) => api.undo(change.offset, from || revision, dryRun) }));
}

function takeBack(change) {
  act(() => confirmed({ title: `Take the override of ${change.key} back?`, verb: 'Take back', run: (revision, dryRun) => api.takeBack(change.key, revision, dryRun) }));
}

function askForToken() {
  byId('unlock-title').textContent = state.tokenNeeded ? 'Token needed' : 'Unlock changes';
  byId('unlock-problem').textContent = '';
  byId('token').value = '';
  byId('unlock').showModal();
}

byId('unlock-form').onsubmit = async event => {
  event.preventDefault();
  try {
    await api.unlock(byId('token').value, caller => (caller.mayChange || state.tokenNeeded ? '' : `The token of ${caller.name} is for looking only.`));
    byId('unlock').close();
  } catch (refusal) {
    byId('unlock-problem').textContent = refusal.status === 401 ? 'This isn\u2019t the token.' : refusal.message;
  }
  byId('token').value = '';
  draw();
};
byId('unlock-cancel').onclick = () => byId('unlock').close();

/** What there is as long as nothing is known. */
function drawNothing() {
  document.title = 'Chappe';
  for (const id of ['tools', 'notice', 'topology', 'flows', 'changes', 'instances', 'foot']) show(byId(id));
  show(byId('health'), state.tokenNeeded
    ? h('div', { class: 'hero calm' }, h('div', { class: 'say' }, h('h1', { id: 'headline' }, 'Token needed'), h('p', null, 'Looking takes a token here.')),
      h('button', { class: 'main', key: 'enter', id: 'enter', onclick: askForToken }, 'Enter it'))
    : h('p', { class: 'quiet' }, 'Connecting \u2026'));
}

function draw() {
  const now = state.overview;
  if (!now) {
    drawNothing();
    return;
  }
  document.title = (now.flows.length ? word(now.health.state) : 'No flow') + ' \u00b7 Chappe';
  document.body.classList.toggle('stale', state.offline);
  show(byId('tools'), tools(now));
  show(byId('notice'), notices(now));
  show(byId('health'), health(now));
  const box = byId('topology');
  show(box, topology(now, Math.max(300, box.clientWidth - 32), state.selected, flow => choose(flow)));
  show(byId('flows'), flows(now));
  show(byId('changes'), changesPanel(now, { unlocked: mayWrite() && api.isUnlocked(), undo: change => undo(change, null), takeBack }));
  show(byId('instances'), instances(now));
  mountForm();
  show(byId('foot'), h('span', null, 'Configuration ', h('code', null, now.revision), now.everyoneApplied ? ', run by all instances' : ', not run by all instances yet'),
    h('a', { href: 'q/openapi?format=json' }, 'API'), h('a', { href: 'q/metrics' }, 'Metrics'));
}

/** The form is an element of its own, which news leave alone. */
function mountForm() {
  const mount = document.querySelector('.mount');
  const other = document.querySelector('.override');
  if (other) {
    state.overrides ??= overrideForm({ locked: askForToken, done: answer => { made(answer); draw(); } });
    state.overrides.offer([...state.overview.flows.map(flow => flow.flow), ...state.overview.clusters, '*']);
    if (other.firstChild !== state.overrides) other.replaceChildren(state.overrides);
  }
  if (mount && state.form && state.formFlow === state.open && mount.firstChild !== state.form) mount.replaceChildren(state.form);
}

function tools(now) {
  const unlocked = api.isUnlocked();
  return [
    h('span', { class: 'live' }, h('i', { class: state.offline ? 'dot off' : 'dot' }), h('span', { class: state.offline ? '' : 'word' }, state.offline ? 'No connection' : 'Live')),
    api.name() && h('span', { class: 'quiet', id: 'caller', key: 'caller' }, api.name()),
    api.name() && !unlocked && h('button', { class: 'plain', id: 'leave', key: 'leave', onclick: () => { api.lock(); draw(); } }, 'Forget the token'),
    mayWrite() && h('button', { class: 'plain', id: 'lock', key: 'lock', onclick: () => { if (unlocked) { api.lock(); draw(); } else askForToken(); } }, unlocked ? 'Lock changes' : 'Unlock changes'),
    h('button', { class: 'plain round', key: 'help', 'aria-label': 'Keys', title: 'Keys (?)', onclick: () => byId('help').showModal() }, '?'),
  ];
}

function notices(now) {
  return [
    state.offline && h('p', { class: 'notice', key: 'offline' }, `Connection lost: this is how it was at ${clock(now.time)}.`),
    now.problem && h('p', { class: 'notice', key: 'problem' }, `What the instances say can\u2019t be read from ${now.home} now: ${now.problem}`),
    state.undo && h('p', { class: 'notice made', key: 'made' }, `Changed ${state.undo.change.key}. `,
      h('button', { class: 'plain small', id: 'undo', onclick: () => undo(state.undo.change, state.undo.revision) }, 'Undo\u2026'), ' ',
      h('button', { class: 'plain small', onclick: () => { state.undo = null; draw(); } }, 'Dismiss')),
    state.message && h('p', { class: 'notice', key: 'message' }, state.message, ' ', h('button', { class: 'plain small', onclick: () => { state.message = ''; draw(); } }, 'Dismiss')),
  ];
}

function health(now) {
  const lag = together(now.flows);
  const speed = now.problem ? undefined : now.flows.reduce((sum, flow) => sum + flow.recordsPerSecond, 0);
  const mood = now.flows.length === 0 ? 'calm' : tone(now.health.state);
  return [
    h('div', { class: 'hero ' + mood },
      sign(now.flows.length === 0 ? 'paused' : now.health.state, 40),
      h('div', { class: 'say' },
        h('h1', { id: 'headline' }, headline(now.health, now.flows)),
        h('p', null, `${many(now.flows.length, 'flow')} between ${many(now.clusters.length, 'cluster')}, ${many(now.instances.length, 'instance')}`)),
      h('dl', { class: 'figures' },
        h('div', null, h('dt', null, 'Records/s'), h('dd', null, rate(speed))),
        h('div', null, h('dt', null, 'Behind'), h('dd', null, behind(lag))),
        h('div', null, h('dt', { title: 'What would be lost if the source vanished now' }, 'Recovery point'), h('dd', null, recoveryPoint(lag))))),
    now.health.troubles.length > 0 && h('ul', { class: 'troubles' }, now.health.troubles.slice(0, 8).map((trouble, i) => h('li', { key: i },
      h('strong', null, trouble.flow || trouble.service), ' ',
      h('span', { class: 'quiet' }, `${trouble.service} ${trouble.instance}${trouble.since ? ', ' + ago(trouble.since, now.time) : ''}`),
      h('p', null, trouble.text)))),
  ];
}

function spark(samples) {
  const top = Math.max(1, ...samples);
  const points = samples.map((value, i) => `${((i + SAMPLES - samples.length) * 96 / (SAMPLES - 1)).toFixed(1)},${(21 - value * 19 / top).toFixed(1)}`).join(' ');
  return h('svg', { class: 'spark', viewBox: '0 0 96 22', width: 96, height: 22, 'aria-hidden': 'true' }, h('polyline', { points }));
}

function flows(now) {
  return [
    h('div', { class: 'title' }, h('h2', { id: 'flows-title' }, 'Flows')),
    now.flows.length === 0 && h('p', { class: 'quiet' }, 'None is enabled: nothing is replicated.'),
    now.flows.length > 0 && h('div', { class: 'flow head', 'aria-hidden': 'true' }, h('div', { class: 'line' },
      h('span', null, 'Flow'), h('span', null, 'State'), h('span', { class: 'n' }, 'Records/s'), h('span', null, ''), h('span', { class: 'n' }, 'Bytes/s'),
      h('span', { class: 'n' }, 'Behind'), h('span', { class: 'n' }, 'Recovery point'), h('span', { class: 'n' }, 'Topics'))),
    now.flows.map(flow => flowRow(flow, now)),
  ];
}

function flowRow(flow, now) {
  const open = state.open === flow.flow;
  return h('article', { key: flow.flow, class: 'flow' + (open ? ' open' : '') + (state.selected === flow.flow ? ' selected' : ''), 'data-flow': flow.flow, 'data-state': flow.state },
    h('button', { class: 'line', 'aria-expanded': String(open), onclick: () => choose(flow.flow) },
      h('span', { class: 'name' }, flow.source, h('span', { class: 'arrow' }, ' \u2192 '), flow.target),
      h('span', { class: 'state' }, badge(flow.state)),
      h('span', { class: 'n', 'data-label': 'Records/s' }, rate(flow.recordsPerSecond)),
      h('span', { class: 'trend' }, spark(state.history.get(flow.flow) || [])),
      h('span', { class: 'n', 'data-label': 'Bytes/s' }, bytes(flow.bytesPerSecond)),
      h('span', { class: 'n', 'data-label': 'Behind', title: unknown(flow) }, behind(flow)),
      h('span', { class: 'n' + (flow.lagSeconds > 10 ? ' much' : ''), 'data-label': 'Recovery point' }, recoveryPoint(flow)),
      h('span', { class: 'n', 'data-label': 'Topics' }, count(flow.topics))),
    open && h('div', { class: 'inside' }, flowPanel(flow, state, {
      now, mayWrite: mayWrite(), unlocked: api.isUnlocked(), pause: () => setPaused(flow), unlock: askForToken,
      tab: tab => { state.tab = tab; state.group = null; draw(); load(); },
      find: text => { state.find = text; draw(); if (state.tab === 'groups') load(); },
      group: name => { state.group = name; load(); },
    })));
}

function instances(now) {
  return [
    h('div', { class: 'title' }, h('h2', { id: 'instances-title' }, 'Instances')),
    h('ul', { class: 'list' }, now.instances.map(each => h('li', { key: each.service + each.instance },
      h('div', { class: 'row' }, h('strong', null, each.service), h('span', { class: 'quiet' }, each.instance),
        h('time', { class: 'quiet', datetime: each.published }, ago(each.published, now.time))),
      h('p', { class: 'quiet' }, `version ${each.version || 'unknown'}, ${each.partitions > 0 ? many(each.partitions, 'partition') + ' of ' : ''}${many(each.flows.length, 'flow')}, configuration `,
        h('code', { class: each.revision === now.revision ? '' : 'differs' }, each.revision))))),
    now.instances.length === 0 && h('p', { class: 'quiet' }, now.problem ? 'Not known now.' : 'No instance has said anything yet.'),
  ];
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape') {
    if (event.target.matches('input, textarea')) event.target.blur();
    else if (state.open) choose(state.open);
    return;
  }
  if (event.target.matches('input, textarea, select') || !state.overview) return;
  const names = state.overview.flows.map(flow => flow.flow);
  const at = names.indexOf(state.selected);
  const tab = { t: 'topics', g: 'groups', s: 'settings', d: 'details' }[event.key];
  const chosen = names[Math.max(0, at)];
  if (event.key === '?') byId('help').showModal();
  else if (names.length === 0) return;
  else if (event.key === 'j' || event.key === 'k') select(names[Math.min(names.length - 1, Math.max(0, at + (event.key === 'j' ? 1 : -1)))]);
  else if (event.key === 'p') setPaused(state.overview.flows.find(flow => flow.flow === chosen));
  else if (event.key === 'u' && mayWrite()) askForToken();
  else if (event.key === '/') {
    if (!state.open) choose(chosen);
    document.querySelector('.find')?.focus();
  } else if (tab) {
    if (state.open !== chosen || state.tab !== tab) choose(chosen, tab);
  } else return;
  event.preventDefault();
}

function select(flow) {
  state.selected = flow;
  if (state.open && state.open !== flow) choose(flow);
  draw();
  document.querySelector(`.flow.selected > .line`)?.focus();
}

document.addEventListener('keydown', keys);
addEventListener('resize', draw);
draw();
listen();
