/** The other end of a TLS 1.2 conversation, which does only what a script says and shares no code with the flows. */

import { concat, equalBytes } from '../../base/bytes.ts';
import type { KeyOffer } from '../../crypto/provider.ts';
import type { Role } from '../../handshake/tls13/keys.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { StreamReader } from '../../record/stream-reader.ts';
import { alertById } from '../../registry/alerts.ts';
import { contentTypes } from '../../registry/content-types.ts';
import { prf12 } from '../../schedule/prf.ts';
import { decode, encode } from '../../wire/codec.ts';
import { encodeMessage, handshakeHeader, nameOfMessage } from '../../wire/handshake.ts';
import { ServerEcdhParams } from '../../wire/messages/server-key-exchange.ts';
import { type MessageEcdhe, messagesEcdhe } from '../../wire/messages-classic.ts';
import { MessageAssembler } from '../message-assembler.ts';
import type { CredentialOptions } from '../options.ts';
import { ClassicRecordKeys } from './classic-record-keys.ts';
import { plainRecord } from './record-keys.ts';

export type ClassicName = keyof typeof messagesEcdhe;
export type ClassicBody<N extends ClassicName = ClassicName> = MessageEcdhe<N>['body'];
/** What a script can wait for. */
export type Heard = ClassicName | 'ChangeCipherSpec';

const prf = prf12(nodeProvider, 'sha256');

/** It speaks x25519 and TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 alone. */
export class ClassicPeer {
  readonly role: Role;
  readonly crypto = nodeProvider;
  readonly credential: CredentialOptions | undefined;
  /** The last message of each name that was heard or said. */
  readonly bodies: { -readonly [N in ClassicName]?: ClassicBody<N> } = {};
  /** Alerts heard: level and name. */
  readonly alerts: string[] = [];
  /** Application data heard. */
  readonly data: Uint8Array[] = [];
  keyOffer: KeyOffer | undefined;
  preMasterSecret: Uint8Array | undefined;
  readonly #reader = new StreamReader();
  #assembler = new MessageAssembler(2 ** 24);
  #transcript: Uint8Array[] = [];
  #master: Uint8Array | undefined;
  #changes = 0;
  #write: ClassicRecordKeys | undefined;
  #read: ClassicRecordKeys | undefined;
  #out: Uint8Array[] = [];
  #last: () => void = () => {};

  constructor(role: Role, credential?: CredentialOptions) {
    this.role = role;
    this.credential = credential;
  }

