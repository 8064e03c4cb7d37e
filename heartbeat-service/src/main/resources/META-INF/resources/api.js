// Talks to the service. The token is kept in this variable and nowhere else.

const RETRY = 2000;

let token = '';
let caller = null;
let stream = new AbortController();

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail || 'The service answers ' + status);
    this.status = status;
    this.errors = problem.errors || [];
  }
}

/** Whether changes may be made. */
export function isUnlocked() {
  return caller !== null && caller.mayChange;
}

/** Name of the token; null if there is none. */
export function name() {
  return caller && caller.name;
}

export function lock() {
  token = '';
  caller = null;
  stream.abort();
}

/** Keeps the token if the service takes it and `suffices` says nothing against it. */
export async function unlock(candidate, suffices) {
  const found = await answer(await request('GET', 'caller', undefined, {}, candidate));
  const problem = suffices(found);
  if (problem) throw new Refusal(403, { detail: problem });
  token = candidate;
  caller = found;
  stream.abort();
}

export async function get(path) {
  return answer(await request('GET', path, undefined, {}, token));
}

export function change(key, edit, revision, dryRun) {
  return send('PATCH', 'configuration/' + encodeURIComponent(key), edit, revision, dryRun);
}

/** The whole override of a key, as text: what is no JSON is for the service to say. */
export function replace(key, json, revision, dryRun) {
  return send('PUT', 'configuration/' + encodeURIComponent(key), json, revision, dryRun);
}

export function takeBack(key, revision, dryRun) {
  return send('DELETE', 'configuration/' + encodeURIComponent(key), undefined, revision, dryRun);
}

export function undo(offset, revision, dryRun) {
  return send('POST', 'changes/' + offset + '/undo', undefined, revision, dryRun);
}

export function pause(flow, paused, revision, dryRun) {
  return send('POST', 'flows/' + encodeURIComponent(flow) + (paused ? '/pause' : '/resume'), undefined, revision, dryRun);
}

/**
 * Hears events for ever, by fetch: an EventSource can't show a token.
 *
 * @param silence milliseconds after which a connection counts as dead
 * @param heard takes the data of an event
 * @param locked tells that it takes a token; hearing goes on when there is another one
 */
export async function listen(silence, heard, locked) {
  for (;;) {
    stream = new AbortController();
    const current = stream;
    try {
      await hear(silence, heard, current);
    } catch (refusal) {
      if (refusal.status === 401 && !current.signal.aborted) {
        locked();
        await new Promise(resolve => current.signal.addEventListener('abort', resolve));
      }
    }
    if (!current.signal.aborted) await new Promise(resolve => setTimeout(resolve, RETRY));
  }
}

async function hear(silence, heard, current) {
  const dead = new AbortController();
  const cut = () => dead.abort();
  current.signal.addEventListener('abort', cut);
  let timer = setTimeout(cut, silence);
  try {
    const response = await request('GET', 'events', undefined, { Accept: 'text/event-stream' }, token, dead.signal);
    if (!response.ok) await answer(response);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(cut, silence);
      const events = (rest + value).split(/\r?\n\r?\n/);
      rest = events.pop();
      for (const event of events) {
        const data = event.split(/\r?\n/).filter(line => line.startsWith('data:')).map(line => line.slice(5)).join('\n');
        if (data) heard(JSON.parse(data));
      }
    }
  } finally {
    clearTimeout(timer);
    current.signal.removeEventListener('abort', cut);
  }
}

async function send(method, path, body, revision, dryRun) {
  const headers = { 'Content-Type': 'application/json', ...(revision ? { 'If-Match': revision } : {}) };
  return answer(await request(method, path + (dryRun ? '?dryRun=true' : ''), body, headers, token));
}

function request(method, path, body, headers, secret, signal) {
  return fetch('api/' + path, {
    method,
    signal,
    credentials: 'omit',
    headers: { Accept: 'application/json', ...headers, ...(secret ? { Authorization: 'Bearer ' + secret } : {}) },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function answer(response) {
  if (response.ok) return response.json();
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not one of ours: the status has to do.
  }
  if (response.status === 401) {
    token = '';
    caller = null;
  }
  throw new Refusal(response.status, problem);
}
