/** The other end of a conversation, which does only what a script says. It shares no code with the handshake flows. */

import { concat, equalBytes, utf8 } from '../../base/bytes.ts';
import type { Secret } from '../../base/secret.ts';
import type { KeyOffer } from '../../crypto/provider.ts';
import type { Role } from '../../handshake/tls13/keys.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { StreamReader } from '../../record/stream-reader.ts';
import { alertById } from '../../registry/alerts.ts';
import { type NegotiableSuite, type SuiteName, suiteNamed } from '../../registry/cipher-suites.ts';
import { contentTypes } from '../../registry/content-types.ts';
import { type GroupName, groupById } from '../../registry/groups.ts';
import { hkdf } from '../../schedule/hkdf.ts';
import * as schedule from '../../schedule/tls13.ts';
import { decode } from '../../wire/codec.ts';
import { encodeMessage, handshakeHeader, nameOfMessage } from '../../wire/handshake.ts';
import { type Message13, messages13 } from '../../wire/messages13.ts';
import { MessageAssembler } from '../message-assembler.ts';
import type { CredentialOptions } from '../options.ts';
import { type Opened, plainRecord, RecordKeys } from './record-keys.ts';

export type MessageName = keyof typeof messages13;
export type Body<N extends MessageName = MessageName> = Message13<N>['body'];

export interface PeerOptions {
  readonly suite?: SuiteName;
  /** The group in which keys are agreed, after a retry the second one. */
  readonly group?: GroupName;
  readonly retryGroup?: GroupName;
  readonly credential?: CredentialOptions;
}

/** A pair of traffic secrets, by whose records they protect. */
type Traffic = Readonly<Record<Role, Secret>>;

export class ScriptedPeer {
  readonly role: Role;
  readonly other: Role;
  readonly crypto = nodeProvider;
  readonly suite: NegotiableSuite;
  readonly group: GroupName;
  readonly retryGroup: GroupName;
  readonly credential: CredentialOptions | undefined;
  /** How much of a handshake message goes into one record. */
  fragment = 2 ** 14;
  /** The last message of each name that was heard or said. */
  readonly bodies: { -readonly [N in MessageName]?: Body<N> } = {};
  /** Alerts heard: level and name. */
  readonly alerts: string[] = [];
  /** What was heard outside of handshake messages, ChangeCipherSpec and alerts included. */
  readonly records: Opened[] = [];
  keyOffer: KeyOffer | undefined;
  sharedSecret: Uint8Array | undefined;
  readonly #reader = new StreamReader();
  #assembler = new MessageAssembler(2 ** 24);
  #transcript: Uint8Array[] = [];
  #handshakeSecret: Secret | undefined;
  #handshake: Traffic | undefined;
  #application: Traffic | undefined;
  #write: RecordKeys | undefined;
  #read: RecordKeys | undefined;
  #out: Uint8Array[] = [];
  #last: Uint8Array = new Uint8Array(0);

  constructor(role: Role, options: PeerOptions = {}) {
    this.role = role;
    this.other = role === 'client' ? 'server' : 'client';
    this.suite = suiteNamed(options.suite ?? 'TLS_AES_128_GCM_SHA256');
    this.group = options.group ?? 'x25519';
    this.retryGroup = options.retryGroup ?? 'secp256r1';
    this.credential = options.credential;
  }

