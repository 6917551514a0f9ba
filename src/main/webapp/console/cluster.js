// The cluster as a table: one row per node, this one first.

import { $, attr, icon, make, reicon, show, text } from './dom.js';
import { ago, bounded, consoleOf, count, place, shortWallet, took } from './format.js';

/** Symbol and word for each state of a node. */
export const STATES = {
  open: ['s-ok', 'Open'],
  closed: ['s-stopped', 'Closed'],
  faulty: ['s-failed', 'Faulty'],
  unreachable: ['s-unreachable', 'Unreachable'],
  unknown: ['s-none', 'Not asked yet'],
};

const FAULTS = {
  unreachable: 'no connection',
  timed_out: 'no answer in time',
  refused: 'it refused to answer',
  untrusted: 'another node answers there',
  too_large: 'its answer is too large',
  garbled: 'its answer is no status',
};

const rows = new Map();

/** Whether a node says that it holds a master secret; null where it does not say. */
export const holdsSecret = (member) =>
  member.secret === null || member.secret === 'unknown' ? null : member.secret !== 'uninitialized';

/** Shows the members of `state`. */
export function renderCluster(state) {
  const { members, total, total_rejected: rejected } = state.cluster;
  const body = $('members');
  const wanted = new Set(members.map(keyOf));
  for (const [key, row] of rows) {
    if (!wanted.has(key)) {
      row.line.remove();
      rows.delete(key);
    }
  }
  members.forEach((member, i) => {
    let row = rows.get(keyOf(member));
    if (!row) {
      row = layOut();
      rows.set(keyOf(member), row);
    }
    if (body.children[i] !== row.line) body.insertBefore(row.line, body.children[i] ?? null);
    fill(row, member, i, members);
  });
  text($('cluster-line'), `${total === 1 ? 'One node' : `${count(total)} nodes`}${rejected ? `, and ${count(rejected)} listed that ${rejected === 1 ? 'is' : 'are'} none` : ''}`);
  show($('cut'), members.length < total);
  text($('cut'), `${count(members.length)} of ${count(total)} are shown, those in trouble first.`);
  renderRejected(state.cluster);
}

/** What changes by itself: how long ago each was asked. */
export function renderClusterClock(state, now) {
  for (const member of state.cluster.members) {
    const row = rows.get(keyOf(member));
    text(row.asked, member.probe ? ago(now - Date.parse(member.probe.checked_at)) : '');
  }
}

const keyOf = (member) => (member.self ? 'self' : member.wallet);

function layOut() {
  const row = {
    number: make('span', { class: 'number' }),
    link: make('a', { rel: 'noreferrer' }),
    plain: make('span'),
    self: make('span', { class: 'tag' }, 'this node'),
    wallet: make('span', { class: 'mono sub' }),
    mark: icon('s-none'),
    gate: make('span'),
    why: make('span', { class: 'sub' }),
    key: icon('s-keyless'),
    secret: make('span'),
    sees: make('span'),
    lag: make('span'),
    trouble: make('span', { class: 'sub' }),
    block: make('span'),
    took: make('span'),
    asked: make('span', { class: 'sub' }),
  };
  const cell = (label, className, ...children) =>
    make('td', { role: 'cell', 'data-label': label, class: className }, ...children);
  row.line = make('tr', { role: 'row' },
    cell('', 'n', row.number),
    make('th', { role: 'rowheader', scope: 'row' }, row.link, row.plain, ' ', row.self, ' ', row.wallet),
    cell('Gate', 'state', row.mark, row.gate, ' ', row.why),
    cell('Secret', 'state short', row.key, row.secret),
    cell('Sees', 'num', row.sees),
    cell('Behind', 'num', row.lag, ' ', row.trouble),
    cell('Block', 'num', row.block),
    cell('Asked', 'num', row.took, ' ', row.asked));
  return row;
}

function fill(row, member, i, members) {
  const [symbol, word] = STATES[member.state] ?? STATES.unknown;
  attr(row.line, 'data-state', member.state);
  text(row.number, String(i + 1));
  const target = member.self ? null : consoleOf(member.url);
  const shown = bounded(place(member.url)) || 'address unknown';
  show(row.link, target !== null);
  show(row.plain, target === null);
  attr(row.link, 'href', target ?? '#');
  text(row.link, target === null ? '' : shown);
  text(row.plain, target === null ? shown : '');
  show(row.self, member.self);
  const other = !member.self && member.version && member.version !== members[0].version;
  text(row.wallet, shortWallet(member.wallet) + (other ? ` · ${member.version}` : ''));
  attr(row.wallet, 'title', member.wallet);
  reicon(row.mark, symbol, member.state);
  text(row.gate, word);
  text(row.why, member.reason?.replaceAll('_', ' ') ?? FAULTS[member.probe?.fault] ?? '');
  const holds = holdsSecret(member);
  reicon(row.key, holds ? 's-key' : 's-keyless', holds ? 'held' : 'none');
  text(row.secret, holds === null ? 'not said' : holds ? member.secret : 'none');
  text(row.sees, member.sees ? `${member.sees.length} of ${members.length - 1}` : '–');
  attr(row.sees.parentElement, 'data-less', member.sees && member.sees.length < members.length - 1 ? '' : null);
  const push = member.push;
  text(row.lag, member.self || !push ? '–' : push.lag === 0 ? 'in step' : count(push.lag));
  attr(row.lag.parentElement, 'data-less', push?.lag > 0 ? '' : null);
  text(row.trouble, push?.failure ? push.failure.replaceAll('_', ' ') : '');
  attr(row.trouble, 'title', bounded(push?.failure_detail));
  text(row.block, count(member.block));
  text(row.took, member.probe ? took(member.probe.took_ms) : '–');
}

function renderRejected({ rejected, total_rejected: total }) {
  show($('rejected'), total > 0);
  const lines = rejected.map(({ wallet, why }) => `${wallet}: ${bounded(why)}`);
  if (total > rejected.length) lines.push(`and ${count(total - rejected.length)} more`);
  const list = $('rejected-list');
  while (list.children.length > lines.length) list.lastElementChild.remove();
  lines.forEach((line, i) => {
    if (!list.children[i]) list.append(make('li'));
    text(list.children[i], line);
  });
}
