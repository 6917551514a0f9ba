// The heartbeat: the five steps of the latest tick, and a strip of the last ones.

import { $, attr, draw, icon, make, reicon, text } from './dom.js';
import { ago, bounded, count, some, took } from './format.js';

const SLOTS = 60;
const BASE = 46;
const TOP = 4;
const MARK = 10;

const STEPS = [
  ['discover', 'Discover', 'reads the members from the chain'],
  ['verify_self', 'Verify self', 'the keys are the registered ones'],
  ['check_secret', 'Check the secret', 'its hash is the chain’s'],
  ['open_gate', 'Open the gate', 'the lease is renewed'],
  ['push', 'Push', 'sends changes to the others'],
];

const NAMES = Object.fromEntries(STEPS.map(([code, name]) => [code, name]));

const OUTCOMES = {
  ok: ['s-ok', 'done'],
  stopped: ['s-stopped', 'stopped here'],
  failed: ['s-failed', 'failed'],
  none: ['s-none', 'not reached'],
};

const rows = new Map();
const slots = [];

/** Lays out steps and strip once, so that nothing moves when they are filled. */
export function layOutTicks() {
  for (const [code, name] of STEPS) {
    const row = {
      mark: icon('s-none', 'none'),
      name: make('span', { class: 'step-name' }, name),
      word: make('span', { class: 'unseen' }, 'not reached'),
      time: make('span', { class: 'step-time' }, '–'),
      bar: draw('rect', { class: 'share', x: 0, y: 0, height: 4, rx: 2, width: '0%' }),
      detail: make('span', { class: 'step-detail' }),
    };
    rows.set(code, row);
    row.item = make('li', { class: 'step', 'data-outcome': 'none' },
      row.mark, row.name, ' ', row.word, ' ', row.time,
      draw('svg', { class: 'meter', 'aria-hidden': 'true', focusable: 'false' },
        draw('rect', { class: 'track', x: 0, y: 0, width: '100%', height: 4, rx: 2 }), row.bar),
      row.detail);
    $('steps').append(row.item);
  }
  const strip = $('strip');
  strip.append(draw('line', { class: 'base', x1: '0%', x2: '100%', y1: BASE + 0.5, y2: BASE + 0.5 }));
  for (let i = 0; i < SLOTS; i++) {
    const x = (100 / SLOTS) * i;
    const slot = {
      title: draw('title'),
      bar: draw('rect', { class: 'bar', x: `${x + 0.35}%`, width: `${100 / SLOTS - 0.7}%`, y: BASE, height: 0, rx: 1 }),
      mark: draw('use', { href: '#s-hung', x: `${x + 50 / SLOTS}%`, y: BASE + 4, width: MARK, height: MARK, transform: `translate(${-MARK / 2} 0)` }),
    };
    slot.group = draw('g', { class: 'slot', 'data-outcome': 'none' }, slot.title, slot.bar, slot.mark);
    slots.push(slot);
    strip.append(slot.group);
  }
}

/** Shows the ticks of `state`. */
export function renderTicks(state) {
  const { last, history } = state.ticks;
  renderSteps(last);
  renderStrip(withGaps(history));
}

/** What changes by itself: how long ago the latest tick was. */
export function renderTicksClock(state, now) {
  const { last, interval_ms: interval } = state.ticks;
  if (!last) {
    text($('tick-line'), 'No tick has finished yet.');
    return;
  }
  const ended = Date.parse(last.started_at) + last.duration_ms;
  const overdue = now - Date.parse(last.started_at) > 2.5 * interval + last.duration_ms;
  text($('tick-line'), `Tick ${count(last.number)} took ${took(last.duration_ms)}, ${ago(now - ended)}`
    + (overdue ? `; one is due every ${interval / 1000} s` : ''));
  attr($('tick-line'), 'data-overdue', overdue ? '' : null);
}

function renderSteps(last) {
  const done = new Map((last?.steps ?? []).map((step) => [step.step, step]));
  const longest = Math.max(1, ...[...done.values()].map((step) => step.duration_ms));
  for (const [code, , what] of STEPS) {
    const row = rows.get(code);
    const step = done.get(code);
    const outcome = step && OUTCOMES[step.outcome] ? step.outcome : 'none';
    const [symbol, word] = OUTCOMES[outcome];
    attr(row.item, 'data-outcome', outcome);
    reicon(row.mark, symbol, outcome);
    text(row.word, word);
    text(row.time, step ? took(step.duration_ms) : '–');
    attr(row.bar, 'width', `${step ? Math.max(2, (100 * step.duration_ms) / longest).toFixed(1) : 0}%`);
    text(row.detail, step ? bounded(step.detail) || what : 'not reached');
  }
}

/** The history with a place for each tick that hung and was given up: its number is missing. */
function withGaps(history) {
  const all = [];
  for (const tick of history) {
    const before = all.at(-1);
    for (let n = before ? before.number + 1 : tick.number; n < tick.number; n++) {
      all.push({ number: n, outcome: 'hung' });
      if (all.length > 4 * SLOTS) break;
    }
    all.push(tick);
  }
  return all.slice(-SLOTS);
}

function renderStrip(ticks) {
  const empty = SLOTS - ticks.length;
  slots.forEach((slot, i) => {
    const tick = ticks[i - empty];
    const outcome = tick ? tick.outcome ?? 'failed' : 'none';
    attr(slot.group, 'data-outcome', outcome);
    const height = tick?.duration_ms === undefined ? 0 : tall(tick.duration_ms);
    attr(slot.bar, 'y', BASE - height);
    attr(slot.bar, 'height', height);
    attr(slot.mark, 'href', `#${OUTCOMES[outcome]?.[0] ?? 's-hung'}`);
    text(slot.title, tick ? inWords(tick) : '');
  });
  text($('strip-line'), summary(ticks));
}

/** 1 ms is the lowest bar and 3 s the highest; each power of ten adds the same. */
function tall(ms) {
  const share = Math.min(1, Math.max(0, Math.log10(Math.max(1, ms)) / Math.log10(3000)));
  return Math.round((0.12 + 0.88 * share) * (BASE - TOP));
}

function inWords(tick) {
  if (tick.outcome === 'hung') return `Tick ${tick.number} hung and was given up`;
  const end = tick.outcome === 'ok' ? 'complete' : `${tick.outcome} at ${NAMES[tick.step] ?? 'its start'}`;
  return `Tick ${tick.number}: ${took(tick.duration_ms)}, ${end}${tick.detail ? ` – ${bounded(tick.detail)}` : ''}`;
}

function summary(ticks) {
  if (ticks.length === 0) return 'The last 60 ticks will be here.';
  const complete = ticks.filter((tick) => tick.outcome === 'ok').length;
  const times = ticks.filter((tick) => tick.duration_ms !== undefined).map((tick) => tick.duration_ms).sort((a, b) => a - b);
  const middle = times.length ? ` Half took ${took(times[(times.length - 1) >> 1])} or less, the longest ${took(times.at(-1))}.` : '';
  const all = complete === ticks.length;
  return `${all ? `All of the last ${some(ticks.length, 'tick')}` : `${complete} of the last ${some(ticks.length, 'tick')}`} complete.${middle}`;
}
