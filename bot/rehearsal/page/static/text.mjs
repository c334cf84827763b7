// Text as a messenger shows it: from its entities only, whose offsets count UTF-16 units as we do.

import { html } from './html.mjs';

const WRAPS = {
  bold: (inner) => html`<b>${inner}</b>`,
  italic: (inner) => html`<i>${inner}</i>`,
  underline: (inner) => html`<u>${inner}</u>`,
  strikethrough: (inner) => html`<s>${inner}</s>`,
  code: (inner) => html`<code>${inner}</code>`,
  pre: (inner) => html`<pre>${inner}</pre>`,
  blockquote: (inner) => html`<blockquote>${inner}</blockquote>`,
  expandable_blockquote: (inner) => html`<blockquote>${inner}</blockquote>`,
  spoiler: (inner) => html`<${Spoiler}>${inner}<//>`,
};

function Spoiler({ children }) {
  const open = (event) => event.currentTarget.classList.add('open');
  return html`<button type="button" class="spoiler" onClick=${open}>${children}</button>`;
}

/** Draw `text` with `entities`; `act(kind, value)` is called for links into the bot and commands. */
export function marked(text, entities = [], act = () => {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return stretch(text, 0, text.length, sorted, act);
}

function stretch(text, from, to, entities, act) {
  const parts = [];
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [first, ...others] = rest;
    const start = Math.max(first.offset, at);
    const end = Math.min(first.offset + first.length, to);
    if (start > at) parts.push(text.slice(at, start));
    const inside = others.filter((one) => one.offset < end);
    if (end > start) parts.push(drawn(first, text.slice(start, end), stretch(text, start, end, inside, act), act));
    at = Math.max(at, end);
    rest = others.filter((one) => one.offset >= end);
  }
  if (at < to) parts.push(text.slice(at, to));
  return parts;
}

function drawn(entity, words, inner, act) {
  const wrap = WRAPS[entity.type];
  if (wrap) return wrap(inner);
  switch (entity.type) {
    case 'url': return link(/^[a-z]+:/i.test(words) ? words : `https://${words}`, inner, act);
    case 'text_link': return link(entity.url, inner, act);
    case 'email': return html`<a href=${`mailto:${words}`}>${inner}</a>`;
    case 'phone_number': return html`<a href=${`tel:${words}`}>${inner}</a>`;
    case 'bot_command':
      return html`<button type="button" class="link" onClick=${() => act('command', words)}>${inner}</button>`;
    case 'mention': case 'text_mention': case 'hashtag': case 'cashtag':
      return html`<span class="mention">${inner}</span>`;
    default: return inner;
  }
}

/** Whether an address leads into Telegram, so that it opens here and not in a browser. */
export function isTelegram(address) {
  return /^(https?:\/\/)?(t|telegram)\.me\//i.test(address) || /^tg:/i.test(address);
}

export function link(address, inner, act) {
  if (isTelegram(address)) {
    return html`<button type="button" class="link" onClick=${() => act('open', address)}>${inner}</button>`;
  }
  if (!/^https?:/i.test(address)) return inner;
  return html`<a href=${address} target="_blank" rel="noopener noreferrer">${inner}</a>`;
}
