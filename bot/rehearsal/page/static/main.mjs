// The page: phones side by side under one bar, and the glass wall beside them.

import { html, render, useEffect, useState } from './html.mjs';
import { Accidents, AddPhone, Clock, Scenes, Settings, Story } from './bar.mjs';
import { ask, listen, look } from './net.mjs';
import { LinkBox } from './dialogs.mjs';
import { Phone } from './phone.mjs';
import { Wall } from './wall.mjs';
import { changed, store, take, watch } from './store.mjs';
import { currentLanguage, say, speak } from './words.mjs';
import { signs } from './icons.mjs';

const THEMES = ['auto', 'light', 'dark'];
const COMPLAINT_SECONDS = 8;

function dress(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem('theme', theme);
}

/** The three telephones of the beginning: a resident, a co-bearer, the staff group. */
function firstSlots(frame) {
  const role = (...names) => frame.people.find((one) => names.includes(one.role));
  const bearer = frame.people.find((one) => one.started && one.role === 'resident') || role('resident');
  const staff = role('elected', 'admin', 'member', 'in_group') || bearer;
  const group = staff.chats.find((id) => id !== staff.id) ?? 0;
  const slots = [bearer, role('co_bearer')].filter(Boolean).map((one) => ({ person: one.id, chat: 0 }));
  return [...slots, { person: staff.id, chat: group }];
}

async function saveTranscript(complain) {
  try {
    const answer = await look('/export');
    const address = URL.createObjectURL(await answer.blob());
    const anchor = Object.assign(document.createElement('a'), { href: address, download: /filename="([^"]+)"/.exec(answer.headers.get('content-disposition'))?.[1] || 'rehearsal.txt' });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  } catch (error) {
    complain(error);
  }
}

