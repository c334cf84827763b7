// A button that opens a small list; arrows move in it, Esc closes it and gives the focus back.

import { html, useLayoutEffect, useRef, useState } from './html.mjs';

export function Menu({ label, icon, items, className = '', up = false, text = '' }) {
  const [open, setOpen] = useState(false);
  const root = useRef();
  const button = useRef();
  useLayoutEffect(() => {
    if (!open) return undefined;
    root.current.querySelector('[role=menuitem]')?.focus();
    const outside = (event) => { if (!root.current?.contains(event.target)) setOpen(false); };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
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
    ${open && html`<div class=${up ? 'sheet up' : 'sheet'} role="menu" aria-label=${label}>
      ${items().filter(Boolean).map((one) => html`<button type="button" role="menuitem" tabindex="-1" disabled=${one.disabled}
        onClick=${() => { close(); one.act(); }}>${one.label}${one.hint && html`<small>${one.hint}</small>`}</button>`)}
    </div>`}
  </div>`;
}
