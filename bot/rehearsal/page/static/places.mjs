// The drawing of an invented town, and where a point on it lies on the earth.

import { html } from './html.mjs';
import { say } from './words.mjs';

const NORTH = 50.4362;
const SOUTH = 50.4262;
const WEST = 2.8215;
const EAST = 2.8375;
export const SIZE = { width: 320, height: 240 };

export function toPoint({ latitude, longitude }) {
  return {
    x: ((longitude - WEST) / (EAST - WEST)) * SIZE.width,
    y: ((NORTH - latitude) / (NORTH - SOUTH)) * SIZE.height,
  };
}

export function toPlace({ x, y }) {
  const round = (value) => Math.round(value * 1e5) / 1e5;
  return {
    latitude: round(NORTH - (y / SIZE.height) * (NORTH - SOUTH)),
    longitude: round(WEST + (x / SIZE.width) * (EAST - WEST)),
  };
}

/** The drawing, with a mark where `place` is. */
export function Drawing({ place, label = say('map'), onClick }) {
  const point = place && toPoint(place);
  const inside = point && point.x >= 0 && point.x <= SIZE.width && point.y >= 0 && point.y <= SIZE.height;
  const mark = point && (inside ? point : { x: SIZE.width / 2, y: SIZE.height / 2 });
  return html`<svg class="map" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label=${label} onClick=${onClick}>
    <rect width="320" height="240" class="ground" />
    <path class="green" d="M0 0h96l-18 52L0 70zM236 150l84-22v112h-104zM120 168l52-8 12 44-56 10z" />
    <path class="water" d="M0 196c60-22 90 12 150 0s110 26 170 4v16c-60 22-110-18-170-4S60 190 0 212z" />
    <g class="road">
      <path d="M0 110h320M92 0l22 240M204 0l-14 240M0 40l320 42M30 240l60-130M204 110l116-70M114 150h180" />
    </g>
    <g class="roof">
      <path d="M122 90h16v12h-16zM142 88h20v14h-20zM166 92h14v11h-14zM122 120h18v14h-18zM144 120h14v12h-14zM162 121h22v12h-22zM216 92h16v12h-16zM238 96h14v10h-14zM216 120h20v14h-20zM242 122h14v12h-14zM60 84h18v14h-18zM62 120h16v12h-16zM34 118h18v12h-18zM128 54h16v12h-16zM152 58h22v12h-22zM222 62h16v12h-16zM262 122h18v12h-18z" />
    </g>
    <path class="church" d="M148 136h10v-8l5-8 5 8v8h12v14h-32z" />
    <g class="names">
      <text x="10" y="34">Quatre-Vents</text><text x="238" y="200">Stade</text><text x="122" y="184">Jardins</text>
      <text x="130" y="84">Tilleuls</text><text x="250" y="90">Gare</text><text x="8" y="104">Lavoir</text>
    </g>
    ${mark && html`<g transform="translate(${mark.x} ${mark.y})" class="mark">
      <path d="M0 0c-9-13-12-18-12-23a12 12 0 1 1 24 0c0 5-3 10-12 23z" /><circle cy="-23" r="4.5" />
    </g>`}
  </svg>`;
}
