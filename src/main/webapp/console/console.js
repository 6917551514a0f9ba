// The console: asks this node for its state, and shows it. It reads only.

import { $, attr, text } from './dom.js';
import { ago, span } from './format.js';
import { renderCluster, renderClusterClock } from './cluster.js';
import { renderFacts, renderFactsClock } from './facts.js';
import { renderGate, renderGateClock } from './gate.js';
import { renderPicture } from './picture.js';
import { Poller } from './poller.js';
import { layOutTicks, renderTicks, renderTicksClock } from './ticks.js';

const CLOCK_MS = 250;

/** The latest answer; with when it came, on this page's clocks. */
let state = null;

/** What is wrong, in words, while the node does not answer as it should; else null. */
let lost = null;

const poller = new Poller('state', take, miss);

function take(answer) {
  const now = performance.now();
  state = { ...answer, saidAt: Date.parse(answer.now), seenAt: Date.now(), gotAt: now };
  lost = null;
  renderGate(state, false);
  renderFacts(state);
  renderTicks(state);
  renderCluster(state);
  renderPicture(state);
  attr(document.body, 'data-stale', null);
  tell();
  const beat = $('beat');
  beat.classList.remove('on');
  requestAnimationFrame(() => requestAnimationFrame(() => beat.classList.add('on')));
}

function miss(status) {
  lost = status === null ? 'The node can’t be reached from here.'
    : status === 404 ? 'The node answers, but its console is switched off.'
    : `The node answers with HTTP status ${status}.`;
  attr(document.body, 'data-stale', '');
  renderGate(state, true);
  // A moment later it is known when the next attempt is due.
  queueMicrotask(tell);
}

/** What changes by itself: times that run. */
function tell() {
  if (document.hidden) return;
  const age = state ? performance.now() - state.gotAt : 0;
  if (state || lost) renderGateClock(state, nodeTime(), lost, nextAttempt());
  if (state) {
    renderFactsClock(state, nodeTime());
    renderTicksClock(state, nodeTime());
    renderClusterClock(state, nodeTime());
  }
  text($('fresh'), poller.paused ? `Paused${state ? `, ${ago(age)}` : ''}`
    : lost ? (state ? `Last answer ${ago(age)}` : 'No answer yet')
    : state ? `Updated ${ago(age)}` : 'Asking the node');
}

/** The node's clock, as far as this page can tell; it stands still while the page is paused. */
function nodeTime() {
  if (!state) return 0;
  return state.saidAt + (poller.paused || lost ? 0 : performance.now() - state.gotAt);
}

function nextAttempt() {
  if (poller.paused) return '';
  const left = poller.nextAt === null ? 0 : poller.nextAt - performance.now();
  return left < 1000 ? 'Trying again now.' : `Trying again in ${span(left)}.`;
}

$('pause').addEventListener('click', () => {
  poller.pause(!poller.paused);
  attr($('pause'), 'aria-pressed', poller.paused);
  attr(document.body, 'data-paused', poller.paused ? '' : null);
  tell();
});
$('retry').addEventListener('click', () => poller.now());

layOutTicks();
text($('who'), location.host);
setInterval(tell, CLOCK_MS);
document.addEventListener('visibilitychange', tell);
poller.now();
