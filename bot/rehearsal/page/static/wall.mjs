// The glass wall: from a message to its update, its turn, its effects, its rows, and back.

import { html, useEffect, useRef, useState } from './html.mjs';
import { store } from './store.mjs';
import { say, written } from './words.mjs';

const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit' };

/** Everything that a message came from or led to. */
export function chain(entries, message) {
  const about = (one) => one.chat === message.chat && (one.message === message.id || one.messages?.includes(message.id));
  const found = new Map(entries.filter(about).map((one) => [one.n, one]));
  const byNumber = new Map(entries.map((one) => [one.n, one]));
  const up = (one) => one.links.forEach((n) => { const other = byNumber.get(n); if (other && !found.has(n)) { found.set(n, other); up(other); } });
  [...found.values()].forEach(up);
  for (const one of entries) if (one.links.some((n) => found.has(n) && found.get(n).kind !== 'call')) found.set(one.n, one);
  for (const one of entries) if (one.links.some((n) => found.has(n) && found.get(n).kind === 'turn')) found.set(one.n, one);
  return [...found.values()].sort((a, b) => a.n - b.n);
}

const pretty = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 1));

function Json({ words, value }) {
  return html`<details><summary>${words}</summary><pre tabindex="0">${pretty(value)}</pre></details>`;
}

function nameOf(id) {
  const { frame } = store;
  return frame.people.find((one) => one.id === id)?.name || frame.chats[id]?.title || id;
}

function Update({ one }) {
  const words = one.json.text || one.json.data || '';
  return html`<h3>↑ ${say('update')} <code>${one.type}</code></h3>
    <p>${nameOf(one.json.from?.id ?? one.chat)}${words && html` · <q>${String(words).slice(0, 90)}</q>`}</p>
    <${Json} words=${`update_id ${one.id}`} value=${one.json} />`;
}

function Row({ row }) {
  const state = !row.before ? say('newRow') : !row.after ? say('goneRow') : '';
  const names = Object.keys(row.after || row.before).filter((name) => !row.before || !row.after || pretty(row.before[name]) !== pretty(row.after[name]));
  return html`<details><summary><code>${row.table}</code> ${state} <small>${names.filter((name) => name !== 'data').slice(0, 4).join(', ')}</small></summary>
    <dl>${names.map((name) => html`<dt>${name}</dt><dd><pre tabindex="0">${row.before && row.after ? `${pretty(row.before[name])}\n→ ${pretty(row.after[name])}` : pretty((row.after || row.before)[name])}</pre></dd>`)}</dl></details>`;
}

function Turn({ one }) {
  return html`<h3>⚙ ${say('turn')}</h3>
    ${one.turns.map((turn) => html`<p><code>${turn.dialog}</code> · <code>${turn.step || '–'}</code> · ${turn.event} → <b>${turn.outcome}</b> <small>rev ${turn.rev}</small></p>`)}
    <p><b>${say('effects')}</b> ${one.effects.length ? '' : say('noEffects')}</p>
    ${one.effects.map((effect) => html`<${Json} words=${`${effect.payload.op ?? effect.payload.method} → ${nameOf(effect.chat)}`} value=${effect.payload} />`)}
    ${one.rows.length > 0 && html`<p><b>${say('rows')}</b></p>${one.rows.map((row) => html`<${Row} row=${row} />`)}`}`;
}

function Call({ one }) {
  return html`<h3>↓ ${say('call')} <code>${one.method}</code> <small>${one.status}</small></h3>
    ${one.words && html`<p class=${one.broken ? 'broken' : 'amber'}>${one.broken ? `${say('broken')} : ` : ''}${one.words}${one.accident ? ` (${say('byAccident')})` : ''}</p>`}
    ${one.complaints.map((words) => html`<p class="broken">${words}</p>`)}
    <${Json} words=${nameOf(one.chat) ?? one.method} value=${one.params} />`;
}

const DRAWN = { update: Update, turn: Turn, call: Call };

function Entry({ one }) {
  const Body = DRAWN[one.kind];
  return html`<li class=${`entry ${one.kind}${one.broken ? ' red' : ''}`}>
    <time>${written(one.at * 1000, TIME)}</time>
    ${Body ? html`<${Body} one=${one} />` : html`<h3>${say(one.kind)} <code>${one.name || `${Math.round(one.seconds / 3600)} h`}</code></h3>`}
  </li>`;
}

const MOST = 150;

export function Wall({ message, setMessage, onClose }) {
  const [brokenOnly, setBrokenOnly] = useState(false);
  const list = useRef();
  const entries = message ? chain(store.glass, message) : brokenOnly ? store.glass.filter((one) => one.broken) : store.glass;
  const shown = entries.slice(-MOST);
  useEffect(() => { list.current.scrollTop = message ? 0 : list.current.scrollHeight; }, [shown.length, message]);
  const broken = store.glass.filter((one) => one.broken).length;
  return html`<aside class="wall" aria-label=${say('wall')}>
    <header><h2>${say('wall')}</h2><button type="button" class="plain" aria-label=${say('close')} onClick=${onClose}>✕</button></header>
    <p class="hint">${say('wallHint')}</p>
    <div class="tabs" role="group" aria-label=${say('wall')}>
      <button type="button" aria-pressed=${!message && !brokenOnly} class=${!message && !brokenOnly ? 'on' : ''} onClick=${() => { setMessage(null); setBrokenOnly(false); }}>${say('allEntries')}</button>
      <button type="button" aria-pressed=${!message && brokenOnly} class=${!message && brokenOnly ? 'on' : ''} onClick=${() => { setMessage(null); setBrokenOnly(true); }}>${say('brokenOnly')} (${broken})</button>
      ${message && html`<button type="button" class="on" aria-pressed="true">${say('about')}</button>`}
    </div>
    <ol class="entries" ref=${list} tabindex="0" aria-label=${say('wall')}>
      ${shown.length === 0 && html`<li class="empty">${brokenOnly ? say('noBroken') : say('nothingYet')}</li>`}
      ${shown.map((one) => html`<${Entry} key=${one.n} one=${one} />`)}
    </ol>
  </aside>`;
}
