// A button that opens a small list; arrows move in it, Esc closes it and gives the focus back.
// The list lies over everything, where it is seen whole: under its button, or above it.

import { html, useLayoutEffect, useRef, useState } from './html.mjs';

const EDGE = 8;

/** Put the list by its button, inside the telephone's width and the window's height. */
function place(sheet, button) {
  const from = button.getBoundingClientRect();
  const room = button.closest('.phone')?.getBoundingClientRect() ?? { left: 0, right: innerWidth };
  sheet.style.maxHeight = `${innerHeight - 2 * EDGE}px`;
  sheet.style.maxWidth = `${Math.min(room.right, innerWidth) - Math.max(room.left, 0) - 2 * EDGE}px`;
  const { offsetWidth: width, offsetHeight: height } = sheet;
  const below = from.bottom + height + EDGE <= innerHeight;
  const top = below ? from.bottom : Math.max(EDGE, Math.min(from.top, innerHeight - EDGE) - height);
  const rightmost = Math.min(room.right, innerWidth) - EDGE - width;
  sheet.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - EDGE - height))}px`;
  sheet.style.left = `${Math.max(EDGE, Math.min(from.left, rightmost))}px`;
}

export function Menu({ label, icon, items, className = '', text = '' }) {
  const [open, setOpen] = useState(false);
  const root = useRef();
  const button = useRef();
  useLayoutEffect(() => {
    if (!open) return undefined;
    const sheet = root.current.querySelector('.sheet');
    const put = () => place(sheet, button.current);
    put();
    sheet.querySelector('[role=menuitem]')?.focus({ preventScroll: true });
    const outside = (event) => { if (!root.current?.contains(event.target)) setOpen(false); };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('scroll', put, true);
    addEventListener('resize', put);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('scroll', put, true);
      removeEventListener('resize', put);
    };
  }, [open]);
  const close = () => { setOpen(false); button.current?.focus(); };
  const key = (event) => {
    if (event.key === 'Escape') { event.stopPropagation(); close(); return; }
    const all = [...root.current.querySelectorAll('[role=menuitem]')];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  };
  return html`<div class=${`menu ${className}`} ref=${root} onKeyDown=${open ? key : undefined}>
    <button type="button" ref=${button} class="plain icon" aria-label=${text ? undefined : label} title=${label} aria-haspopup="menu" aria-expanded=${open}
      onClick=${() => setOpen(!open)}>${icon}${text}</button>
    ${open && html`<div class="sheet" role="menu" aria-label=${label}>
      ${items().filter(Boolean).map((one) => html`<button type="button" role="menuitem" tabindex="-1" disabled=${one.disabled}
        onClick=${() => { close(); one.act(); }}>${one.label}${one.hint && html`<small>${one.hint}</small>`}</button>`)}
    </div>`}
  </div>`;
}
