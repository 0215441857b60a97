import { acceptEch, createEchKey, echConfigList, offerEch } from 'handfast/ech';
import { nodeProvider } from 'handfast/providers/node';
import { expect, test } from 'vitest';
import { chat, converse, trust } from './testing/conversation.ts';
import { dissectOne } from './testing/tape.ts';

const key = await createEchKey(nodeProvider, { publicName: 'public.test' });
const hides = { encryptedClientHello: offerEch(echConfigList([key])) };
const reads = { encryptedClientHello: acceptEch([key]) };

test.each([
  ['at once', {}],
  ['after HelloRetryRequest', { keyShares: [] }],
])(
  'RFC 9850 §2.2: with the secrets of a key log a hidden hello is read, and all that follows is proved: %s',
  (_how, more) => {
    const spoken = converse({ act: chat, client: { ...hides, ...more }, server: reads });
    const heard = dissectOne(spoken.tape, { secrets: { keyLog: spoken.keyLog }, anchors: trust });
    expect(heard.plaintext).toEqual(spoken.received);
    expect(heard.report).toMatchObject({ serverName: 'server.test', records: { failed: 0, withoutKey: 0 } });
    expect(heard.report.checks.length).toBeGreaterThan(3);
    expect(heard.report.checks.filter(({ result }) => result !== 'verified')).toEqual([]);
  },
);

test('RFC 9849 §6.1: without them the name is the public one, and everything stays closed', () => {
  const spoken = converse({ act: chat, client: hides, server: reads });
  const keyLog = spoken.keyLog.replace(/^ECH_.*$/gm, '');
  const heard = dissectOne(spoken.tape, { secrets: { keyLog }, anchors: trust });
  expect(heard.report.serverName).toBe('public.test');
  expect(heard.plaintext.every((text) => text.length === 0)).toBe(true);
});
