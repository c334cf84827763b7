// One way to write elements, and the few hooks that components use.

import { h, render, Component, Fragment } from './lib/preact.mjs';
import { useEffect, useLayoutEffect, useRef, useState } from './lib/hooks.mjs';
import htm from './lib/htm.mjs';

export const html = htm.bind(h);
export { render, Component, Fragment, useEffect, useLayoutEffect, useRef, useState };

/** A component that is drawn again only when one of its properties is another. */
export function steady(draw) {
  return class extends Component {
    shouldComponentUpdate(next) {
      const names = Object.keys(next);
      return names.some((name) => next[name] !== this.props[name]);
    }

    render(properties) {
      return draw(properties);
    }
  };
}
