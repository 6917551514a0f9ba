// The gate: open or closed, since when, why, what to do, and how long the lease lasts.

import { $, attr, show, text } from './dom.js';
import { bounded, place, span, timeOfDay } from './format.js';
import { REASONS } from './reasons.js';

const WORDS = { open: 'Open', doubt: 'Open, in doubt', closed: 'Closed', lost: 'No answer' };
const BARS = { open: 'up', doubt: 'up', closed: 'down', lost: 'unknown' };

let spokenLast = null;

/** What the gate is for the eye: `open`, `doubt` (open, but not renewed), `closed`. */
const kindOf = (gate) => (gate.open ? (gate.reason ? 'doubt' : 'open') : 'closed');

/** Shows the gate of `state`; `lost` where the node does not answer any more. */
export function renderGate(state, lost) {
  const kind = lost ? 'lost' : kindOf(state.gate);
  attr(document.body, 'data-gate', kind);
  text($('gate-word'), WORDS[kind]);
  attr($('gate-bars'), 'href', `#s-bars-${BARS[kind]}`);
  attr($('icon'), 'href', `icon-${lost ? 'unknown' : state.gate.open ? 'open' : 'closed'}.svg`);
  const name = state ? place(state.node.url) : location.host;
  const title = [WORDS[kind], name, 'Nova KMS'].filter(Boolean).join(' · ');
  if (document.title !== title) document.title = title;
  renderReason(lost ? null : state.gate);
  // The keyboard's focus is not left on a button that is gone.
  if (!lost && document.activeElement === $('retry')) $('main').focus({ preventScroll: true });
  show($('retry'), lost);
  speak(kind, state);
}

/** What changes by itself between two answers: ages, and the lease that runs out. */
export function renderGateClock(state, now, lost, next) {
  if (lost) {
    text($('gate-lead'), state
      ? `Last seen ${state.gate.open ? 'open' : 'closed'} at ${timeOfDay(new Date(state.seenAt))}; all below is from then.`
      : 'This node has not answered yet.');
    text($('gate-lease'), [lost, next].filter(Boolean).join(' '));
    ring(0);
    return;
  }
  const { gate } = state;
  const since = Date.parse(gate.since);
  const lasted = `since ${timeOfDay(new Date(since))}, for ${span(now - since)}`;
  const left = gate.open ? Math.max(0, gate.lease_left_ms - (now - state.saidAt)) : 0;
  ring(gate.open ? left / gate.lease_ms : 0);
  text($('gate-lead'), gate.open ? `Serving apps ${lasted}.` : `Apps get 503 ${lasted}.`);
  text($('gate-lease'), gate.open
    ? `Lease: ${(left / 1000).toFixed(1)} s left of ${gate.lease_ms / 1000} s${gate.reason ? '; the latest tick did not renew it' : ''}`
    : gate.reason === 'drained' ? 'It stays closed until an operator resumes it.'
    : 'It opens at the tick that verifies everything.');
}

function ring(share) {
  attr($('lease-ring'), 'stroke-dasharray', `${(100 * Math.min(1, share)).toFixed(1)} 100`);
}

function renderReason(gate) {
  const code = gate?.reason ?? null;
  show($('reason'), code !== null);
  if (code === null) return;
  const known = REASONS[code];
  const means = gate.open
    ? 'the latest tick could not verify this node; the gate closes when the lease ends, unless a tick can before'
    : known?.means ?? 'a reason of another version';
  text($('reason-code'), code);
  text($('reason-means'), sentence(means));
  text($('reason-do'), sentence(known?.todo ?? 'see the documentation of that version'));
  text($('reason-seen'), sentence(bounded(gate.detail) || 'nothing more'));
}

const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** Tells a screen reader of a change of the gate, and of nothing else. */
function speak(kind, state) {
  const now = kind === 'closed' ? `closed ${state.gate.reason}` : kind === 'doubt' ? 'open' : kind;
  if (now === spokenLast) return;
  spokenLast = now;
  text($('spoken'), kind === 'lost'
    ? 'This node does not answer.'
    : state.gate.open
      ? 'The gate is open: this node serves.'
      : `The gate is closed: ${REASONS[state.gate.reason]?.means ?? state.gate.reason}.`);
}
