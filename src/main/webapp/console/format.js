// Numbers, spans of time and names, as people read them.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MAX_TEXT = 300;

/** 1,042; a dash where it isn't known. */
export const count = (n) => (n === null || n === undefined ? '–' : n.toLocaleString('en'));

/** `1 key`, `2 keys`. */
export const some = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** How long something took: `< 1 ms`, `41 ms`, `1.2 s`. */
export function took(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms < 1) return '< 1 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

/** How long something has lasted, in two units at most: `12 s`, `3 min 12 s`, `2 d 4 h`. */
export function span(ms) {
  const t = Math.max(0, ms);
  const [big, small, bigName, smallName] =
    t < MINUTE ? [SECOND, 0, 's', '']
    : t < HOUR ? [MINUTE, SECOND, 'min', 's']
    : t < DAY ? [HOUR, MINUTE, 'h', 'min']
    : [DAY, HOUR, 'd', 'h'];
  const whole = Math.floor(t / big);
  const rest = small === 0 ? 0 : Math.floor((t - whole * big) / small);
  return rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`;
}

/** `3 s ago`. */
export const ago = (ms) => (ms < SECOND ? 'just now' : `${span(ms)} ago`);

/** Bytes in powers of 1,024. */
export function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = n;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** The time of day here, where the reader is. */
export const timeOfDay = (date) =>
  date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `0x0cf6…c571`. */
export const shortWallet = (wallet) =>
  wallet ? `${wallet.slice(0, 6)}…${wallet.slice(-4)}` : 'wallet unknown';

/** Host and port of a node's URL; the URL itself where it has another form. */
export function place(url) {
  try {
    return new URL(url).host || url;
  } catch {
    return url ?? '';
  }
}

/** Where a node's own console is; null where its URL is not one to follow. */
export function consoleOf(url) {
  try {
    const base = new URL(url);
    if (base.protocol !== 'https:' && base.protocol !== 'http:') return null;
    return `${base.origin}${base.pathname.replace(/\/$/, '')}/console/`;
  } catch {
    return null;
  }
}

/** Bounded, whatever was sent. */
export const bounded = (text) =>
  text && text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
