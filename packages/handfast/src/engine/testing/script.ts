/** Scripts of conversations: what the peer says and expects, step by step, and ways to get it wrong. */

import { unknownExtension } from '../../wire/extensions/extension.ts';
import { extensionTable } from '../../wire/extensions/table.ts';
import { bodies } from './messages.ts';
import type { Body, MessageName, ScriptedPeer } from './scripted-peer.ts';

/** One step of a script. */
export type Step<P = ScriptedPeer, N = MessageName> =
  | { readonly does: 'say'; readonly name: string; readonly act: (peer: P) => void }
  | { readonly does: 'hear'; readonly name: N }
  | { readonly does: 'act'; readonly name: string; readonly act: (peer: P) => void }
  | { readonly does: 'hang up'; readonly name: string };

export type Script<P = ScriptedPeer, N = MessageName> = readonly Step<P, N>[];

/** Alters a body before it is sent, with the keys and the transcript of the moment at hand. */
export type Change<N extends MessageName> = (body: Body<N>, peer: ScriptedPeer) => Body<N>;

/** Says a message. `name` tells it from others of its kind. */
export function say<N extends MessageName>(
  message: N,
  change: Change<N> = (body) => body,
  name: string = message,
): Step {
  return {
    does: 'say',
    name,
    act: (peer) => peer.sendMessages(peer.encode(message, change(bodies[message](peer), peer))),
  };
}

/** The bytes of a message as it should be. */
export const usual = (peer: ScriptedPeer, message: MessageName): Uint8Array =>
  peer.encode(message, bodies[message](peer));

export const hear = <N extends string>(name: N): Step<unknown, N> => ({ does: 'hear', name });
export const act = <P = ScriptedPeer>(name: string, does: (peer: P) => void): Step<P, never> => ({
  does: 'act',
  name,
  act: does,
});

const handshakeKeys = act('handshake keys', (peer: ScriptedPeer) => peer.takeHandshakeKeys());
const applicationKeys = act('application keys', (peer: ScriptedPeer) => peer.takeApplicationKeys());

/** Ends the transport without a word. */
export const hangUp: Step<unknown, never> = { does: 'hang up', name: 'hang up' };

/** Application data. */
export const data = (bytes: Uint8Array) =>
  act('data', (peer: { send(type: number, data: Uint8Array): void }) => peer.send(23, bytes));

/** What makes one handshake different from the plain one. */
export interface Plot {
  /** The server asks for a certificate. */
  readonly authenticated?: boolean;
  /** The server asks for another share first. */
  readonly retried?: boolean;
}

/** A server that does everything right, up to the client's Finished. */
export function serverScript({ authenticated = false, retried = false }: Plot = {}): Script {
  return [
    hear('ClientHello'),
    ...(retried ? [say('HelloRetryRequest'), hear('ClientHello')] : []),
    say('ServerHello'),
    handshakeKeys,
    say('EncryptedExtensions'),
    ...(authenticated ? [say('CertificateRequest')] : []),
    say('Certificate'),
    say('CertificateVerify'),
    say('Finished'),
    applicationKeys,
    ...(authenticated ? [hear('Certificate'), hear('CertificateVerify')] : []),
    hear('Finished'),
  ];
}

/** A client that does everything right, up to its Finished. */
export function clientScript({ authenticated = false, retried = false }: Plot = {}): Script {
  return [
    say('ClientHello'),
    ...(retried ? [hear('HelloRetryRequest'), say('ClientHello', undefined, 'second ClientHello')] : []),
    hear('ServerHello'),
    hear('EncryptedExtensions'),
    ...(authenticated ? [hear('CertificateRequest')] : []),
    hear('Certificate'),
    hear('CertificateVerify'),
    hear('Finished'),
    ...(authenticated ? [say('Certificate'), say('CertificateVerify')] : []),
    say('Finished'),
    applicationKeys,
  ];
}

// Ways to get it wrong. Each throws when the script has no such message.

export const without = <P, N>(script: Script<P, N>, name: string): Script<P, N> => splice(script, name, () => []);
/** The second time it is no part of the transcript: keys that follow are those of a conversation without it. */
export const twice = <P extends { repeat(): void }, N>(script: Script<P, N>, name: string): Script<P, N> =>
  after(
    script,
    name,
    act('the same again', (peer: P) => peer.repeat()),
  );
