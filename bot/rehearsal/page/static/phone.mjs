// A telephone: who holds it, which chat is open, its messages, and where one writes.

import { html, useEffect, useLayoutEffect, useRef, useState } from './html.mjs';
import { ask } from './net.mjs';
import { Composer } from './composer.mjs';
import { Box, PictureBox } from './dialogs.mjs';
import { Message, plainWords } from './message.mjs';
import { messagesOf, store } from './store.mjs';
import { say, written } from './words.mjs';
import { signs } from './icons.mjs';

const NEAR = 80;
const TOAST_SECONDS = 4;
const NONE = [];

/** Put the pictures of an album together, and a line between two days. */
function lines(messages) {
  const found = [];
  let day = '';
  for (const message of messages) {
    const today = written(message.date * 1000, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    if (today !== day) { found.push({ day: today, key: `d${message.id}` }); day = today; }
    const last = found[found.length - 1];
    const album = message.content.media_group_id;
    if (album && last.messages?.[0].content.media_group_id === album) last.messages.push(message);
    else found.push({ messages: [message], key: `m${message.id}` });
  }
  return found;
}

/** Keep the same list for the same messages, so that a bubble is not drawn again for nothing. */
const kept = new Map();
function same(key, list) {
  const old = kept.get(key);
  if (old && old.length === list.length && old.every((one, at) => one === list[at])) return old;
  kept.set(key, list);
  return list;
}

function keyboardFor(messages, person) {
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const { keyboard } = messages[at];
    if (keyboard?.remove_keyboard) return null;
    if (keyboard?.keyboard) {
      const used = keyboard.one_time_keyboard && messages.slice(at + 1).some((one) => one.from.id === person.id);
      return used ? null : keyboard;
    }
  }
  return null;
}

/** What stands under a message, each as "sign count" or "sign count mine". */
function reactionsOf(all, chat, ids, person) {
  const counts = new Map();
  for (const [where, message, user, sign] of all) {
    if (where !== chat || !ids.includes(message)) continue;
    const [count, mine] = counts.get(sign) || [0, false];
    counts.set(sign, [count + 1, mine || user === person]);
  }
  return [...counts].map(([sign, [count, mine]]) => `${sign} ${count}${mine ? ' mine' : ''}`);
}

function Topics({ chat, topic, choose }) {
  if (!chat.forum) return null;
  const all = [{ id: 0, name: say('allTopics') }, ...chat.topics];
  return html`<nav class="topics" aria-label=${say('topics')}>${all.map((one) => html`<button type="button" class=${one.id === topic ? 'on' : ''} aria-pressed=${one.id === topic} onClick=${() => choose(one.id)}>
    ${one.name}${one.closed ? ` (${say('closedTopic')})` : ''}</button>`)}</nav>`;
}