  /** Bytes to deliver, each handed out once. */
  take(): Uint8Array {
    return concat(...this.#out.splice(0));
  }

  receive(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  // What it sends.

  sendBytes(bytes: Uint8Array): void {
    this.#out.push(bytes);
  }

  /** One record under the keys of the moment. */
  send(type: number, data: Uint8Array, padding = 0): void {
    if (this.#write === undefined) this.sendBytes(plainRecord(type, data));
    else this.sendInner(concat(data, Uint8Array.of(type), new Uint8Array(padding)));
  }

  /** A protected record around any inner plaintext. */
  sendInner(inner: Uint8Array, outerType?: number, version?: number): void {
    this.sendBytes(this.seal(inner, outerType, version));
  }

  /** Such a record, to be sent as somebody likes. Throws before there are keys. */
  seal(inner: Uint8Array, outerType?: number, version?: number): Uint8Array {
    if (this.#write === undefined) throw new Error('the peer has no keys yet');
    return this.#write.seal(inner, outerType, version);
  }

  /** Sends handshake messages that are bytes already, each in a record of its own, or in several if it is long. */
  sendMessages(...messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      this.add(message);
      for (let at = 0; at < message.length; at += this.fragment) {
        this.send(contentTypes.handshake, message.subarray(at, at + this.fragment));
      }
      this.#last = message;
    }
  }

  /** Sends the last message again. */
  repeat(): void {
    this.send(contentTypes.handshake, this.#last);
  }

  /** The bytes of a message. */
  encode<N extends MessageName>(name: N, body: Body<N>): Uint8Array {
    Object.assign(this.bodies, { [name]: body });
    return encodeMessage(messages13[name], body);
  }

  /** Makes bytes part of the transcript. */
  add(message: Uint8Array): void {
    this.#transcript.push(message.slice());
    if (nameOfMessage(messages13, message) === 'HelloRetryRequest') this.#restart();
  }

  // What it hears.

  /** The next handshake message, if one has arrived and is one of those named. Throws when it is another one. */
  hear(name: MessageName): boolean {
    const message = this.#nextMessage();
    if (message === undefined) return false;
    const got = nameOfMessage(messages13, message);
    if (got !== name) throw new Error(`the subject sent ${got} where the script expects ${name}`);
    const body = decode<unknown>(messages13[name].body, message.subarray(handshakeHeader));
    Object.assign(this.bodies, { [name]: body });
    if (name === 'Finished') this.#checkFinished(body as Body<'Finished'>);
    this.add(message);
    if (name === 'ServerHello') this.takeHandshakeKeys();
    if (name === 'Finished' && this.role === 'client') this.#read = this.#keys(this.#applicationSecrets().server);
    if (name === 'Finished' && this.role === 'server') this.#read = this.#keys(this.#applicationSecrets().client);
    return true;
  }

  /** Reads records until nothing is left; handshake messages among them are lost. */
  drain(): void {
    while (this.#nextRecord());
    this.#assembler = new MessageAssembler(2 ** 24);
  }

  // Its secrets.

  /** The hash of all messages so far. */
  transcriptHash(): Uint8Array {
    return this.crypto
      .hash(this.suite.hash)
      .update(concat(...this.#transcript))
      .digest();
  }

  /** From here on records are protected with handshake keys, if a ServerHello made any. */
  takeHandshakeKeys(): void {
    const share = this.bodies.ServerHello?.extensions?.key_share?.keyExchange;
    if (share === undefined) return;
    const secret = this.role === 'server' ? this.sharedSecret : this.keyOffer?.complete(share);
    if (!(secret instanceof Uint8Array)) return;
    const { hkdf, hash } = this.#hkdf();
    this.#handshakeSecret = schedule.handshakeSecret(hkdf, schedule.earlySecret(hkdf), secret);
    this.#handshake = {
      client: schedule.clientHandshakeTrafficSecret(hkdf, this.#handshakeSecret, hash),
      server: schedule.serverHandshakeTrafficSecret(hkdf, this.#handshakeSecret, hash),
    };
    this.#read = this.#keys(this.#handshake[this.other]);
    this.#write = this.#keys(this.#handshake[this.role]);
  }

  /** From here on what is sent is protected with application keys, if the handshake made any. */
  takeApplicationKeys(): void {
    if (this.#handshakeSecret === undefined) return;
    this.#write = this.#keys(this.#applicationSecrets()[this.role]);
  }

  /** The next generation of keys, for one direction. RFC 8446 §7.2 */
  nextKeys(direction: 'read' | 'write'): void {
    const side = direction === 'write' ? this.role : this.other;
    const traffic = this.#applicationSecrets();
    const next = schedule.nextTrafficSecret(this.#hkdf().hkdf, traffic[side]);
    this.#application = { ...traffic, [side]: next };
    if (direction === 'write') this.#write = this.#keys(next);
    else this.#read = this.#keys(next);
  }

  /** What this side's Finished must hold at this moment. */
  verifyData(side: Role = this.role): Uint8Array {
    const { hkdf, hash } = this.#hkdf();
    const traffic = this.#handshake?.[side];
    return traffic === undefined ? new Uint8Array(hkdf.length) : schedule.verifyData(hkdf, traffic, hash);
  }

  /** What this side's CertificateVerify signs at this moment. RFC 8446 §4.4.3 */
  signedContent(context = `TLS 1.3, ${this.role} CertificateVerify`): Uint8Array {
    return concat(new Uint8Array(64).fill(0x20), utf8(context), Uint8Array.of(0), this.transcriptHash());
  }

  /** The server's answer to a share of the client's. */
  answerShare(group: GroupName): Uint8Array {
    const shares = this.bodies.ClientHello?.extensions?.key_share ?? [];
    const theirs = shares.find((share) => groupById(share.group)?.name === group);
    const answer = theirs && this.crypto.keyExchange(group)?.answer(theirs.keyExchange);
    if (answer === undefined || !('share' in answer)) throw new Error(`the subject sent no share for ${group}`);
    this.sharedSecret = answer.secret;
    return answer.share;
  }

  /** A share of the client's. */
  offerShare(group: GroupName): Uint8Array {
    this.keyOffer = this.crypto.keyExchange(group)?.offer() as KeyOffer;
    return this.keyOffer.share;
  }

  #applicationSecrets(): Traffic {
    if (this.#application !== undefined) return this.#application;
    const { hkdf, hash } = this.#hkdf();
    const master = schedule.masterSecret(hkdf, this.#handshakeSecret as Secret);
    this.#application = {
      client: schedule.clientApplicationTrafficSecret(hkdf, master, hash),
      server: schedule.serverApplicationTrafficSecret(hkdf, master, hash),
    };
    return this.#application;
  }

  #checkFinished({ verifyData }: Body<'Finished'>): void {
    if (!equalBytes(verifyData, this.verifyData(this.other))) throw new Error('the subject sent a wrong Finished');
  }

  #nextMessage(): Uint8Array | undefined {
    for (;;) {
      const message = this.#assembler.next();
      if (message !== undefined) return message;
      if (!this.#nextRecord()) return undefined;
    }
  }

  #nextRecord(): boolean {
    const raw = this.#reader.next(2 ** 16);
    if (raw === undefined) return false;
    const open = raw.header[0] === contentTypes.application_data && this.#read !== undefined;
    const record = open
      ? (this.#read as RecordKeys).open(raw.header, raw.fragment)
      : { type: raw.header[0] as number, data: raw.fragment, padding: 0 };
    if (record.type === contentTypes.handshake) this.#assembler.push(record.data);
    else this.records.push(record);
    if (record.type === contentTypes.alert) this.alerts.push(spellAlert(record.data));
    return true;
  }

  /** RFC 8446 §4.4.1: the hash of the first ClientHello stands for it. */
  #restart(): void {
    const [first = new Uint8Array(0), ...others] = this.#transcript;
    const hash = this.crypto.hash(this.suite.hash).update(first).digest();
    this.#transcript = [Uint8Array.of(254, 0, 0, hash.length, ...hash), ...others];
  }

  #keys(secret: Secret): RecordKeys {
    return new RecordKeys(this.crypto, this.suite, secret);
  }

  #hkdf() {
    return { hkdf: hkdf(this.crypto, this.suite.hash), hash: this.transcriptHash() };
  }
}

function spellAlert([level, description = 255]: Uint8Array): string {
  return `${level === 2 ? 'fatal' : 'warning'} ${alertById(description)?.name ?? description}`;
}