export const replaced = <P, N>(script: Script<P, N>, name: string, ...by: Script<P, N>): Script<P, N> =>
  splice(script, name, () => by);
export const before = <P, N>(script: Script<P, N>, name: string, ...steps: Script<P, N>): Script<P, N> =>
  splice(script, name, (step) => [...steps, step]);
export const after = <P, N>(script: Script<P, N>, name: string, ...steps: Script<P, N>): Script<P, N> =>
  splice(script, name, (step) => [step, ...steps]);

/** Something else happens once the script has come to its end. */
export const andThen =
  (...steps: Script): Mistake =>
  (script) => [...script, ...steps];

/** The message changes places with the one that is said next. */
export function swapped<P, N>(script: Script<P, N>, name: string): Script<P, N> {
  const at = indexOf(script, name);
  const next = script.findIndex((step, i) => i > at && step.does === 'say');
  if (next === -1) throw new Error(`nothing is said after ${name}`);
  return script.map((step, i) => script[i === at ? next : i === next ? at : i] ?? step);
}

/** One field or more are different; signatures and MACs that follow are made over what is really sent. */
export const changed = <N extends MessageName>(
  script: Script,
  message: N,
  change: Change<N>,
  name: string = message,
): Script => replaced(script, name, say(message, change, name));

/** A way to get a script wrong. */
export type Mistake = (script: Script) => Script;

/** Other values in some fields of a message. */
export const fields =
  <N extends MessageName>(message: N, values: Partial<Body<N>>, name: string = message): Mistake =>
  (script) =>
    changed(script, message, (body) => ({ ...body, ...values }), name);

/** Other extensions in a message: `undefined` leaves one out, `[raw('key_share')]` gives one as bytes. */
export const extensions =
  <N extends MessageName>(message: N, values: Readonly<Record<string, unknown>>, name: string = message): Mistake =>
  (script) =>
    changed(script, message, (body) => withExtensions(body, values), name);

function withExtensions<N extends MessageName>(body: Body<N>, values: Readonly<Record<string, unknown>>): Body<N> {
  const own: unknown = Reflect.get(body, 'extensions');
  return { ...body, extensions: { ...(own as object), ...values } };
}

/** More extensions for each certificate in a Certificate message. */
export const entryExtensions =
  (values: Readonly<Record<string, unknown>>): Mistake =>
  (script) =>
    changed(script, 'Certificate', ({ certificateList, ...body }) => ({
      ...body,
      certificateList: certificateList.map((entry) => ({ ...entry, extensions: { ...entry.extensions, ...values } })),
    }));

/** The name under which an extension is given as bytes, beside or instead of its values. */
export const raw = (name: (typeof extensionTable)[number]['name']): string =>
  unknownExtension(extensionTable.find((row) => row.name === name)?.id ?? 0);

/** The message is different as bytes. */
export const reshaped = <N extends MessageName>(
  script: Script,
  message: N,
  shape: (bytes: Uint8Array) => Uint8Array,
  name: string = message,
): Script =>
  replaced(script, name, {
    does: 'say',
    name,
    act: (peer) => peer.sendMessages(shape(usual(peer, message))),
  });

/** A message with another body length: cut short, or with zeros behind. The header says the new length. */
export function resized(bytes: Uint8Array, by: number): Uint8Array {
  const changed = new Uint8Array(bytes.length + by);
  changed.set(bytes.subarray(0, changed.length));
  const body = changed.length - 4;
  changed.set([body >> 16, (body >> 8) & 0xff, body & 0xff], 1);
  return changed;
}

function splice<P, N>(script: Script<P, N>, name: string, by: (step: Step<P, N>) => Script<P, N>): Script<P, N> {
  const at = indexOf(script, name);
  return [...script.slice(0, at), ...by(script[at] as Step<P, N>), ...script.slice(at + 1)];
}

function indexOf<P, N>(script: Script<P, N>, name: string): number {
  const at = script.findIndex((step) => step.name === name && step.does !== 'hear');
  if (at === -1) throw new Error(`the script has no ${name}`);
  return at;
}
