// Talks to the service. The token is kept in this variable and nowhere else.

let token = '';

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail || 'The service answers ' + status);
    this.status = status;
    this.errors = problem.errors || [];
  }
}

export function isUnlocked() {
  return token !== '';
}

export function lock() {
  token = '';
}

/** Keeps the token if the service takes it. */
export async function unlock(candidate) {
  await send('PATCH', 'configuration/*?dryRun=true', { unset: [] }, {}, candidate);
  token = candidate;
}

export async function get(path) {
  return answer(await fetch('api/' + path, { headers: { Accept: 'application/json' } }));
}

export async function change(key, edit, revision, dryRun) {
  const path = 'configuration/' + encodeURIComponent(key) + (dryRun ? '?dryRun=true' : '');
  return send('PATCH', path, edit, revision ? { 'If-Match': revision } : {}, token);
}

/** The whole override of a key, as text: what is no JSON is for the service to say. */
export async function replace(key, json, revision, dryRun) {
  const path = 'configuration/' + encodeURIComponent(key) + (dryRun ? '?dryRun=true' : '');
  return send('PUT', path, json, revision ? { 'If-Match': revision } : {}, token);
}

export async function takeBack(key) {
  return send('DELETE', 'configuration/' + encodeURIComponent(key), undefined, {}, token);
}

export async function pause(flow, paused) {
  return send('POST', 'flows/' + encodeURIComponent(flow) + (paused ? '/pause' : '/resume'), undefined, {}, token);
}

async function send(method, path, body, headers, secret) {
  return answer(await fetch('api/' + path, {
    method,
    credentials: 'omit',
    headers: { ...headers, Accept: 'application/json', 'Content-Type': 'application/json', Authorization: 'Bearer ' + secret },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  }));
}

async function answer(response) {
  if (response.ok) return response.json();
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not one of ours: the status has to do.
  }
  if (response.status === 401) token = '';
  throw new Refusal(response.status, problem);
}
