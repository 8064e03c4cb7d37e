// The form for a flow's properties. Made once for each flow that is opened, so that what somebody
// types is never taken away by news; checked by the service while it is typed.

import { change, isUnlocked } from './api.js';
import { confirmed, sentences } from './confirm.js';

const FIELDS = [
  { name: 'topics', label: 'Topics', hint: 'Names or regular expressions, with commas between' },
  { name: 'topics.exclude', label: 'but not' },
  { name: 'groups', label: 'Consumer groups' },
  { name: 'groups.exclude', label: 'but not' },
  { name: 'topics.rename', label: 'Other names', hint: 'expression -> replacement; \u2026' },
  { name: 'rate.limit.bytes.per.second', label: 'Bytes per second at most', hint: '0 for no limit' },
];
const PAUSE_BEFORE_CHECK = 400;

/** An element, with text as text. */
export function element(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (name.startsWith('on')) node[name] = value;
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter(child => child !== null));
  return node;
}

/**
 * A form in an element of its own.
 *
 * @param detail of the flow
 * @param act has `done(answer)`, and `locked()` to ask for the token
 */
export function settingsForm(detail, act) {
  const flow = detail.flow.flow;
  const original = new Map();
  const inputs = new Map();
  const problems = new Map();
  const taken = new Set();
  let revision = detail.revision;
  let timer = 0;

  const foretold = element('p', { class: 'quiet foretold', role: 'status' });
  const general = element('p', { class: 'problem', role: 'alert' });
  const outcome = element('p', { class: 'outcome', role: 'status', tabindex: -1 });
  const otherName = element('input', { id: 'other-name', type: 'text', placeholder: 'property', spellcheck: 'false', autocomplete: 'off' });
  const otherValue = element('input', { id: 'other-value', type: 'text', placeholder: 'value', spellcheck: 'false', autocomplete: 'off', 'aria-label': 'Value of the other property' });
  const otherProblem = element('p', { class: 'problem' });

  function text(name, fresh) {
    const overridden = fresh.override[name];
    if (Array.isArray(overridden)) return overridden.join(', ');
    return overridden === undefined || overridden === null ? fresh.configuration[name] ?? '' : String(overridden);
  }

  function field({ name, label, hint }) {
    const id = 'set-' + name;
    const multi = name !== 'rate.limit.bytes.per.second';
    const input = multi
      ? element('textarea', { id, name, rows: 1, spellcheck: 'false', autocomplete: 'off' })
      : element('input', { id, name, type: 'text', inputmode: 'numeric', autocomplete: 'off' });
    input.value = text(name, detail);
    original.set(name, input.value);
    inputs.set(name, input);
    const problem = element('p', { class: 'problem', id: id + '-problem' });
    problems.set(name, problem);
    input.setAttribute('aria-describedby', problem.id);
    const here = name in detail.override;
    return element('div', { class: 'field' },
      element('label', { for: id }, label, element('code', null, name)),
      element('div', { class: 'with' }, input,
        here ? element('button', { type: 'button', class: 'plain small', onclick: event => takeBack(name, event.target) }, 'Take back') : null),
      hint ? element('p', { class: 'hint' }, hint) : null,
      problem);
  }

  function takeBack(name, button) {
    taken.add(name);
    const input = inputs.get(name);
    input.disabled = true;
    button.disabled = true;
    check();
  }

  function edit() {
    const set = {};
    for (const [name, input] of inputs) {
      if (!taken.has(name) && input.value !== original.get(name)) set[name] = input.value.trim();
    }
    if (otherName.value.trim()) set[otherName.value.trim()] = otherValue.value.trim();
    return { set, unset: [...taken] };
  }

  function isEmpty(wish) {
    return Object.keys(wish.set).length === 0 && wish.unset.length === 0;
  }

  function clear() {
    general.textContent = '';
    foretold.textContent = '';
    otherProblem.textContent = '';
    for (const [name, problem] of problems) {
      problem.textContent = '';
      inputs.get(name).removeAttribute('aria-invalid');
    }
  }

  function refuse(refusal) {
    clear();
    const rest = [];
    for (const error of refusal.errors || []) {
      const name = [...problems.keys()].find(each => error.key === each || error.key.endsWith('->' + flow.split('->')[1] + '.' + each));
      if (name && edit().set[name] !== undefined) {
        problems.get(name).textContent = error.remedy;
        inputs.get(name).setAttribute('aria-invalid', 'true');
      } else if (otherName.value.trim() && error.key.endsWith(otherName.value.trim())) {
        otherProblem.textContent = error.message;
      } else {
        rest.push(error.message);
      }
    }
    general.textContent = rest.join('\n') || (refusal.errors?.length ? '' : refusal.message);
    if (refusal.status === 401) act.locked();
  }

  async function check() {
    clearTimeout(timer);
    const wish = edit();
    apply.disabled = isEmpty(wish);
    if (!isUnlocked() || isEmpty(wish)) {
      clear();
      return;
    }
    timer = setTimeout(async () => {
      try {
        const told = await change(flow, wish, null, true);
        clear();
        foretold.textContent = told.effects.map(effect => effect.flow + ' ' + sentences(effect)).join('\n');
      } catch (refusal) {
        refuse(refusal);
      }
    }, PAUSE_BEFORE_CHECK);
  }

  async function submit(event) {
    event.preventDefault();
    clearTimeout(timer);
    if (!isUnlocked()) {
      act.locked();
      return;
    }
    const wish = edit();
    if (isEmpty(wish)) return;
    apply.disabled = true;
    outcome.textContent = 'Writing \u2026';
    try {
      const run = (from, dryRun) => change(flow, wish, from || revision, dryRun);
      const answer = await confirmed({ title: `Change ${flow}?`, verb: 'Apply', run, always: false });
      if (!answer) {
        outcome.textContent = '';
        apply.disabled = false;
        apply.focus();
        return;
      }
      clear();
      revision = answer.revision;
      act.done(answer);
    } catch (refusal) {
      outcome.textContent = '';
      apply.disabled = false;
      refuse(refusal);
    }
  }

  const apply = element('button', { type: 'submit', class: 'main', disabled: true }, 'Apply');
  const form = element('form', { class: 'settings', onsubmit: submit, oninput: check, 'aria-label': 'Properties of ' + flow },
    element('div', { class: 'fields' }, ...FIELDS.map(field)),
    element('div', { class: 'field' },
      element('label', { for: 'other-name' }, 'Another property'),
      element('div', { class: 'with' }, otherName, otherValue),
      otherProblem),
    general,
    foretold,
    element('div', { class: 'row' }, apply, outcome));
  form.tell = message => { outcome.textContent = message; };
  form.focusOutcome = () => outcome.focus({ preventScroll: true });
  return form;
}
