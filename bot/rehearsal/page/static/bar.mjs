// The bar over the phones: the clock, accidents, scenes and stories, settings.

import { html, useEffect, useState } from './html.mjs';
import { ask, look } from './net.mjs';
import { Box } from './dialogs.mjs';
import { now, store } from './store.mjs';
import { LANGUAGES, currentLanguage, say, written } from './words.mjs';
import { signs } from './icons.mjs';

const MOMENT = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' };
const STEPS = [['hour', 3600], ['day', 86400], ['week', 604800]];

export function Clock({ complain }) {
  const { frame } = store;
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 10000);
    return () => clearInterval(timer);
  }, []);
  const move = (body) => ask('/clock', body).catch(complain);
  const due = frame.due && written(frame.due * 1000, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const busy = Boolean(frame.busy);
  return html`<div class="clock" role="group" aria-label=${say('clock')}>
    <time datetime=${new Date(now()).toISOString()}>${signs.clock()} ${written(now(), MOMENT)}</time>
    ${STEPS.map(([name, seconds]) => html`<button type="button" disabled=${busy} onClick=${() => move({ seconds })}>${say(name)}</button>`)}
    <button type="button" disabled=${busy || !due} title=${due ? say('dueAt', { when: due }) : say('noDue')} onClick=${() => move({ to: 'due' })}>${say('due')}${due ? html`<small>${due}</small>` : ''}</button>
  </div>`;
}

export function Accidents({ complain, onClose }) {
  const { frame } = store;
  const happen = (name, body = {}) => ask(`/accidents/${name}`, body).catch(complain);
  const group = Object.values(frame.chats).find((one) => one.kind !== 'private' && !one.moved);
  const toGroup = (name, body = {}) => ask(`/groups/${group.id}/${name}`, body).catch(complain);
  const running = frame.bot.status === 'running';
  const { offline, slow, waiting } = frame.faults;
  const one = (label, act, { disabled = false, hint = '', on = false } = {}) => html`<li><button type="button" class=${on ? 'on' : ''} disabled=${disabled} onClick=${act}>${label}${hint && html`<small>${hint}</small>`}</button></li>`;
  return html`<${Box} title=${say('accidents')} onClose=${onClose} wide>
    <div class="accidents">
      <section><h3>${say('network')}</h3><ul>
        ${one(offline ? say('mend') : say('cut'), () => happen('offline', { on: !offline }), { on: offline, hint: say('waitingUpdates', { n: waiting }) })}
        ${one(slow ? say('fast') : say('slow'), () => happen('slow', { seconds: slow ? 0 : 2 }), { on: slow > 0 })}
      </ul></section>
      <section><h3>${say('process')}</h3><ul>
        ${running ? one(say('kill'), () => happen('kill')) : one(say('revive'), () => happen('revive'), { on: true, hint: frame.bot.words || say('dead') })}
        ${frame.bot.copy ? one(say('endCopy'), () => happen('end_copy'), { on: true }) : one(say('copy'), () => happen('copy'))}
      </ul></section>
      <section><h3>${say('calls')}</h3><ul>
        ${one(say('tooMany'), () => happen('rate_limit', { retry_after: 3, times: 3 }))}
        ${one(say('gateway'), () => happen('bad_gateway', { times: 3 }))}
        ${one(say('lostAnswer'), () => happen('lost_answer', { method: 'sendMessage' }))}
      </ul></section>
      <section><h3>${say('people')}</h3><ul>
        ${frame.people.filter((person) => person.started).map((person) => one(say(person.blocked ? 'unblocks' : 'blocks', { name: person.name }),
          () => ask(`/people/${person.id}/${person.blocked ? 'unblock' : 'block'}`).catch(complain), { on: person.blocked }))}
      </ul></section>
      ${group && html`<section><h3>${say('theGroup')}</h3><ul>
        ${frame.bot.admin ? one(say('demote'), () => toGroup('rights', { admin: false })) : one(say('promote'), () => toGroup('rights', { admin: true, rights: { can_manage_topics: true } }), { on: true })}
        ${one(say('noTopics'), () => toGroup('rights', { admin: true, rights: { can_manage_topics: false } }), { disabled: !frame.bot.topics })}
        ${['kicked', 'left'].includes(group.bot) ? one(say('comeBack'), () => toGroup('add_bot', { admin: true }), { on: true }) : one(say('kick'), () => toGroup('remove_bot'))}
        ${one(say('upgrade'), () => toGroup('upgrade'), { disabled: group.kind !== 'group', hint: group.kind === 'group' ? '' : say('onlyBasic') })}
        ${group.topics.map((topic) => one(say('deleteTopic', { name: topic.name }), () => toGroup('delete_topic', { topic: topic.id })))}
        ${!group.forum && one(say('deleteTopic', { name: '…' }), () => {}, { disabled: true, hint: say('onlyForum') })}
      </ul></section>`}
    </div>
    <div class="row end"><button type="button" class="primary" onClick=${() => happen('clear')}>${say('clear')}</button></div>
  <//>`;
}

/** The kind of group that is on stage, so that a scene begun again keeps it. */
function kindOfGroup(frame) {
  const group = Object.values(frame.chats || {}).find((one) => one.kind !== 'private' && !one.moved);
  return group?.forum ? 'forum' : group?.kind === 'group' ? 'group' : 'supergroup';
}