function Page() {
  const [, draw] = useState(0);
  const [slots, setSlots] = useState([]);
  const [box, setBox] = useState('');
  const [link, setLink] = useState(null);
  const [wall, setWall] = useState(false);
  const [behind, setBehind] = useState(null);
  const [active, setActive] = useState(0);
  const [complaint, setComplaint] = useState('');
  const [theme, setTheme] = useState(document.documentElement.dataset.theme);
  useEffect(() => watch(() => draw((n) => n + 1)), []);
  const { frame } = store;
  useEffect(() => {
    if (frame.show && frame.people) { setSlots(firstSlots(frame)); setBehind(null); setActive(0); }
  }, [frame.show]);
  useEffect(() => {
    if (!complaint) return undefined;
    const timer = setTimeout(() => setComplaint(''), COMPLAINT_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [complaint]);
  const complain = (error) => setComplaint(error.message);
  const setLanguage = (code) => { speak(code); draw((n) => n + 1); };
  const change = (at, slot) => setSlots(slots.map((one, rank) => (rank === at ? slot : one)));
  const remove = (at) => { setSlots(slots.filter((_, rank) => rank !== at)); setActive(0); };
  const openLink = (who, address) => {
    setLink(null);
    if (!slots.some((one) => one.person === who)) setSlots([...slots, { person: who, chat: 0 }]);
    else setSlots(slots.map((one) => (one.person === who ? { ...one, chat: 0 } : one)));
    ask(`/people/${who}/open`, { address }).catch(complain);
  };
  const lookBehind = (message) => { setBehind(message); setWall(true); };
  const ready = frame.show > 0 && frame.people && slots.length > 0 && slots.every((slot) => frame.people.some((one) => one.id === slot.person));
  const acting = frame.story?.next?.person;
  useEffect(() => {
    const at = slots.findIndex((one) => one.person === acting);
    if (at >= 0) setActive(at);
    else if (acting) {
      const inGroup = slots.findIndex((one) => one.chat < 0 && frame.story.next.chat === one.chat);
      if (inGroup >= 0) { change(inGroup, { person: acting, chat: frame.story.next.chat }); setActive(inGroup); }
    }
  }, [acting]);
  const broken = store.glass.filter((one) => one.broken).length;
  const trouble = frame.show > 0 && (frame.bot.status !== 'running' || frame.faults.offline || frame.bot.copy);
  return html`
    <a class="skip" href="#phones">${say('skip')}</a>
    <header class="bar">
      <div class="brand"><img src="/static/icon.svg" alt="" width="32" height="32" /><div><h1>${say('title')}</h1><small>${say('tagline')}</small></div></div>
      ${frame.show > 0 && html`<${Clock} complain=${complain} />`}
      <nav class="tools" aria-label=${say('settings')}>
        <button type="button" onClick=${() => setBox('scenes')}>${signs.scene()} <span>${say('scenes')}</span></button>
        <button type="button" class=${trouble ? 'warn' : ''} onClick=${() => setBox('accidents')}>${signs.bolt()} <span>${say('accidents')}</span></button>
        <button type="button" aria-expanded=${wall} class=${broken ? 'red' : ''} onClick=${() => { setWall(!wall); setBehind(null); }}>${signs.glass()} <span>${say('wall')}${broken ? ` (${broken})` : ''}</span></button>
        <button type="button" class="icon" aria-label=${say('openLink')} title=${say('openLink')} onClick=${() => setLink('')}>${signs.link()}</button>
        <button type="button" class="icon" aria-label=${say('addPhone')} title=${say('addPhone')} onClick=${() => setBox('add')}>${signs.plus()}</button>
        <button type="button" class="icon" aria-label=${say('exported')} title=${say('exported')} onClick=${() => saveTranscript(complain)}>${signs.file()}</button>
        <button type="button" class="icon" aria-label=${say('settings')} title=${say('settings')} onClick=${() => setBox('settings')}>${signs.gear()}</button>
      </nav>
    </header>
    <${Story} complain=${complain} />
    <p class="busy" role="status">${store.lost ? say('lost') : frame.busy === 'clock' ? say('passing') : frame.busy ? say('preparing') : ''}</p>
    <p class="complaint" role="alert">${complaint}</p>
    <div class="stage">
      <main id="phones" tabindex="-1" aria-label=${say('phones')} class=${`count${Math.min(slots.length, 5)}`}>
        ${ready && html`<nav class="picker" aria-label=${say('phones')}>${slots.map((slot, at) => html`<button type="button" aria-pressed=${at === active} class=${at === active ? 'on' : ''} onClick=${() => setActive(at)}>
          ${frame.people.find((one) => one.id === slot.person)?.name}${slot.chat < 0 ? ` · ${say('group')}` : ''}</button>`)}</nav>
        <div class="phones">${slots.map((slot, at) => html`<div class=${`place-for-phone${at === active ? ' active' : ''}`} key=${`${frame.show} ${at}`}>
          <${Phone} slot=${slot} count=${slots.length} onChange=${(one) => change(at, one)} onRemove=${() => remove(at)} onLink=${(address) => setLink(address)} onBehind=${lookBehind} complain=${complain} /></div>`)}</div>`}
      </main>
      ${wall && frame.show > 0 && html`<${Wall} message=${behind} setMessage=${setBehind} onClose=${() => setWall(false)} />`}
    </div>
    ${box === 'scenes' && html`<${Scenes} complain=${complain} onClose=${() => setBox('')} />`}
    ${box === 'accidents' && frame.show > 0 && html`<${Accidents} complain=${complain} onClose=${() => setBox('')} />`}
    ${box === 'settings' && html`<${Settings} theme=${theme} setTheme=${(one) => { setTheme(one); dress(one); }} setLanguage=${setLanguage} onClose=${() => setBox('')} />`}
    ${box === 'add' && frame.show > 0 && html`<${AddPhone} complain=${complain} onAdd=${(slot) => { setSlots([...slots, slot]); setActive(slots.length); }} onClose=${() => setBox('')} />`}
    ${link !== null && frame.show > 0 && html`<${LinkBox} address=${link} people=${frame.people} onOpen=${openLink} onClose=${() => setLink(null)} />`}`;
}

const theme = localStorage.getItem('theme');
dress(THEMES.includes(theme) ? theme : 'auto');
speak(currentLanguage());
render(html`<${Page} />`, document.getElementById('page'));
listen(take, (lost) => { store.lost = lost; changed(); });
