import { expect, test } from 'vitest';
import { concat } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { HashName } from '../crypto/algorithms.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { Transcript } from './transcript.ts';

const hash = (name: HashName, ...parts: readonly Uint8Array[]): Uint8Array =>
  nodeProvider
    .hash(name)
    .update(concat(...parts))
    .digest();

const hello = Uint8Array.of(1, 0, 0, 3, 10, 11, 12);
const answer = Uint8Array.of(2, 0, 0, 2, 20, 21);

test('RFC 8446 §4.4.1: messages count from the first on, whenever the hash is agreed', () => {
  const transcript = new Transcript(nodeProvider);
  expect(transcript.begun).toBe(false);
  expect(() => transcript.digest()).toThrow(MisuseError);
  transcript.add(hello);
  expect([transcript.begun, transcript.last]).toEqual([true, hello]);
  transcript.start('sha384');
  transcript.start('sha384');
  transcript.add(answer);
  expect(transcript.digest()).toEqual(hash('sha384', hello, answer));
  expect(() => transcript.start('sha256')).toThrow(MisuseError);
});

test('RFC 2246 §7.4.9: before TLS 1.2 two hashes stand one after the other', () => {
  const transcript = new Transcript(nodeProvider);
  transcript.add(hello);
  transcript.start('md5', 'sha1');
  expect(transcript.digest()).toEqual(concat(hash('md5', hello), hash('sha1', hello)));
  const tails = transcript.digestsWithTail((name) => (name === 'md5' ? answer : hello));
  expect(tails).toEqual([hash('md5', hello, answer), hash('sha1', hello, hello)]);
  expect(transcript.digest()).toEqual(concat(hash('md5', hello), hash('sha1', hello)));
});

test('RFC 6347 §4.2.6: in datagrams up to DTLS 1.2 the number of a message counts, as if it came in one piece', () => {
  const transcript = new Transcript(nodeProvider);
  transcript.countHeaders();
  transcript.add(hello, 0);
  transcript.start('sha256');
  transcript.add(answer, 0x0102);
  const whole = [
    Uint8Array.of(1, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 3, 10, 11, 12),
    Uint8Array.of(2, 0, 0, 2, 1, 2, 0, 0, 0, 0, 0, 2, 20, 21),
  ];
  expect(transcript.digest()).toEqual(hash('sha256', ...whole));
});

test('RFC 8446 §4.4.1: after HelloRetryRequest a message with its hash stands for the first ClientHello', () => {
  const standsFor = concat(Uint8Array.of(254, 0, 0, 32), hash('sha256', hello));
  const transcript = new Transcript(nodeProvider);
  transcript.add(hello);
  transcript.add(answer);
  transcript.restart('sha256');
  expect(transcript.digest()).toEqual(hash('sha256', standsFor, answer));
  const remembering = new Transcript(nodeProvider);
  remembering.restartFrom('sha256', hash('sha256', hello));
  expect(remembering.digest()).toEqual(hash('sha256', standsFor));
});

test('RFC 8446 §4.2.11.2: a binder covers part of a message, and leaves no trace', () => {
  const transcript = new Transcript(nodeProvider);
  transcript.add(hello);
  expect(transcript.digestWith('sha256', answer.subarray(0, 5))).toEqual(hash('sha256', hello, answer.subarray(0, 5)));
  transcript.start('sha384');
  const copy = transcript.fork();
  transcript.add(answer);
  expect(copy.digest()).toEqual(hash('sha384', hello));
  transcript.rewind(copy);
  expect(transcript.digest()).toEqual(hash('sha384', hello));
  const early = new Transcript(nodeProvider);
  early.add(hello);
  const unstarted = early.fork();
  early.start('sha384');
  early.rewind(unstarted);
  early.start('sha256');
  expect(early.digest()).toEqual(hash('sha256', hello));
});

test('RFC 5246 §7.4.8: who signs all messages has all of them, and only while they are kept', () => {
  const transcript = new Transcript(nodeProvider);
  expect(() => transcript.messages()).toThrow(MisuseError);
  transcript.add(hello);
  transcript.keepMessages();
  expect(transcript.messages()).toEqual(hello);
  transcript.start('sha256');
  transcript.add(answer);
  expect(transcript.messages()).toEqual(concat(hello, answer));
  transcript.forgetMessages();
  expect(() => transcript.messages()).toThrow(MisuseError);
});
