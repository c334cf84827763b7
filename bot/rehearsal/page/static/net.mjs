// Speaking with the rehearsal: every call carries this run's key, and one feed tells what is new.

const key = new URLSearchParams(location.search).get('key') || '';
const headers = { 'X-Rehearsal-Key': key };

/** Do a deed; resolves to its answer, or rejects with one kind sentence. */
export async function ask(path, body = {}) {
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({ error: response.statusText }));
  if (!response.ok) throw new Error(answer.error || response.statusText);
  return answer;
}

/** Fetch what does not change while the page is open. */
export async function look(path) {
  const response = await fetch(path, { headers });
  if (!response.ok) throw new Error(response.statusText);
  return response;
}

/** Bring a file to the rehearsal; resolves to the key by which a message can carry it. */
export async function upload(file) {
  const type = file.type || 'application/octet-stream';
  const response = await fetch(`/upload?name=${encodeURIComponent(file.name)}`, {
    method: 'POST', headers: { ...headers, 'Content-Type': type }, body: file,
  });
  const answer = await response.json().catch(() => ({ error: response.statusText }));
  if (!response.ok) throw new Error(answer.error || response.statusText);
  return answer.upload;
}

/** The address of a file of a message, for a picture, a player or a link. */
export function fileAddress(id, name = 'file') {
  return `/files/${encodeURIComponent(id)}/${encodeURIComponent(name)}?key=${encodeURIComponent(key)}`;
}

/** Call `tell` with every frame; `lost` is called with true when the line is cut, false when back. */
export async function listen(tell, lost) {
  for (;;) {
    try {
      const response = await fetch('/feed', { headers, cache: 'no-store' });
      if (!response.ok) throw new Error(response.statusText);
      lost(false);
      await read(response.body.pipeThrough(new TextDecoderStream()).getReader(), tell);
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof Error)) throw error;
    }
    lost(true);
    await new Promise((wake) => setTimeout(wake, 1000));
  }
}

async function read(reader, tell) {
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n\n');
    rest = parts.pop();
    for (const part of parts) tell(JSON.parse(part.slice('data: '.length)));
  }
}