export function Scenes({ complain, onClose }) {
  const { frame } = store;
  const [all, setAll] = useState({ scenes: [], stories: [] });
  const [kind, setKind] = useState(kindOfGroup(frame));
  useEffect(() => { look('/scenes').then((answer) => answer.json()).then(setAll).catch(complain); }, []);
  const language = currentLanguage();
  const begin = (scene) => { onClose(); ask('/begin', { scene, language, kind }).catch(complain); };
  const play = (story) => { onClose(); ask('/story/play', { story, language }).catch(complain); };
  const title = (one) => one.titles[language] || one.titles.fr;
  const big = all.scenes.filter((one) => !/^D\d/.test(one.key));
  const single = all.scenes.filter((one) => /^D\d/.test(one.key));
  const entry = (one, act, words) => html`<li><button type="button" class="scene" onClick=${act}><span>${title(one)}</span><small>${words}</small></button></li>`;
  return html`<${Box} title=${say('scenes')} onClose=${onClose} wide>
    <p class="hint">${say('sceneHint')}</p>
    <label class="field">${say('groupKind')}<select value=${kind} onChange=${(event) => setKind(event.target.value)}>
      <option value="supergroup">${say('supergroup')}</option><option value="forum">${say('forum')}</option><option value="group">${say('basic')}</option></select></label>
    <ul class="scenes">${big.map((one) => entry(one, () => begin(one.key), one.key === frame.scene ? say('again') : say('begin')))}</ul>
    <h3>${say('stories')}</h3><p class="hint">${say('storyHint')}</p>
    <ul class="scenes">${all.stories.map((one) => entry(one, () => play(one.key), say('play')))}</ul>
    <h3>${say('dossiers')}</h3>
    <ul class="scenes">${single.map((one) => entry(one, () => begin(one.key), one.key === frame.scene ? say('again') : say('begin')))}</ul>
  <//>`;
}

/** The story that plays, with a hand on its pace. */
export function Story({ complain }) {
  const { story } = store.frame;
  if (!story) return null;
  const tell = (deed, body) => ask(`/story/${deed}`, body).catch(complain);
  const again = () => tell('play', { story: story.key, language: currentLanguage() });
  const over = story.status === 'ended' || story.status === 'stopped';
  return html`<section class="story" aria-label=${say('story')}>
    <p aria-live="polite"><b>${say('story')}</b> ${story.caption}${story.status === 'ended' ? ` ${say('ended')}` : ''}${story.status === 'stopped' ? ` ${say('stopped')}` : ''}</p>
    ${!over && html`<div class="row">
      ${story.status === 'paused' ? html`<button type="button" class="primary" onClick=${() => tell('resume')}>${say('resume')}</button>` : html`<button type="button" class="primary" onClick=${() => tell('pause')}>${say('pause')}</button>`}
      <button type="button" onClick=${() => tell('step')}>${say('step')}</button>
      <button type="button" onClick=${again}>${say('again')}</button>
      <button type="button" onClick=${() => tell('stop')}>${say('stop')}</button></div>`}
    ${over && html`<div class="row"><button type="button" class="primary" onClick=${again}>${say('again')}</button>
      <button type="button" onClick=${() => tell('stop')}>${say('close')}</button></div>`}
  </section>`;
}

export function Settings({ theme, setTheme, setLanguage, onClose }) {
  return html`<${Box} title=${say('settings')} onClose=${onClose}>
    <label class="field">${say('language')}<select value=${currentLanguage()} onChange=${(event) => setLanguage(event.target.value)}>
      ${Object.entries(LANGUAGES).map(([code, name]) => html`<option value=${code} lang=${code}>${name}</option>`)}</select></label>
    <label class="field">${say('theme')}<select value=${theme} onChange=${(event) => setTheme(event.target.value)}>
      ${['auto', 'light', 'dark'].map((one) => html`<option value=${one}>${say(one)}</option>`)}</select></label>
  <//>`;
}

const ROLES = ['resident', 'co_bearer', 'in_group', 'member', 'service', 'elected', 'signatory', 'admin'];

export function AddPhone({ complain, onAdd, onClose }) {
  const { people } = store.frame;
  const [name, setName] = useState('');
  const [role, setRole] = useState('resident');
  const [language, setLanguage] = useState(currentLanguage());
  const create = async (event) => {
    event.preventDefault();
    try {
      const person = await fetchPerson(name, role, language);
      onAdd({ person: person.id, chat: 0 });
      onClose();
    } catch (error) {
      complain(error);
    }
  };
  return html`<${Box} title=${say('addPhone')} onClose=${onClose}>
    <h3>${say('someone')}</h3>
    <ul class="faces">${people.map((one) => html`<li><button type="button" onClick=${() => { onAdd({ person: one.id, chat: 0 }); onClose(); }}>${one.name}<small>${say(one.role)}</small></button></li>`)}</ul>
    <h3>${say('newPerson')}</h3>
    <form onSubmit=${create}>
      <label class="field">${say('name')}<input required maxlength="64" value=${name} list="names" onInput=${(event) => setName(event.target.value)} /></label>
      <datalist id="names"><option value="Léa"></option><option value="<Bob> & Co"></option><option value="Zoë 🌻"></option></datalist>
      <label class="field">${say('role')}<select value=${role} onChange=${(event) => setRole(event.target.value)}>${ROLES.map((one) => html`<option value=${one}>${say(one)}</option>`)}</select></label>
      <label class="field">${say('language')}<select value=${language} onChange=${(event) => setLanguage(event.target.value)}>
        ${Object.entries(LANGUAGES).map(([code, words]) => html`<option value=${code} lang=${code}>${words}</option>`)}</select></label>
      <div class="row end"><button class="primary">${say('add')}</button></div>
    </form>
  <//>`;
}

function fetchPerson(name, role, language) {
  return ask('/people', { name, role, language });
}
