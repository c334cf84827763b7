// Where a person writes, attaches, and meets the reply keyboard and the menu of commands.

import { html, useEffect, useRef, useState } from './html.mjs';
import { ask, upload } from './net.mjs';
import { FilesBox, PlaceBox } from './dialogs.mjs';
import { Menu } from './menu.mjs';
import { plainWords } from './message.mjs';
import { store } from './store.mjs';
import { say } from './words.mjs';
import { signs } from './icons.mjs';

export function Composer({ person, chat, topic, keyboard, answering, setAnswering, correcting, setCorrecting, dropped, setDropped, complain }) {
  const [draft, setDraft] = useState(''); // here, so that a letter typed draws no message anew
  const [placing, setPlacing] = useState(false);
  const field = useRef();
  const picker = useRef();
  const isPrivate = chat.kind === 'private';
  const where = { ...(isPrivate ? {} : { chat: chat.id }), ...(topic ? { topic } : {}) };
  const deed = (name, body = {}) => ask(`/people/${person.id}/${name}`, { ...where, ...body }).catch(complain);

  useEffect(() => setDraft(''), [chat.id, person.id, store.frame.show]);
  useEffect(() => {
    if (correcting) setDraft(correcting.content.text ?? correcting.content.caption ?? '');
    if (correcting || answering) field.current?.focus();
  }, [correcting, answering]);
  useEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight + box.offsetHeight - box.clientHeight, 140)}px`;
  }, [draft]);

  const send = () => {
    const text = draft.trim();
    if (!text) return;
    setDraft('');
    if (correcting) {
      ask(`/people/${person.id}/edit`, { chat: chat.id, message: correcting.id, text }).catch(complain);
      setCorrecting(null);
      return;
    }
    const reply = answering ? { reply_to: answering.message.id, ...(answering.quote ? { quote: answering.quote } : {}) } : {};
    setAnswering(null);
    deed('say', { text, ...reply });
  };
  const key = (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
    if (event.key === 'Escape' && (answering || correcting)) {
      event.stopPropagation();
      if (correcting) setDraft('');
      setAnswering(null);
      setCorrecting(null);
    }
  };
  const paste = (event) => {
    const files = [...event.clipboardData.files];
    if (files.length) { event.preventDefault(); setDropped(files); }
  };
  const sendFiles = async (how, caption) => {
    const files = dropped;
    setDropped(null);
    try {
      const uploads = [];
      for (const file of files.slice(0, 10)) uploads.push(await upload(file));
      await ask(`/people/${person.id}/${how}`, { ...where, uploads, caption: caption || null });
    } catch (error) {
      complain(error);
    }
  };
  const share = (place) => { setPlacing(false); deed('location', place); };
  const typed = (button) => {
    if (button.request_location) setPlacing(true);
    else if (button.request_contact) deed('contact');
    else deed('say', { text: button.text });
  };
  const asks = answering?.message.keyboard?.force_reply ? answering.message.keyboard : keyboard;
  const hint = asks?.input_field_placeholder || say('write');
  const commands = isPrivate ? person.menu : person.group_menu;

  if (isPrivate && person.blocked) {
    return html`<div class="composer asleep"><p>${say('blocked')}</p><button type="button" class="primary" onClick=${() => deed('start')}>${say('unblock')}</button></div>`;
  }
  if (isPrivate && !person.started) {
    return html`<div class="composer asleep"><button type="button" class="primary wide" onClick=${() => deed('start')}>${say('start')}</button></div>`;
  }
  return html`<div class="composer">
    ${(answering || correcting) && html`<div class="answering"><span>${signs.reply()}</span>
      <span><b>${correcting ? say('editing') : say('replyTo', { name: answering.message.from.name })}</b><small>${answering?.quote || plainWords((answering || { message: correcting }).message)}</small></span>
      <button type="button" class="plain" aria-label=${say('cancel')} onClick=${() => { if (correcting) setDraft(''); setAnswering(null); setCorrecting(null); }}>✕</button></div>`}
    <div class="write">
      <${Menu} label=${say('attach')} icon=${signs.attach()} items=${() => [
        { label: say('pickFile'), act: () => picker.current.click() },
        { label: say('samplePhoto'), act: () => deed('photo') },
        { label: say('sampleAlbum'), act: () => deed('photo', { count: 3 }) },
        { label: say('samplePdf'), act: () => deed('files') },
        { label: say('sampleVoice'), act: () => deed('voice') },
        { label: say('place'), act: () => setPlacing(true) },
        { label: say('myContact'), act: () => deed('contact') },
        { label: say('sticker'), act: () => deed('sticker') },
        { label: say('poll'), act: () => deed('poll', { question: say('pollQuestion'), options: [say('pollA'), say('pollB')] }) },
      ]} />
      <textarea ref=${field} rows="1" maxlength="4096" aria-label=${say('message')} placeholder=${hint} value=${draft}
        onInput=${(event) => setDraft(event.target.value)} onKeyDown=${key} onPaste=${paste}></textarea>
      <${Menu} label=${say('commands')} icon=${signs.commands()} items=${() => (commands.length
        ? commands.map(([name, words]) => ({ label: `/${name}`, hint: words, act: () => deed('say', { text: `/${name}` }) }))
        : [{ label: say('noCommands'), disabled: true, act: () => {} }])} />
      <button type="button" class="send" aria-label=${say('send')} title=${say('send')} onClick=${send}>${signs.send()}</button>
      <input ref=${picker} type="file" multiple hidden onChange=${(event) => { setDropped([...event.target.files]); event.target.value = ''; }} />
    </div>
    ${keyboard && html`<div class="keyboard" role="group" aria-label=${say('commands')}>${keyboard.keyboard.map((row) => html`<div class="key-row">
      ${row.map((button) => html`<button type="button" class="key" onClick=${() => typed(typeof button === 'string' ? { text: button } : button)}>${button.text ?? button}</button>`)}</div>`)}</div>`}
    ${placing && html`<${PlaceBox} onSend=${share} onClose=${() => setPlacing(false)} />`}
    ${dropped && html`<${FilesBox} files=${dropped} onSend=${sendFiles} onClose=${() => setDropped(null)} />`}
  </div>`;
}
