// The few signs of the page, drawn; each stands beside words or in a button that has a name.

import { html } from './html.mjs';

const sign = (path, filled = false) => html`<svg class=${filled ? 'sign filled' : 'sign'} viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;

export const signs = {
  send: () => sign('M4 12 20 4l-5 16-3-6.5z', true),
  attach: () => sign('M8 12.5 14.5 6a3.2 3.2 0 0 1 4.6 4.6l-8 8a5 5 0 0 1-7-7L12 3.6'),
  commands: () => sign('M7 4h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM14 8l-4 8'),
  more: () => sign('M5 12h.01M12 12h.01M19 12h.01'),
  file: () => sign('M6 3h8l4 4v14H6zM14 3v4h4'),
  reply: () => sign('M10 7 4 12l6 5v-3c5 0 8 1 10 5 0-7-4-9-10-9z'),
  pin: () => sign('M9 4h6l-1 6 3 3H7l3-3zM12 13v7'),
  plus: () => sign('M12 5v14M5 12h14'),
  clock: () => sign('M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 3'),
  bolt: () => sign('M13 3 5 14h6l-1 7 8-11h-6z'),
  scene: () => sign('M4 5h16v11H4zM8 20h8M12 16v4'),
  glass: () => sign('M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z'),
  link: () => sign('M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1'),
  gear: () => sign('M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM12 2.8v2.4M12 18.8v2.4M2.8 12h2.4M18.8 12h2.4M5.5 5.5l1.7 1.7M16.8 16.8l1.7 1.7M18.5 5.5l-1.7 1.7M7.2 16.8l-1.7 1.7'),
};
