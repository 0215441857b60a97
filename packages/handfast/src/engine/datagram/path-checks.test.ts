import { expect, test } from 'vitest';
import { PathChecks } from './path-checks.ts';
import { lossyPairs } from './testing/lossy-pair.ts';

const cookie = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const said = (type: number, content = cookie): Uint8Array => Uint8Array.of(type, ...content);

test('RFC 9853 §5.1: a path is valid when the challenge is answered in time with its cookie', () => {
  const checks = new PathChecks();
  expect(checks.hear(said(1), 0)).toBeUndefined();
  expect(checks.challenge(cookie, 0)).toEqual(said(0));
  checks.hear(said(1, cookie.toReversed()), 10);
  expect(checks.takeValid()).toBe(false);
  checks.hear(said(1), 20);
  expect([checks.takeValid(), checks.takeValid()]).toEqual([true, false]);
});

test('RFC 9853 §5.5: an answer that comes after a second changes nothing, and one may ask again', () => {
  const checks = new PathChecks();
  checks.challenge(cookie, 0);
  expect(checks.challenge(cookie, 999)).toBeUndefined();
  checks.hear(said(1), 1000);
  expect(checks.takeValid()).toBe(false);
  expect(checks.challenge(cookie, 1000)).toEqual(said(0));
});

test('RFC 9853 §4: each challenge has one answer, and other types are passed over', () => {
  const checks = new PathChecks();
  expect(checks.hear(said(0), 0)).toEqual(said(1));
  for (const content of [said(2), said(3), said(254), said(0).subarray(1), new Uint8Array(0)]) {
    expect(checks.hear(content, 0)).toBeUndefined();
  }
});

for (const version of ['DTLS 1.2', 'DTLS 1.3'] as const) {
  test(`RFC 9853 §3: ${version} checks paths where both sides have connection IDs, and not without`, () => {
    const made = (connectionIdLength: number | undefined) => {
      const datagrams = connectionIdLength === undefined ? {} : { connectionIdLength };
      return lossyPairs({ client: { versions: [version], datagrams }, server: { datagrams } })({ seed: 1 });
    };
    const { client, server, network } = made(4);
    expect(server.connection.challengePath()).toBe(false);
    network.run();
    server.use((connection) => expect([connection.challengePath(), connection.challengePath()]).toEqual([true, false]));
    network.run();
    expect([client.error, server.error, client.connection.checksPaths]).toEqual([undefined, undefined, true]);
    expect([client.validPaths, server.validPaths]).toEqual([0, 1]);
    const without = made(undefined);
    without.network.run();
    expect([without.server.connection.checksPaths, without.server.connection.challengePath()]).toEqual([false, false]);
  });
}