function Toasts({ person, presses }) {
  const [closed, setClosed] = useState(NONE);
  const mine = presses.filter((one) => one.user === person.id && one.answered && one.text);
  const toast = mine.filter((one) => !one.alert && !closed.includes(one.id)).pop();
  const alert = mine.filter((one) => one.alert && !closed.includes(one.id)).pop();
  const fades = toast?.id;
  useEffect(() => {
    if (!fades) return undefined;
    const timer = setTimeout(() => setClosed((ids) => [...ids, fades]), TOAST_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [fades]);
  return html`<div class="toasts" role="status">${toast && html`<p class="toast">${toast.text}</p>`}</div>
    ${alert && html`<${Box} title=${say('robot')} onClose=${() => setClosed([...closed, alert.id])}><p>${alert.text}</p><//>`}`;
}

export function Phone({ slot, onChange, onRemove, onLink, onBehind, complain, count }) {
  const { frame } = store;
  const person = frame.people.find((one) => one.id === slot.person) || frame.people[0];
  const chatId = person.chats.includes(slot.chat) ? slot.chat : person.chats[0];
  const chat = frame.chats[chatId];
  const [topic, setTopic] = useState(0);
  const [answering, setAnswering] = useState(null);
  const [correcting, setCorrecting] = useState(null);
  const [dropped, setDropped] = useState(null);
  const [picture, setPicture] = useState(null);
  const [over, setOver] = useState(false);
  const list = useRef();
  const atEnd = useRef(true);
  const seen = useRef({ chat: 0, ids: new Set() });
  const isPrivate = chat.kind === 'private';

  const all = messagesOf(chatId);
  const shown = topic && chat.forum ? all.filter((one) => one.topic === topic || one.id === topic) : all;
  const newest = shown[shown.length - 1];
  const known = seen.current.chat === chatId ? seen.current.ids : null;
  useEffect(() => { seen.current = { chat: chatId, ids: new Set(all.map((one) => one.id)) }; });
  useEffect(() => { setTopic(0); setAnswering(null); setCorrecting(null); atEnd.current = true; }, [chatId, person.id, frame.show]);
  useEffect(() => {
    const asks = newest?.keyboard?.force_reply && newest.from.id === frame.bot_id;
    if (asks) setAnswering({ message: newest });
  }, [newest?.id]);
  useLayoutEffect(() => { if (atEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight; });
  useEffect(() => {
    // Pictures take their room when they have come.
    const grown = () => { if (atEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight; };
    list.current.addEventListener('load', grown, true);
    return () => list.current?.removeEventListener('load', grown, true);
  }, []);
  const scrolled = () => {
    const box = list.current;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  };

  const deed = (name, body) => ask(`/people/${person.id}/${name}`, body).catch(complain);
  const acts = useRef();
  acts.current = (name, value, message) => {
    const about = { chat: chatId, message: message.id };
    switch (name) {
      case 'press': return deed('press', { ...about, data: value });
      case 'command': return deed('say', { ...(isPrivate ? {} : { chat: chatId }), text: value });
      case 'open': return onLink(value, person.id);
      case 'picture': return setPicture(value);
      case 'reply': {
        const marked = String(window.getSelection() || '').trim();
        const quote = marked && plainWords(message).includes(marked) ? marked : '';
        return setAnswering({ message, quote });
      }
      case 'edit': return setCorrecting(message);
      case 'react': return deed('react', { ...about, emoji: value });
      case 'vote': return deed('vote', { ...about, option: value });
      case 'forward': return deed('forward', { ...about, to: value });
      case 'moved': return deed('move', { ...about, latitude: message.content.location.latitude + 0.0006, longitude: message.content.location.longitude + 0.0008 });
      case 'pin': case 'delete': return deed(name, about);
      case 'behind': return onBehind(message);
      case 'goto': return document.getElementById(`m${chatId}-${value}`)?.scrollIntoView({ block: 'center' });
      default: return undefined;
    }
  };
  const act = useRef((name, value, message) => acts.current(name, value, message)).current;

  const presses = frame.presses.filter((one) => one.chat === chatId && one.user === person.id && !one.answered);
  const next = frame.story?.next;
  const cue = next && next.person === person.id && next.chat === chatId ? next : null;
  const others = person.chats.filter((id) => id !== chatId).map((id) => ({ id, title: id === person.id ? say('robot') : frame.chats[id].title }));
  const targets = same(`targets ${person.id} ${chatId}`, others);
  const title = isPrivate ? say('robot') : chat.title;
  const pinned = chat.pinned.length ? all.find((one) => one.id === chat.pinned[chat.pinned.length - 1]) : null;
  const drop = (event) => { event.preventDefault(); setOver(false); if (event.dataTransfer.files.length) setDropped([...event.dataTransfer.files]); };

  let before = null;
  return html`<section class=${`phone${over ? ' over' : ''}${cue ? ' acting' : ''}`} aria-label=${say('phone', { name: person.name })}
      onDragOver=${(event) => { event.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)} onDrop=${drop}>
    <header class="phone-head">
      <span class="face tone-bg${person.id % 5}" aria-hidden="true">${person.name[0]}</span>
      <label class="holder"><span class="sr">${say('holder')}</span>
        <select value=${person.id} onChange=${(event) => onChange({ person: Number(event.target.value), chat: slot.chat < 0 ? slot.chat : 0 })}>
          ${frame.people.map((one) => html`<option value=${one.id} selected=${one.id === person.id}>${one.name}</option>`)}
        </select><small>${say(person.role)}</small></label>
      ${count > 1 && html`<button type="button" class="plain icon" aria-label=${say('removePhone')} title=${say('removePhone')} onClick=${onRemove}>✕</button>`}
    </header>
    <div class="chat-head">
      ${person.chats.length > 1 ? html`<div class="tabs" role="group" aria-label=${say('chatWith')}>${person.chats.map((id) => html`<button type="button" aria-pressed=${id === chatId} class=${id === chatId ? 'on' : ''} onClick=${() => onChange({ person: person.id, chat: id })}>
        ${id === person.id ? say('robot') : frame.chats[id].title}</button>`)}</div>` : html`<h2>${title}</h2>`}
      <small>${isPrivate ? `@${frame.bot_username}` : say('members', { n: chat.members })}</small>
    </div>
    ${pinned && html`<button type="button" class="pinned" onClick=${() => acts.current('goto', pinned.id, pinned)}>${signs.pin()}<span><b>${say('pinned')}</b> ${plainWords(pinned)}</span></button>`}
    <${Topics} chat=${chat} topic=${topic} choose=${setTopic} />
    <div class="messages" ref=${list} onScroll=${scrolled} tabindex="0" role="log" aria-live="polite" aria-label=${`${title}, ${person.name}`}>
      ${shown.length === 0 && html`<p class="empty">${isPrivate && !person.started ? say('startHint') : say('empty')}</p>`}
      <ol>
      ${lines(shown).map(({ day, messages, key }) => {
        if (day) { before = null; return html`<li class="day" key=${key}>${day}</li>`; }
        const [first] = messages;
        const opens = before !== first.from.id || first.service;
        before = first.service ? null : first.from.id;
        const ids = messages.map((one) => one.id);
        const spinning = presses.filter((one) => ids.includes(one.message)).map((one) => one.data);
        return html`<${Message} key=${key} messages=${same(`${chatId} ${person.id} ${key}`, messages)} own=${first.from.id === person.id} first=${opens} group=${!isPrivate}
          spinning=${same(`spin ${chatId} ${person.id} ${key}`, spinning)} reactions=${same(`react ${chatId} ${person.id} ${key}`, reactionsOf(frame.reactions, chatId, ids, person.id))}
          next=${cue?.pressed && ids.includes(cue.pressed[0]) ? cue.pressed : null} act=${act} chats=${targets} known=${!known || known.has(first.id)} pinned=${ids.some((id) => chat.pinned.includes(id))} />`;
      })}
      </ol>
    </div>
    ${chat.moved && html`<p class="notice">${say('moved')}</p>`}
    ${!isPrivate && !chat.moved && ['left', 'kicked'].includes(chat.bot) && html`<p class="notice">${say('outside')}</p>`}
    <${Toasts} person=${person} presses=${frame.presses} />
    <${Composer} person=${person} chat=${chat} topic=${topic || answering?.message.topic || 0} keyboard=${keyboardFor(all, person)} answering=${answering} setAnswering=${setAnswering}
      correcting=${correcting} setCorrecting=${setCorrecting} dropped=${dropped} setDropped=${setDropped} complain=${complain} />
    ${over && html`<p class="drop-hint" aria-hidden="true">${say('dropHere')}</p>`}
    ${picture && html`<${PictureBox} photo=${picture} onClose=${() => setPicture(null)} onLink=${(found) => { setPicture(null); onLink(found, person.id); }} />`}
  </section>`;
}
