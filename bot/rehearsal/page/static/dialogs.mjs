// Boxes that open over the page: the browser's own <dialog> keeps the focus inside and Esc closes it.

import { html, useEffect, useRef, useState } from './html.mjs';
import { Drawing, SIZE, toPlace, toPoint } from './places.mjs';
import { fileAddress } from './net.mjs';
import { currentLanguage, say } from './words.mjs';

export function Box({ title, onClose, children, wide = false }) {
  const box = useRef();
  useEffect(() => { if (!box.current.open) box.current.showModal(); }, []);
  const outside = (event) => { if (event.target === box.current) box.current.close(); };
  return html`<dialog ref=${box} class=${wide ? 'box wide' : 'box'} aria-label=${title} onClose=${onClose} onClick=${outside}>
    <div class="box-inner">
      <header class="box-head"><h2>${title}</h2>
        <button type="button" class="plain" onClick=${() => box.current.close()} aria-label=${say('close')}>✕</button></header>
      ${children}
    </div>
  </dialog>`;
}

const START = { latitude: 50.4312, longitude: 2.8295 };
const STEP = 6;
const MOVES = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] };

export function PlaceBox({ onSend, onClose }) {
  const [place, setPlace] = useState(START);
  const [live, setLive] = useState(false);
  const press = (event) => {
    const frame = event.currentTarget.getBoundingClientRect();
    setPlace(toPlace({
      x: ((event.clientX - frame.left) / frame.width) * SIZE.width,
      y: ((event.clientY - frame.top) / frame.height) * SIZE.height,
    }));
  };
  const key = (event) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const point = toPoint(place);
    const within = (value, most) => Math.min(Math.max(value, 0), most);
    setPlace(toPlace({ x: within(point.x + move[0], SIZE.width), y: within(point.y + move[1], SIZE.height) }));
  };
  const words = say('aPlace', { north: place.latitude.toFixed(5), east: place.longitude.toFixed(5) });
  return html`<${Box} title=${say('mapTitle')} onClose=${onClose}>
    <p class="hint" id="map-hint">${say('mapHint')}</p>
    <div class="map-frame" tabindex="0" role="application" aria-label=${say('map')} aria-describedby="map-hint" onKeyDown=${key}>
      <${Drawing} place=${place} onClick=${press} />
    </div>
    <p aria-live="polite">${words}</p>
    <label class="check"><input type="checkbox" checked=${live} onChange=${(event) => setLive(event.target.checked)} /> ${say('live')}</label>
    <div class="row end">
      <button type="button" class="primary" onClick=${() => onSend({ ...place, live: live ? 900 : 0 })}>${say('sharePlace')}</button>
    </div>
  <//>`;
}

/** Files that were dropped or chosen, on their way out. */
export function FilesBox({ files, onSend, onClose }) {
  const [caption, setCaption] = useState('');
  const pictures = files.every((one) => /^image\/(jpeg|png|gif|webp)$/.test(one.type));
  return html`<${Box} title=${say('files')} onClose=${onClose}>
    <ul class="files">${files.map((one) => html`<li>${one.name} <small>${size(one.size)}</small></li>`)}</ul>
    <label class="field">${say('caption')}<input value=${caption} maxlength="1024" onInput=${(event) => setCaption(event.target.value)} /></label>
    <div class="row end">
      ${pictures && html`<button type="button" class="primary" onClick=${() => onSend('photo', caption)}>${say('asPhoto')}</button>`}
      <button type="button" class=${pictures ? '' : 'primary'} onClick=${() => onSend('files', caption)}>${say('asFile')}</button>
    </div>
  <//>`;
}

export function size(bytes = 0) {
  const [thousands, millions] = currentLanguage() === 'fr' ? ['ko', 'Mo'] : ['kB', 'MB'];
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} ${thousands}` : `${(bytes / 1e6).toFixed(1)} ${millions}`;
}

/** A picture, large; a QR code in it can be read and opened as someone. */
export function PictureBox({ photo, onClose, onLink }) {
  const [said, setSaid] = useState('');
  const scan = async () => {
    const link = await codeIn(fileAddress(photo.file_id, 'photo.jpg'));
    if (link) onLink(link);
    else setSaid(say('noCode'));
  };
  return html`<${Box} title=${say('photo')} onClose=${onClose} wide>
    <img class="large" src=${fileAddress(photo.file_id, 'photo.jpg')} alt=${say('photo')} />
    <div class="row end"><span role="status">${said}</span>
      <a class="button" href=${`${fileAddress(photo.file_id, 'photo.jpg')}&save=1`} download="photo.jpg">${say('save')}</a>
      <button type="button" onClick=${scan}>${say('scan')}</button></div>
  <//>`;
}

/** The text of the QR code in a picture, or "" when there is none. */
export async function codeIn(source) {
  const { default: decode } = await import('./lib/qr-decode.mjs');
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  const scale = Math.min(1, 1200 / Math.max(picture.naturalWidth, picture.naturalHeight));
  const width = Math.max(1, Math.round(picture.naturalWidth * scale));
  const height = Math.max(1, Math.round(picture.naturalHeight * scale));
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0, width, height);
  try {
    return decode(pen.getImageData(0, 0, width, height));
  } catch {
    return '';
  }
}

/** Open a link, or the code in a picture, on the phone of whoever is chosen. */
export function LinkBox({ address, people, onOpen, onClose }) {
  const [link, setLink] = useState(address);
  const [who, setWho] = useState(people[0]?.id);
  const [said, setSaid] = useState('');
  const picture = async (event) => {
    const [file] = event.target.files;
    const found = file && await codeIn(URL.createObjectURL(file));
    if (found) setLink(found);
    setSaid(found ? '' : say('noCode'));
  };
  return html`<${Box} title=${say('openLink')} onClose=${onClose}>
    <label class="field">${say('pasteLink')}<input value=${link} onInput=${(event) => setLink(event.target.value)} /></label>
    ${!address && html`<label class="field">${say('orPicture')}<input type="file" accept="image/*" onChange=${picture} /></label>`}
    <p role="status">${said}</p>
    <label class="field">${say('openAsHint')}
      <select value=${who} onChange=${(event) => setWho(Number(event.target.value))}>
        ${people.map((one) => html`<option value=${one.id}>${one.name}</option>`)}
      </select></label>
    <div class="row end"><button type="button" class="primary" disabled=${!link} onClick=${() => onOpen(who, link)}>${say('open')}</button></div>
  <//>`;
}
