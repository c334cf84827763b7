// One message as people see it: words from entities, media, buttons, reactions, and what can be done.

import { html, steady } from './html.mjs';
import { Menu } from './menu.mjs';
import { Drawing } from './places.mjs';
import { fileAddress } from './net.mjs';
import { isTelegram, link, marked } from './text.mjs';
import { say, written } from './words.mjs';
import { signs } from './icons.mjs';
import { size } from './dialogs.mjs';

export const REACTIONS = ['👍', '❤', '👏', '🙏', '🎉', '🤔', '😢', '👎'];

/** A line of the platform itself: someone came, a topic was opened, a message was pinned. */
export function serviceWords(message) {
  const { content } = message;
  const kind = Object.keys(content).find((name) => say(`service_${name}`) !== `service_${name}`);
  if (!kind) return Object.keys(content)[0] || '';
  const body = content[kind];
  const who = Array.isArray(body) ? body.map((one) => one.first_name).join(', ') : body?.first_name;
  return say(`service_${kind}`, { name: who || body?.name || body, who: message.from.name });
}

export function plainWords(message) {
  const { content } = message;
  return content.text || content.caption || (content.photo && say('photo')) || content.document?.file_name
    || (content.voice && say('voice')) || content.poll?.question || serviceWords(message);
}

function Photo({ sizes, act }) {
  const largest = sizes[sizes.length - 1];
  return html`<button type="button" class="photo" onClick=${() => act('picture', largest)} aria-label=${say('photo')}>
    <img src=${fileAddress(largest.file_id, 'photo.jpg')} alt="" loading="lazy" style=${{ aspectRatio: `${largest.width}/${largest.height}` }} />
  </button>`;
}

function Paper({ file }) {
  const name = file.file_name || 'document';
  return html`<a class="paper" href=${fileAddress(file.file_id, name)} target="_blank" rel="noopener" aria-label=${say('openFile', { name })}>
    <span class="paper-sign">${signs.file()}</span><span><b>${name}</b><small>${size(file.file_size)}</small></span></a>`;
}

function Poll({ poll, act }) {
  return html`<div class="poll"><b>${poll.question}</b>
    ${poll.options.map((option, rank) => html`<button type="button" disabled=${poll.is_closed} onClick=${() => act('vote', rank)}>
      ${option.text}<small>${say('votes', { n: option.voter_count })}</small></button>`)}</div>`;
}

function Media({ content, act }) {
  const place = content.location;
  return html`
    ${content.photo && html`<${Photo} sizes=${content.photo} act=${act} />`}
    ${content.document && html`<${Paper} file=${content.document} />`}
    ${content.voice && html`<audio controls preload="metadata" src=${fileAddress(content.voice.file_id, 'voice.oga')} aria-label=${say('voice')}></audio>`}
    ${content.audio && html`<audio controls preload="metadata" src=${fileAddress(content.audio.file_id, 'audio.mp3')}></audio>`}
    ${(content.video || content.animation) && html`<video controls preload="metadata" src=${fileAddress((content.video || content.animation).file_id, 'video.mp4')}></video>`}
    ${place && html`<div class="place"><${Drawing} place=${place} />
      <small>${content.venue ? `${content.venue.title}, ${content.venue.address}` : say('aPlace', { north: place.latitude.toFixed(5), east: place.longitude.toFixed(5) })}${place.live_period ? ` · ${say('livePlace')}` : ''}</small></div>`}
    ${content.contact && html`<div class="contact"><span class="face" aria-hidden="true">${content.contact.first_name[0]}</span><span><b>${content.contact.first_name} ${content.contact.last_name || ''}</b><small>${content.contact.phone_number}</small></span></div>`}
    ${content.sticker && html`<span class="sticker">${content.sticker.emoji || '🌻'}</span>`}
    ${content.dice && html`<span class="sticker">${content.dice.emoji} ${content.dice.value}</span>`}
    ${content.poll && html`<${Poll} poll=${content.poll} act=${act} />`}`;
}