  /** The keys of the moment, for who forwards what somebody else says. */
  get recordKeys(): { readonly write: ClassicRecordKeys | undefined; readonly read: ClassicRecordKeys | undefined } {
    return { write: this.#write, read: this.#read };
  }

  take(): Uint8Array {
    return concat(...this.#out.splice(0));
  }

  receive(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  /** One record under the keys of the moment. */
  send(type: number, data: Uint8Array): void {
    this.#out.push(this.#write === undefined ? plainRecord(type, data) : this.#write.seal(type, data));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#out.push(bytes);
  }

  /** A record whose header names another version. */
  sendAs(version: number, type: number, data: Uint8Array): void {
    this.#out.push(
      this.#write === undefined ? plainRecord(type, data, version) : this.#write.seal(type, data, version),
    );
  }

  sendMessages(...messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      this.#add(message);
      for (let at = 0; at < message.length; at += longest) {
        this.send(contentTypes.handshake, message.subarray(at, at + longest));
      }
      this.#last = () => this.send(contentTypes.handshake, message);
    }
  }

  /** ChangeCipherSpec, and our keys from then on if there are any. */
  changeCipherSpec(content = Uint8Array.of(1)): void {
    this.send(contentTypes.change_cipher_spec, content);
    this.#write = this.#keys(this.role);
    this.#last = () => this.send(contentTypes.change_cipher_spec, content);
  }

  /** Sends the last message or ChangeCipherSpec again. */
  repeat(): void {
    this.#last();
  }

  encode<N extends ClassicName>(name: N, body: ClassicBody<N>): Uint8Array {
    Object.assign(this.bodies, { [name]: body });
    return encodeMessage(messagesEcdhe[name], body);
  }

  /** The next message or ChangeCipherSpec, if one has arrived and has this name. Throws when it is another one. */
  hear(name: Heard): boolean {
    if (name === 'ChangeCipherSpec') {
      while (this.#changes === 0) if (!this.#nextRecord()) return false;
      this.#changes--;
      return true;
    }
    const message = this.#nextMessage();
    if (message === undefined) return false;
    const got = nameOfMessage(messagesEcdhe, message);
    if (got !== name) throw new Error(`the subject sent ${got} where the script expects ${name}`);
    const body = decode<unknown>(messagesEcdhe[name].body, message.subarray(handshakeHeader));
    Object.assign(this.bodies, { [name]: body });
    if (name === 'Finished') this.#checkFinished(body as ClassicBody<'Finished'>);
    this.#add(message);
    return true;
  }

  drain(): void {
    while (this.#nextRecord());
    this.#assembler = new MessageAssembler(2 ** 24);
  }

  /** `client_random + server_random`, or the other way round for the key block. */
  randoms(...order: readonly ('ClientHello' | 'ServerHello')[]): Uint8Array {
    return concat(...order.map((name) => this.bodies[name]?.random ?? new Uint8Array(0)));
  }

  /** All messages so far: what CertificateVerify signs. */
  messages(): Uint8Array {
    return concat(...this.#transcript);
  }

  /** What ServerKeyExchange signs. */
  signedParams(params: ServerEcdhParams): Uint8Array {
    return concat(this.randoms('ClientHello', 'ServerHello'), encode(ServerEcdhParams, params));
  }

  /** What a side's Finished must hold at this moment. */
  verifyData(side: Role = this.role): Uint8Array {
    return prf.derive(this.#master ?? new Uint8Array(48), `${side} finished`, this.#transcriptHash(), 12);
  }

  #add(message: Uint8Array): void {
    this.#transcript.push(message.slice());
    if (nameOfMessage(messagesEcdhe, message) === 'ClientKeyExchange') this.#makeMaster();
  }

  #makeMaster(): void {
    const share = this.bodies.ClientKeyExchange?.public;
    const made = this.role === 'client' || share === undefined ? undefined : this.keyOffer?.complete(share);
    const secret = this.preMasterSecret ?? (made instanceof Uint8Array ? made : undefined);
    if (secret === undefined) return;
    const extended = [this.bodies.ClientHello, this.bodies.ServerHello].every(
      (hello) => hello?.extensions?.extended_master_secret !== undefined,
    );
    this.#master = extended
      ? prf.derive(secret, 'extended master secret', this.#transcriptHash(), 48)
      : prf.derive(secret, 'master secret', this.randoms('ClientHello', 'ServerHello'), 48);
  }

  #keys(side: Role): ClassicRecordKeys | undefined {
    if (this.#master === undefined) return undefined;
    const block = prf.derive(this.#master, 'key expansion', this.randoms('ServerHello', 'ClientHello'), 40);
    const [key, salt] = side === 'client' ? [0, 32] : [16, 36];
    return new ClassicRecordKeys(this.crypto, block.slice(key, key + 16), block.slice(salt, salt + 4));
  }

  #transcriptHash(): Uint8Array {
    return this.crypto.hash('sha256').update(this.messages()).digest();
  }

  #checkFinished({ verifyData }: ClassicBody<'Finished'>): void {
    const side = this.role === 'client' ? 'server' : 'client';
    if (!equalBytes(verifyData, this.verifyData(side))) throw new Error('the subject sent a wrong Finished');
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
    const plain = { type: raw.header[0] as number, data: raw.fragment };
    const { type, data } = this.#read?.open(raw.header, raw.fragment) ?? plain;
    if (type === contentTypes.handshake) this.#assembler.push(data.slice());
    if (type === contentTypes.application_data) this.data.push(data.slice());
    if (type === contentTypes.alert) this.alerts.push(spellAlert(data));
    if (type === contentTypes.change_cipher_spec) {
      this.#changes++;
      this.#read = this.#keys(this.role === 'client' ? 'server' : 'client');
    }
    return true;
  }
}

/** Content of one record. */
const longest = 2 ** 14;

function spellAlert([level, description = 255]: Uint8Array): string {
  return `${level === 2 ? 'fatal' : 'warning'} ${alertById(description)?.name ?? description}`;
}
