// The cluster as a picture: who sees whom, who holds the secret, who lags behind.

import { $, attr, draw, make, text } from './dom.js';
import { STATES, holdsSecret } from './cluster.js';
import { count, place, some } from './format.js';

const WIDTH = 460;
const HEIGHT = 420;
const LOW = 360;
const MAX_LINES = 8;

let drawn = '';

/** Draws the members of `state`, where anything that the picture shows has changed. */
export function renderPicture(state) {
  const { members } = state.cluster;
  const facts = members.map((m) => [m.wallet, m.url, m.state, m.secret, m.sees, m.push?.lag]);
  const now = JSON.stringify(facts);
  if (now === drawn) return;
  drawn = now;
  const sight = sightOf(members);
  const layout = layOut(members.length);
  attr($('picture'), 'viewBox', `0 0 ${WIDTH} ${layout.height}`);
  $('edges').replaceChildren(...edges(members, sight, layout));
  $('nodes').replaceChildren(...members.map((member, i) => node(member, i, layout)));
  describe(members, sight);
}

/** Whether i sees j: true, false, or null where i does not say. */
function sightOf(members) {
  const seen = members.map((member) => (member.sees ? new Set(member.sees) : null));
  return (i, j) => (seen[i] === null ? null : seen[i].has(j));
}

/** Everybody on a circle, this node on top; a single one in the middle. */
function layOut(n) {
  const height = n <= 3 ? LOW : HEIGHT;
  const size = n <= 6 ? 25 : n <= 12 ? 20 : n <= 24 ? 14 : n <= 60 ? 9 : 5;
  const labelled = n <= 8;
  const radius = n === 1 ? 0 : n === 2 ? 80 : n === 3 ? 128 : labelled ? 136 : 186 - size / 2;
  const points = Array.from({ length: n }, (_, i) => {
    const angle = (2 * Math.PI * i) / n - Math.PI / 2;
    return { x: WIDTH / 2 + radius * Math.cos(angle), y: radius * Math.sin(angle), above: Math.sin(angle) < -0.3 };
  });
  const heights = points.map((point) => point.y);
  // A triangle's corners are not as far below the centre as above it.
  const middle = height / 2 - (Math.min(...heights) + Math.max(...heights)) / 2;
  return { n, size, labelled, height, at: (i) => ({ ...points[i], y: points[i].y + middle }) };
}

function edges(members, sight, layout) {
  const fine = layout.n > 16;
  const mesh = [];
  const quiet = [];
  const loud = [];
  for (let i = 0; i < members.length; i++) {
    for (let j = i + 1; j < members.length; j++) {
      const there = sight(i, j);
      const back = sight(j, i);
      if (there && back && fine && i > 0) mesh.push(segment(layout, i, j));
      else if (there && back) quiet.push(line(layout, i, j, 'both'));
      else if ((there && back === null) || (back && there === null)) quiet.push(line(layout, i, j, 'half'));
      else if (there) loud.push(...arrow(layout, i, j));
      else if (back) loud.push(...arrow(layout, j, i));
    }
  }
  // Of many lines one path: they are all alike, and must not add up to a blot.
  if (mesh.length > 0) quiet.unshift(draw('path', { class: 'edge mesh', d: mesh.join('') }));
  return [...quiet, ...loud];
}

function segment(layout, i, j) {
  const { from, to } = ends(layout, i, j, 0);
  return `M${from.x} ${from.y}L${to.x} ${to.y}`;
}

function line(layout, i, j, kind) {
  const { from, to } = ends(layout, i, j, 0);
  return draw('line', { class: `edge ${kind} ${layout.n > 16 ? 'fine' : ''}`, x1: from.x, y1: from.y, x2: to.x, y2: to.y });
}

/** From the one that sees to the one that is seen. */
function arrow(layout, i, j) {
  const { from, to, unit } = ends(layout, i, j, 9);
  const side = { x: -unit.y, y: unit.x };
  const tip = { x: to.x + unit.x * 9, y: to.y + unit.y * 9 };
  const corner = (sign) => `${round(to.x + sign * side.x * 4.5)},${round(to.y + sign * side.y * 4.5)}`;
  return [
    draw('line', { class: 'edge oneway', x1: from.x, y1: from.y, x2: to.x, y2: to.y }),
    draw('polygon', { class: 'head-oneway', points: `${round(tip.x)},${round(tip.y)} ${corner(1)} ${corner(-1)}` }),
  ];
}

