// Asks before something is changed, and shows what will happen: what the service says when it only
// tries the change out. What is shown then is what is done, or nothing: the revision is compared.

import { h, show } from './dom.js';
import { count, many, value } from './format.js';

const RUNS = {
  starts: 'starts to copy.',
  stops: 'stops: nothing is copied any more.',
  pauses: 'pauses: nothing is copied until it is resumed.',
  resumes: 'goes on copying.',
  restarts: 'restarts.',
  changes: 'changes while it runs.',
};

const byId = id => document.getElementById(id);

/**
 * Makes a change after somebody has agreed to it.
 *
 * @param title the question
 * @param verb what the button says
 * @param run makes the change from a revision, or only tries it out: `run(revision, dryRun)`
 * @param always also asks if nothing stands still by it
 * @return the answer; null if it isn't wanted
 */
export async function confirmed({ title, verb, run, always = true }) {
  const told = await run(null, true);
  const interrupts = told.effects.some(effect => effect.interrupts);
  if (!always && !interrupts) return run(told.from, false);
  return await agreed(title, verb, told) ? run(told.from, false) : null;
}

function agreed(title, verb, told) {
  const dialog = byId('confirm');
  byId('confirm-title').textContent = title;
  byId('confirm-yes').textContent = verb;
  show(byId('confirm-text'), effects(told.effects), difference(told.change));
  return new Promise(resolve => {
    let agreed = false;
    byId('confirm-yes').onclick = () => { agreed = true; dialog.close(); };
    byId('confirm-no').onclick = () => dialog.close();
    dialog.onclose = () => resolve(agreed);
    dialog.showModal();
    // Whoever goes on typing mustn't agree by that.
    byId('confirm-no').focus();
  });
}

function effects(all) {
  if (all.length === 0) return h('p', null, 'No flow does anything else than before.');
  return h('ul', { class: 'effects' }, all.map(effect => h('li', { key: effect.flow, 'data-what': effect.what },
    h('strong', null, effect.flow), ' ', sentences(effect))));
}

/** What happens to a flow. */
export function sentences(effect) {
  const all = [RUNS[effect.what]];
  const replication = effect.restarts.includes('replication');
  const checkpoints = effect.restarts.includes('checkpoints');
  if (replication && checkpoints) all.push('Its replication and its checkpoints start anew, which takes some seconds.');
  else if (replication) all.push('Its replication starts anew, which takes some seconds.');
  else if (checkpoints) all.push('Its checkpoints start anew.');
  if (!effect.topicsKnown) all.push('Which topics that concerns, isn\u2019t known yet.');
  if (effect.comes.number > 0) all.push(`${topics(effect.comes)} copied from then on.`);
  if (effect.goes.number > 0) all.push(`${topics(effect.goes)} not copied any more; what was copied stays.`);
  return all.join(' ');
}

function topics({ number, names }) {
  const more = number > names.length ? ` and ${count(number - names.length)} more` : '';
  return `${many(number, 'topic')} (${names.join(', ')}${more}) ${number === 1 ? 'is' : 'are'}`;
}

/** Stands for a value that isn't shown: whether it is another one can't be seen. */
const HIDDEN = '(hidden)';

/** The properties of a change, each with what it was. */
export function difference(change) {
  const before = change.before || {};
  const after = change.value || {};
  if (!change.removal && !change.value) return h('p', { class: 'quiet' }, 'no JSON object');
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  const rows = names.filter(name => !change.beforeKnown || !change.value || after[name] === HIDDEN || JSON.stringify(before[name]) !== JSON.stringify(after[name])).map(name => h('div', { key: name },
    h('dt', null, name),
    h('dd', null,
      name in after ? value(after[name]) : h('span', { class: 'quiet' }, 'taken back'),
      change.beforeKnown && h('span', { class: 'quiet was' }, name in before ? ` was ${value(before[name])}` : ' was not set here'))));
  return [
    rows.length > 0 && h('dl', { key: 'difference', class: 'properties difference' }, rows),
    rows.length === 0 && h('p', { key: 'all', class: 'quiet' }, change.removal ? 'all taken back' : 'the same as before'),
    !change.beforeKnown && h('p', { key: 'unknown', class: 'quiet' }, 'What was there before, isn\u2019t known any more.'),
  ];
}
