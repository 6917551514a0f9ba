// Chain, store, master secret and cluster at a glance, and what this node is.

import { $, attr, make, text } from './dom.js';
import { ago, bytes, count, place, shortWallet, some, span } from './format.js';

const SECRETS = {
  uninitialized: ['None yet', 'made here, or fetched from a peer'],
  generated: ['Generated', 'made by this node’s TEE'],
  seeded: ['Seeded', 'given by the operator'],
  synced: ['Synced', 'fetched from a peer'],
  recovered: ['Recovered', 'from custodians’ shares, or kept over a restart'],
};

const JOURNALS = {
  off: 'off: data is in memory only',
  not_open: 'not open',
  full: 'its disk is full',
  no_segment: 'its disk makes no files',
  failed: 'its disk failed; restart this node',
};

const entries = new Map();

/** Shows what only an answer changes. */
export function renderFacts(state) {
  const { chain, data_store: store, master_secret: secret, cluster, node } = state;
  text($('who'), place(node.url) || location.host);
  text($('chain-block'), chain.block === null ? 'Not read yet' : `Block ${count(chain.block)}`);

  text($('store-keys'), some(store.keys, 'value'));
  text($('store-size'), `${bytes(store.bytes)} of ${some(store.namespaces, 'app')}`);
  text($('store-more'), `${some(store.tombstones, 'delete')} remembered; ${percent(store)} of ${bytes(store.max_bytes)} used`
    + (store.set_aside_secrets === 0 ? '' : `, with ${bytes(store.set_aside_bytes)} of former secrets`));

  const [state1, origin] = SECRETS[secret.state] ?? [secret.state, ''];
  text($('secret-state'), state1);
  const giver = cluster.members.findIndex((member) => member.wallet === secret.synced_from_wallet);
  text($('secret-from'), secret.synced_from_wallet
    ? giver > 0 ? `from node ${giver + 1}, ${place(cluster.members[giver].url)}` : `from ${shortWallet(secret.synced_from_wallet)}`
    : origin);
  text($('secret-more'), !node.is_operator ? 'this node is not registered'
    : secret.state === 'uninitialized' ? 'without it the gate stays closed'
    : state.gate.open ? 'its hash is the chain’s' : 'not verified while closed');

  const open = cluster.members.filter((member) => member.state === 'open').length;
  text($('cluster-open'), `${open} of ${cluster.total} open`);
  const behind = cluster.members.filter((member) => member.push?.lag > 0).length;
  text($('cluster-step'), cluster.total === 1 ? 'no other member'
    : !cluster.members.some((member) => member.push) ? 'nothing pushed to peers yet'
    : behind === 0 ? 'all have this node’s changes' : `${some(behind, 'peer')} behind this node`);
  text($('cluster-more'), `changes pushed every ${span(cluster.push_interval_ms)}`);
  renderAbout(state);
}

/** How much of its memory the store uses, with what is set aside. */
function percent(store) {
  return `${Math.round((100 * (store.bytes + store.set_aside_bytes)) / store.max_bytes)} %`;
}

/** What changes by itself: the ages of blocks and readings. */
export function renderFactsClock(state, now) {
  const { chain } = state;
  text($('chain-made'), chain.block_time ? `made ${ago(now - Date.parse(chain.block_time))}` : 'no block seen');
  text($('chain-read'), chain.read_at ? `read ${ago(now - Date.parse(chain.read_at))}` : '');
}

function renderAbout(state) {
  const { node, cluster, ticks, gate, data_store: store, journal } = state;
  put('Address', node.url ?? 'not known yet');
  put('Wallet', node.tee_wallet ?? 'the TEE has not said yet', 'mono');
  put('Version', node.version);
  put('Boot epoch', node.boot_epoch, 'mono');
  put('Runs', node.in_enclave ? 'in an enclave' : 'outside an enclave');
  put('Registered', node.is_operator ? 'yes' : 'no');
  put('KMS app', String(cluster.kms_app_id));
  put('NovaAppRegistry', cluster.registry_address, 'mono');
  put('KMSRegistry', cluster.kms_registry_address, 'mono');
  put('Ticks', `every ${span(ticks.interval_ms)}; a lease lasts ${span(gate.lease_ms)}`);
  put('Limit of an app', bytes(store.max_app_bytes));
  put('Journal', journal.state === 'open'
    ? `${bytes(journal.bytes)}, ${some(journal.queued_records, 'record')} waiting for the disk, ${journal.last_sync === null ? 'nothing written yet' : `last written ${ago(Date.parse(state.now) - Date.parse(journal.last_sync))}`}`
    : journal.problem ?? JOURNALS[journal.state] ?? journal.state);
}

function put(name, value, kind) {
  let entry = entries.get(name);
  if (!entry) {
    entry = make('dd');
    entries.set(name, entry);
    $('about').append(make('div', {}, make('dt', {}, name), entry));
  }
  attr(entry, 'class', kind);
  text(entry, value);
}