function ends(layout, i, j, spare) {
  const a = layout.at(i);
  const b = layout.at(j);
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const unit = { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
  const gap = layout.size + 3;
  const point = (p, by) => ({ x: round(p.x + unit.x * by), y: round(p.y + unit.y * by) });
  return { from: point(a, gap), to: point(b, -gap - spare), unit };
}

function node(member, i, layout) {
  const { x, y, above } = layout.at(i);
  const { size } = layout;
  const [, word] = STATES[member.state] ?? STATES.unknown;
  const holds = holdsSecret(member);
  const group = draw('g', {
    class: `node ${member.self ? 'self' : ''}`,
    'data-state': member.state,
    transform: `translate(${round(x)} ${round(y)})`,
  });
  const title = draw('title');
  text(title, `Node ${i + 1}, ${place(member.url)}: ${word}${member.reason ? ` (${member.reason})` : ''}, ${secretWords(holds)}${lagWords(member)}`);
  group.append(title, draw('circle', { class: 'disc', r: size }));
  if (member.self) group.append(draw('circle', { class: 'halo', r: size + 5 }));
  if (member.state !== 'open') group.append(draw('path', { class: 'strike', d: strike(member.state, size) }));
  if (size >= 14) {
    const number = draw('text', { class: 'digit' });
    text(number, String(i + 1));
    group.append(number);
    group.append(draw('circle', { class: `badge ${holds ? 'held' : 'none'}`, cx: round(size * 0.74), cy: round(size * 0.74), r: round(size * 0.34) }));
    if (holds) group.append(draw('use', { class: 'badge-key', href: '#s-key', x: round(size * 0.74 - size * 0.26), y: round(size * 0.74 - size * 0.26), width: round(size * 0.52), height: round(size * 0.52) }));
  }
  if (layout.labelled) group.append(...labels(member, word, size, above && layout.n > 1));
  return group;
}

/** A bar across a closed node, a cross over one that can't be reached. */
function strike(state, size) {
  const d = round(size * 0.71);
  if (state === 'closed') return `M${-size} ${-d * 0.62}H${size}M${-size} ${d * 0.62}H${size}`;
  return `M${-d} ${-d}L${d} ${d}M${d} ${-d}L${-d} ${d}`;
}

function labels(member, word, size, above) {
  const y = above ? -size - 29 : size + 21;
  const name = draw('text', { class: 'label', y });
  text(name, clip(place(member.url) || 'this node'));
  const below = draw('text', { class: 'label sub', y: y + 17 });
  text(below, member.self || member.state !== 'open'
    ? (member.reason ?? word).replaceAll('_', ' ').toLowerCase()
    : member.push ? (member.push.lag === 0 ? 'in step' : `${count(member.push.lag)} behind`) : 'open');
  return [name, below];
}

const clip = (name) => (name.length > 20 ? `${name.slice(0, 19)}…` : name);
const round = (n) => Math.round(n * 10) / 10;
const secretWords = (holds) => (holds === null ? 'secret not said' : holds ? 'holds the secret' : 'holds no secret');
const lagWords = (member) => (member.push ? (member.push.lag === 0 ? ', in step' : `, ${count(member.push.lag)} behind`) : '');

/** The picture in words: for those who can't see it, and a summary for all others. */
function describe(members, sight) {
  const others = (i) => members.map((_, j) => j).filter((j) => j !== i);
  const telling = members.map((_, i) => i).filter((i) => sight(i, i) !== null);
  const silent = members.map((_, i) => i).filter((i) => sight(i, i) === null);
  const unseen = members.map((_, j) => j).filter((j) => {
    const witnesses = telling.filter((i) => i !== j);
    return witnesses.length > 0 && witnesses.every((i) => sight(i, j) === false);
  });
  const lines = [];
  if (unseen.length > 0) lines.push(`No node sees ${named(unseen)}.`);
  for (const i of telling) {
    const blind = others(i).filter((j) => sight(i, j) === false && !unseen.includes(j));
    if (blind.length > 0) lines.push(`${cap(named([i]))} does not see ${named(blind)}.`);
  }
  if (silent.length > 0) lines.push(`What ${named(silent)} ${silent.length === 1 ? 'sees' : 'see'} is not known.`);
  text($('picture-line'), members.length === 1
    ? 'There is no other node to see.'
    : lines.length === 0 ? `All ${count(members.length)} nodes see each other.` : 'Not all nodes see each other:');
  const list = $('picture-list');
  const more = lines.length - MAX_LINES;
  const shown = more > 0 ? [...lines.slice(0, MAX_LINES), `And ${some(more, 'more line')} like these.`] : lines;
  list.replaceChildren(...shown.map((words) => {
    const item = make('li');
    text(item, words);
    return item;
  }));
  attr(list, 'class', shown.length ? 'some' : null);
}

const cap = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** `node 2`, `nodes 2, 3 and 7`; of many only the first. */
function named(places) {
  const numbers = places.map((i) => String(i + 1));
  const most = numbers.length > 8 ? [...numbers.slice(0, 7), `${numbers.length - 7} more`] : numbers;
  return most.length === 1 ? `node ${most[0]}` : `nodes ${most.slice(0, -1).join(', ')} and ${most.at(-1)}`;
}
