// Asks the node for its state, again and again: as often as it changes, less often while the node
// does not answer, and not at all while the page is hidden.

const LEAST_MS = 1000;
const MOST_MS = 5000;
const BACK_OFF_MS = 30_000;
const TIME_OUT_MS = 6000;

/** How often to ask a node that ticks each `tickMs`: twice per tick, within bounds. */
export const pace = (tickMs) => Math.min(MOST_MS, Math.max(LEAST_MS, tickMs / 2));

/** How long to wait after `failures` failed attempts in a row. */
export const backOff = (failures) => Math.min(BACK_OFF_MS, LEAST_MS * 2 ** Math.min(failures, 10));

/**
 * Polls `url`. Calls `onState(state)` for each answer, `onTrouble(what)` for each attempt that
 * brought none. While paused or hidden it asks nothing.
 */
export class Poller {
  #url;
  #onState;
  #onTrouble;
  #timer = 0;
  #asking = null;
  #failures = 0;
  #interval = LEAST_MS;
  #paused = false;

  /** When the next attempt is due, on the clock of `performance.now()`; null where none is. */
  nextAt = null;

  constructor(url, onState, onTrouble) {
    this.#url = url;
    this.#onState = onState;
    this.#onTrouble = onTrouble;
    document.addEventListener('visibilitychange', () => this.#wake());
    window.addEventListener('online', () => this.#wake());
    // A page that comes back as it was left, without being loaded anew.
    window.addEventListener('pageshow', (event) => event.persisted && this.#wake());
  }

  get paused() {
    return this.#paused;
  }

  get failures() {
    return this.#failures;
  }

  /** Stops asking, or goes on at once. */
  pause(paused) {
    this.#paused = paused;
    this.#wake();
  }

  /** Asks now. */
  async now() {
    if (this.#asking || this.#paused || document.hidden) return;
    this.#wait(null);
    const attempt = new AbortController();
    this.#asking = attempt;
    const limit = setTimeout(() => attempt.abort(), TIME_OUT_MS);
    try {
      const answer = await fetch(this.#url, {
        signal: attempt.signal,
        cache: 'no-store',
        credentials: 'omit',
        headers: { Accept: 'application/json' },
      });
      if (!answer.ok) throw new Refused(answer.status);
      const state = await answer.json();
      if (this.#asking !== attempt) return;
      this.#failures = 0;
      this.#interval = pace(state.ticks.interval_ms);
      this.#onState(state);
    } catch (error) {
      if (this.#asking !== attempt) return;
      this.#failures += 1;
      this.#onTrouble(error instanceof Refused ? error.status : null);
    } finally {
      clearTimeout(limit);
      if (this.#asking === attempt) {
        this.#asking = null;
        this.#wait(this.#failures === 0 ? this.#interval : backOff(this.#failures));
      }
    }
  }

  /** Asks at once, or stops, as the page is looked at or not. */
  #wake() {
    const off = this.#paused || document.hidden;
    if (this.#asking && off) {
      const attempt = this.#asking;
      this.#asking = null;
      attempt.abort();
    }
    this.#wait(null);
    if (!off) this.now();
  }

  #wait(ms) {
    clearTimeout(this.#timer);
    this.nextAt = null;
    if (ms === null || this.#paused || document.hidden) return;
    this.nextAt = performance.now() + ms;
    this.#timer = setTimeout(() => this.now(), ms);
  }
}

class Refused extends Error {
  constructor(status) {
    super(`HTTP status ${status}`);
    this.status = status;
  }
}