function Buttons({ message, spinning, next, act }) {
  if (!message.buttons.length) return null;
  return html`<div class="keys">${message.buttons.map((row) => html`<div class="key-row">
    ${row.map((button) => {
      const address = button.url;
      if (address && !isTelegram(address)) return html`<span class="key link-key">${link(address, `${button.text} ↗`, act)}</span>`;
      const spins = button.callback_data && spinning.includes(button.callback_data);
      const cued = next && next[1] === button.callback_data;
      const press = () => (address ? act('open', address) : button.copy_text ? navigator.clipboard?.writeText(button.copy_text.text) : act('press', button.callback_data));
      return html`<button type="button" class=${`key${spins ? ' spins' : ''}${cued ? ' cued' : ''}`} aria-busy=${spins || undefined} onClick=${press}>${button.text}</button>`;
    })}</div>`)}</div>`;
}

function actions({ message, own, act, chats, pinned }) {
  const text = message.content.text ?? message.content.caption;
  return () => [
    { label: say('reply'), act: () => act('reply') },
    ...REACTIONS.slice(0, 4).map((sign) => ({ label: `${say('react')} ${sign}`, act: () => act('react', sign) })),
    own && text !== undefined && { label: say('edit'), act: () => act('edit') },
    own && message.content.location?.live_period && { label: say('place'), act: () => act('moved') },
    ...chats.map((one) => ({ label: `${say('forward')} ${one.title}`, act: () => act('forward', one.id) })),
    { label: say(pinned ? 'unpin' : 'pin'), act: () => act('pin') },
    { label: say('remove'), act: () => act('delete') },
    { label: say('behind'), act: () => act('behind') },
  ];
}

/** A bubble, or several pictures of one album in one. */
export const Message = steady(({ messages, own, first, group, spinning, reactions, next, act, chats, known, pinned }) => {
  const message = messages[messages.length - 1];
  const main = messages.find((one) => one.content.caption || one.content.text) || messages[0];
  const { content } = main;
  if (message.service) return html`<li class="service" id=${`m${message.chat}-${message.id}`}><button type="button" class="quiet" onClick=${() => act('behind', null, message)}>${serviceWords(message)}</button></li>`;
  const doing = (name, value) => act(name, value, main);
  const body = content.text ?? content.caption;
  const marks = content.entities || content.caption_entities;
  const time = written(message.date * 1000, { hour: '2-digit', minute: '2-digit' });
  const media = Object.keys(content).some((name) => ['photo', 'location', 'video'].includes(name));
  return html`<li class=${`line${own ? ' own' : ''}${first ? ' first' : ''}${known ? '' : ' fresh'}`} id=${`m${message.chat}-${message.id}`}>
    <article class=${`bubble${media ? ' media' : ''}`} aria-label=${`${message.from.name}, ${time}`}>
      ${group && !own && first && html`<b class=${`who tone${Math.abs(message.from.id) % 5}`}>${message.from.name}</b>`}
      ${main.forwarded && html`<small class="forwarded">${say('forwarded', { name: main.forwarded })}</small>`}
      ${main.reply && html`<button type="button" class="replied" onClick=${() => doing('goto', main.reply.id)}><b>${main.reply.name}</b><span>${main.quote || main.reply.text || '…'}</span></button>`}
      ${messages.length > 1
        ? html`<div class=${`album of${Math.min(messages.length, 4)}`} role="group" aria-label=${say('album')}>${messages.map((one) => html`<${Media} content=${one.content} act=${(name, value) => act(name, value, one)} />`)}</div>`
        : html`<${Media} content=${content} act=${doing} />`}
      ${body !== undefined && html`<div class="words">${marked(body, marks, doing)}</div>`}
      <footer>${main.edited && html`<span>${say('edited')} </span>`}<time datetime=${new Date(message.date * 1000).toISOString()}>${time}</time></footer>
      ${reactions.length > 0 && html`<div class="reactions">${reactions.map((one) => {
        const [sign, count, mine] = one.split(' ');
        return html`<button type="button" class=${mine || ''} aria-pressed=${Boolean(mine)} onClick=${() => doing('react', mine ? null : sign)}>${sign} ${count}</button>`;
      })}</div>`}
      <${Menu} className="more" label=${say('actions')} icon=${signs.more()} items=${actions({ message: main, own, act: doing, chats, pinned })} />
    </article>
    <${Buttons} message=${main} spinning=${spinning} next=${next} act=${doing} />
  </li>`;
});
