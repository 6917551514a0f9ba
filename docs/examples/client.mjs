// A client of Nova KMS in one file, as docs/protocol.md describes it. It needs Node.js 18 or newer
// (tested with 20), and two small packages for what Node.js does not have: keccak256, and
// signatures over a hash that is already made
// (npm install @noble/curves@1.9.7 @noble/hashes@1.8.0).
//
//   import { NovaKms } from './client.mjs';
//   const kms = new NovaKms(node, app);   // as in devnet.json: "nodes" and "apps"
//   const key = await kms.derive('wallet/0');
//
// or, against the devnet (NODE_EXTRA_CA_CERTS=target/devnet/ca.pem):
//
//   node client.mjs target/devnet/devnet.json node-1 2 derive wallet/0
//
// In a TEE the two private keys stay with the Capsule API; `sign`, `seal` and `open` ask it then.

import crypto from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { secp256k1 } from '@noble/curves/secp256k1';
import { keccak_256 } from '@noble/hashes/sha3';

const bytes = (hex) => Buffer.from(hex.replace(/^0x/i, ''), 'hex');

// Wallets: secp256k1 and EIP-191.

const personalHash = (text) => {
  const message = Buffer.from(text, 'utf8');
  return keccak_256(Buffer.concat([Buffer.from(`\x19Ethereum Signed Message:\n${message.length}`), message]));
};

/** The address of an uncompressed public key. */
const address = (point) => '0x' + Buffer.from(keccak_256(point.subarray(1))).subarray(12).toString('hex');

export const walletOf = (privateKey) => address(secp256k1.getPublicKey(bytes(privateKey), false));

/** Signs `text`: 0x, r, s, v 0 or 1. */
export function sign(text, privateKey) {
  const signature = secp256k1.sign(personalHash(text), bytes(privateKey), { lowS: true });
  return '0x' + signature.toCompactHex() + signature.recovery.toString(16).padStart(2, '0');
}

/** The wallet that signed `text`. */
export function signer(text, signature) {
  const raw = bytes(signature);
  const v = raw[64] < 27 ? raw[64] : raw[64] - 27;
  const rs = secp256k1.Signature.fromCompact(raw.subarray(0, 64));
  if (raw.length !== 65 || v > 1) throw new Error('that is no signature');
  return address(rs.addRecoveryBit(v).recoverPublicKey(personalHash(text)).toRawBytes(false));
}

// Envelopes: P-384, HKDF-SHA256 and AES-256-GCM.

const publicKey = (spki) => crypto.createPublicKey({ key: bytes(spki), format: 'der', type: 'spki' });
const privateKey = (pkcs8) => crypto.createPrivateKey({ key: bytes(pkcs8), format: 'der', type: 'pkcs8' });
const spkiOf = (key) => crypto.createPublicKey(key).export({ format: 'der', type: 'spki' });

/** The key of one envelope; both sides and both directions get the same. */
export function envelopeKey(own, theirs, nonce) {
  const points = [spkiOf(own), bytes(theirs)].map((spki) => spki.subarray(-97)).sort(Buffer.compare);
  const shared = crypto.diffieHellman({ privateKey: own, publicKey: publicKey(theirs) });
  const salt = Buffer.concat([...points, nonce]);
  return Buffer.from(crypto.hkdfSync('sha256', shared, salt, 'capsule-ecdh-aes256gcm-v1', 32));
}

export function seal(own, theirs, body, nonce = crypto.randomBytes(12)) {
  const cipher = crypto.createCipheriv('aes-256-gcm', envelopeKey(own, theirs, nonce), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(body), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    sender_tee_pubkey: spkiOf(own).toString('hex'),
    nonce: nonce.toString('hex'),
    encrypted_data: sealed.toString('hex'),
  };
}

/** The text in `envelope`; throws where `theirs` and `own` are not its two parties. */
export function open(own, theirs, envelope) {
  const [nonce, sealed] = [bytes(envelope.nonce), bytes(envelope.encrypted_data)];
  const cipher = crypto.createDecipheriv('aes-256-gcm', envelopeKey(own, theirs, nonce), nonce, { authTagLength: 16 });
  cipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).toString('utf8');
}

/** What a node answered where it did not do what was asked. */
export class Refused extends Error {
  constructor(status, { code, message }) {
    super(`${status} ${code}: ${message}`);
    Object.assign(this, { status, code });
  }
}

/** How often a read is sent again, each second, where a node can't say whether there is a value. */
const UNDECIDED_RETRIES = 30;

/** Refusals that may come before a node knows the caller: they mean to try again, or elsewhere. */
const UNSEALED = [403, 429, 500, 502, 503, 504];

const sha256 = (text) => crypto.createHash('sha256').update(text, 'utf8').digest('hex');

/** One app's instance that calls one node. Requests that run at once are fine. */
export class NovaKms {
  #node;
  #wallet;
  #walletKey;
  #teeKey;
  #nextNonce;

  /**
   * @param node {url, wallet, teePubkey}: the wallet and the key from the registry, not from the node
   * @param app {walletPrivateKey, teePrivateKeyPkcs8}
   */
  constructor(node, app) {
    this.#node = node;
    this.#walletKey = app.walletPrivateKey;
    this.#wallet = walletOf(app.walletPrivateKey);
    this.#teeKey = privateKey(app.teePrivateKeyPkcs8);
  }

