// The override of any key, as JSON: for what the form of a flow doesn't have, such as transforms.

import { get, replace, takeBack } from './api.js';
import { confirmed } from './confirm.js';
import { element } from './settings.js';

const PAUSE_BEFORE_CHECK = 500;

/**
 * A form in an element of its own.
 *
 * @param act has `done(answer)`, and `locked()` to ask for the token
 */
export function overrideForm(act) {
  let timer = 0;
  let revision = null;
  const names = element('datalist', { id: 'override-keys' });
  const key = element('input', { id: 'override-key', list: 'override-keys', autocomplete: 'off', spellcheck: 'false', placeholder: 'flow, cluster or *', onchange: load });
  const json = element('textarea', { id: 'override-json', rows: 4, spellcheck: 'false', autocomplete: 'off', class: 'json', oninput: check });
  const problem = element('p', { class: 'problem', role: 'alert' });
  const outcome = element('p', { class: 'outcome', role: 'status' });
  const apply = element('button', { type: 'submit', class: 'main', disabled: true }, 'Apply');
  const remove = element('button', { type: 'button', class: 'plain', disabled: true, onclick: () => run('Take the override of', 'Take back', (from, dryRun) => takeBack(key.value.trim(), from, dryRun)) }, 'Take back');

  async function load() {
    outcome.textContent = '';
    problem.textContent = '';
    try {
      const now = await get('configuration');
      revision = now.revision;
      const override = now.overrides[key.value.trim()];
      json.value = override ? JSON.stringify(override, null, 2) : '{\n  \n}';
      remove.disabled = !override;
      apply.disabled = true;
    } catch (refusal) {
      tell(refusal);
    }
  }

  function tell(refusal) {
    problem.textContent = refusal.errors?.map(each => each.message).join('\n') || refusal.message;
    if (refusal.status === 401) act.locked();
  }

  function check() {
    clearTimeout(timer);
    apply.disabled = key.value.trim() === '';
    timer = setTimeout(async () => {
      try {
        await replace(key.value.trim(), json.value, null, true);
        problem.textContent = '';
      } catch (refusal) {
        tell(refusal);
      }
    }, PAUSE_BEFORE_CHECK);
  }

  async function run(what, verb, action) {
    clearTimeout(timer);
    try {
      const title = `${what} ${key.value.trim()}${verb === 'Apply' ? '' : ' back'}?`;
      const answer = await confirmed({ title, verb, run: action });
      if (!answer) return;
      problem.textContent = '';
      outcome.textContent = 'Written: see above for what becomes of it.';
      revision = answer.revision;
      act.done(answer);
    } catch (refusal) {
      outcome.textContent = '';
      tell(refusal);
    }
  }

  const form = element('form', { class: 'settings', 'aria-label': 'Override of a key', onsubmit: event => { event.preventDefault(); run('Replace the override of', 'Apply', (from, dryRun) => replace(key.value.trim(), json.value, from || revision, dryRun)); } },
    element('div', { class: 'field' }, element('label', { for: 'override-key' }, 'Key'), key, names),
    element('div', { class: 'field' }, element('label', { for: 'override-json' }, 'Its properties, all of them'), json),
    problem, element('div', { class: 'row' }, apply, remove, outcome));
  form.offer = offered => {
    const wanted = offered.join('\n');
    if (names.dataset.offered === wanted) return;
    names.dataset.offered = wanted;
    names.replaceChildren(...offered.map(value => element('option', { value })));
  };
  return form;
}
