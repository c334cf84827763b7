// What the page knows: the last frame, and every message by chat. Components read, frames write.

export const store = {
  frame: { show: 0, busy: 'scene' },
  chats: new Map(), // chat id -> { ids: [], byId: Map }
  glass: [],
  lost: false,
};

const watchers = new Set();

/** Call `act` after every change; returns a function that ends it. */
export function watch(act) {
  watchers.add(act);
  return () => watchers.delete(act);
}

export function changed() {
  for (const act of watchers) act();
}

/** Take a frame in: everything small is whole, messages only where they changed. */
export function take(frame) {
  if (frame.show !== store.frame.show) {
    store.chats = new Map();
    store.glass = [];
  }
  store.frame = frame;
  store.received = Date.now() / 1000;
  for (const message of frame.messages || []) chat(message.chat).byId.set(message.id, message);
  for (const [id, ids] of Object.entries(frame.order || {})) {
    const known = chat(Number(id));
    known.ids = ids;
    const there = new Set(ids);
    for (const key of known.byId.keys()) if (!there.has(key)) known.byId.delete(key);
  }
  if (frame.glass?.length) store.glass = [...store.glass, ...frame.glass].slice(-3000);
  changed();
}

function chat(id) {
  if (!store.chats.has(id)) store.chats.set(id, { ids: [], byId: new Map() });
  return store.chats.get(id);
}

/** The messages of a chat, oldest first. */
export function messagesOf(id) {
  const known = store.chats.get(id);
  return known ? known.ids.map((key) => known.byId.get(key)).filter(Boolean) : [];
}

/** The instant it is in the rehearsal, in milliseconds. */
export function now() {
  if (!store.frame.now) return Date.now();
  return (store.frame.now + Date.now() / 1000 - store.received) * 1000;
}