  async derive(path, context = '', length = 32) {
    const answer = await this.#call('POST', '/kms/derive', { path, context, length });
    return Buffer.from(echoing(answer, 'path', path).key, 'base64');
  }

  async put(key, value, ttlMs = 0) {
    const body = { key, value: Buffer.from(value).toString('base64'), ttl_ms: ttlMs };
    return echoing(await this.#call('PUT', '/kms/data', body), 'key', key).updated_at_ms;
  }

  /** The value, or undefined where there is none. */
  async get(key) {
    const answer = await this.#found('GET', '/kms/data?key=' + encodeURIComponent(key));
    return answer && Buffer.from(echoing(answer, 'key', key).value, 'base64');
  }

  /** Whether there was a value to delete. */
  async delete(key) {
    const answer = await this.#found('DELETE', '/kms/data', { key });
    return answer !== undefined && echoing(answer, 'key', key).deleted === true;
  }

  async keys() {
    return (await this.#call('GET', '/kms/data')).keys;
  }

  /** A node that can't say whether there is a value is asked again: that is no "not found". */
  async #found(method, path, body) {
    for (let retries = 0; ; retries++) {
      try {
        return await this.#call(method, path, body);
      } catch (e) {
        if (!(e instanceof Refused)) throw e;
        if (e.status === 404 && e.code === 'not_found') return undefined;
        if (e.status !== 503 || e.code !== 'undecided' || retries === UNDECIDED_RETRIES) throw e;
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  }

  async #call(method, path, body) {
    const kept = this.#nextNonce;
    this.#nextNonce = undefined;
    if (kept) {
      try {
        return await this.#send(method, path, body, kept);
      } catch (e) {
        // A nonce has its time, and a node that restarted knows none of those it gave before.
        if (!(e instanceof Refused && e.status === 403 && e.code === 'unauthorized')) throw e;
      }
    }
    return this.#send(method, path, body, await this.#fetchNonce());
  }

  async #fetchNonce() {
    const response = await fetch(this.#node.url + '/nonce', { redirect: 'error' });
    const answer = await response.json();
    if (response.status !== 200) throw new Refused(response.status, answer);
    return answer.nonce;
  }

  async #send(method, path, body, nonce) {
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = sign(`NovaKMS:AppAuth:${nonce}:${this.#node.wallet}:${timestamp}`, this.#walletKey);
    // Which route the body is for, and when: a node takes it for no other.
    const sealed = body && { ...body, bound: { method, route: path, at_ms: Date.now() } };
    const response = await fetch(this.#node.url + path, {
      method,
      redirect: 'error',
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        'x-app-signature': signature,
        'x-app-nonce': nonce,
        'x-app-timestamp': String(timestamp),
        'x-app-wallet': this.#wallet,
      },
      body: sealed && JSON.stringify(seal(this.#teeKey, this.#node.teePubkey, sealed)),
    });
    const answer = await response.json();
    const signed = this.#isSigned(response, signature);
    if (signed) this.#nextNonce = response.headers.get('x-kms-next-nonce');
    const asked = { method, route: path, status: response.status, request: sha256(signature) };
    if (response.status !== 200) throw this.#refusal(response.status, answer, asked);
    if (!signed) throw new Error('the answer is not from this node: it is not signed by its wallet');
    return this.#read(answer, asked);
  }

  /** A node seals what it refuses once it knows the caller; anyone can write the plain words. */
  #refusal(status, answer, asked) {
    if (answer.sealed) return new Refused(status, this.#read(answer.sealed, asked));
    if (UNSEALED.includes(status)) return new Refused(status, answer);
    return new Error(`nothing proves that the node answered ${status}`);
  }

  #isSigned(response, requestSignature) {
    const signature = response.headers.get('x-kms-response-signature');
    const message = `NovaKMS:Response:${requestSignature}:${this.#node.wallet}`;
    return signature !== null && signer(message, signature) === this.#node.wallet;
  }

  /** What is in `envelope`, if the node sealed it as the answer to just this request. */
  #read(envelope, asked) {
    const answer = JSON.parse(open(this.#teeKey, this.#node.teePubkey, envelope));
    for (const [field, value] of Object.entries(asked)) {
      if (answer.bound?.[field] !== value) throw new Error('that is the answer to another request');
    }
    return answer;
  }
}

function echoing(answer, field, asked) {
  if (answer[field] !== asked) throw new Error('that is the answer to another request');
  return answer;
}

/** node client.mjs devnet.json <node> <app id> derive|put|get|delete|keys [argument...] */
async function main([file, nodeName, appId, command, ...args]) {
  const devnet = JSON.parse(readFileSync(file, 'utf8'));
  const node = devnet.nodes.find((n) => n.name === nodeName);
  const app = devnet.apps.find((a) => String(a.appId) === appId);
  const kms = new NovaKms(node, app);
  const commands = {
    derive: async (path, context) => (await kms.derive(path, context)).toString('hex'),
    put: (key, value, ttlMs) => kms.put(key, value, Number(ttlMs ?? 0)),
    get: async (key) => (await kms.get(key))?.toString('utf8') ?? '(none)',
    delete: (key) => kms.delete(key),
    keys: async () => JSON.stringify(await kms.keys()),
  };
  console.log(String(await commands[command](...args)));
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((e) => {
    console.error(e.message);
    process.exitCode = 1;
  });
}
