import { expect, test } from 'vitest';
import { concat, utf8 } from '../../base/bytes.ts';
import type { FailureCode } from '../../base/failures.ts';
import { parsedCredential } from '../../engine/credentials.ts';
import { ClassicPeer } from '../../engine/testing/classic-peer.ts';
import {
  type ClassicMistake,
  classicExtensions,
  classicFields,
  classicServerScript,
  classicSignature,
  classicStage,
  judgesClassic,
} from '../../engine/testing/classic-script.ts';
import { converse, expectEstablished, expectRefused } from '../../engine/testing/converse.ts';
import { credential, serverCredential } from '../../engine/testing/fixtures.ts';
import { flipped } from '../../engine/testing/mistakes.ts';
import { clientEnd, connectedPair, pair, pump } from '../../engine/testing/pair.ts';
import type { GroupName } from '../../registry/groups.ts';
import { ecdhParams } from '../../wire/messages/server-key-exchange.ts';

const none = new Uint8Array(0);
const versions = ['TLS 1.2'] as const;
const rsaChain = parsedCredential(await credential({ kind: 'RSA' })).chain.map(({ der }) => der);
const strangeChain = parsedCredential(await credential({ names: ['elsewhere.test'] })).chain.map(({ der }) => der);

/** A server random whose end is a mark of downgrade. */
const marked = (last: number): ClassicMistake =>
  classicFields('ServerHello', (body) => ({
    ...body,
    random: concat(body.random.subarray(0, 24), utf8('DOWNGRD'), Uint8Array.of(last)),
  }));

judgesClassic('client', 'ServerHello', [
  [
    'unoffered_suite',
    'RFC 5246 §7.4.1.3: a suite that was not offered',
    classicFields('ServerHello', { cipherSuite: 0x002f }),
  ],
  ['unoffered_suite', 'RFC 5246 §7.4.1.3: a suite of TLS 1.3', classicFields('ServerHello', { cipherSuite: 0x1301 })],
  ['unsupported_version', 'RFC 5246 §7.4.1.3: TLS 1.1', classicFields('ServerHello', { legacyVersion: 0x0302 })],
  ['unsupported_version', 'RFC 6101 §5.6.1.3: SSL 3.0', classicFields('ServerHello', { legacyVersion: 0x0300 })],
  ['bad_compression', 'RFC 5246 §7.4.1.3: DEFLATE', classicFields('ServerHello', { legacyCompressionMethod: 1 })],
  [
    undefined,
    'RFC 5246 §7.4.1.3: a session id of its own',
    classicFields('ServerHello', { legacySessionIdEcho: new Uint8Array(32) }),
  ],
  [
    'insecure_renegotiation',
    'RFC 5746 §4.1: it does not know secure renegotiation',
    classicExtensions('ServerHello', { renegotiation_info: undefined }),
  ],
  [
    'bad_renegotiation_info',
    'RFC 5746 §3.4: its renegotiation_info is not empty',
    classicExtensions('ServerHello', { renegotiation_info: new Uint8Array(12) }),
  ],
  [
    'bad_point_formats',
    'RFC 8422 §5.2: it takes compressed points alone',
    classicExtensions('ServerHello', { ec_point_formats: [1] }),
  ],
  [
    'unsolicited_extension',
    '[E12] RFC 6091 §3.1: certificates of OpenPGP, which nobody offered',
    classicExtensions('ServerHello', { cert_type: 1 }),
  ],
  [
    'unsolicited_extension',
    '[F17] [G12] RFC 5246 §7.4.1.4: an answer to what was not asked',
    classicExtensions('ServerHello', { encrypt_then_mac: {} }),
  ],
  [
    'misplaced_extension',
    'RFC 8446 §4.2: key_share does not exist in TLS 1.2',
    classicExtensions('ServerHello', { key_share: { group: 29, keyExchange: new Uint8Array(32) } }),
    { client: { versions: ['TLS 1.2', 'TLS 1.3'] } },
  ],
  [
    'bad_record_size_limit',
    'RFC 8449 §4: 2^14 + 1 bytes are too many before TLS 1.3',
    classicExtensions('ServerHello', { record_size_limit: 2 ** 14 + 1 }),
    { client: { recordSizeLimit: 4096 } },
  ],
  [
    undefined,
    'RFC 7627 §5.3: it does not know extended_master_secret',
    classicExtensions('ServerHello', { extended_master_secret: undefined }),
  ],
  [
    'downgrade_detected',
    '[K03] RFC 8446 §4.1.3: it could speak TLS 1.3',
    marked(1),
    { client: { versions: ['TLS 1.2', 'TLS 1.3'] } },
  ],
  [
    'downgrade_detected',
    'RFC 8446 §4.1.3: it could speak TLS 1.2',
    marked(0),
    { client: { versions: ['TLS 1.2', 'TLS 1.3'] } },
  ],
  [undefined, 'RFC 8446 §4.1.3: it could speak TLS 1.3, and we could not', marked(1)],
  [
    'unknown_session',
    'RFC 8446 Appendix D.4: it resumes the session that only middleboxes were to see',
    classicFields('ServerHello', (body, peer) => ({
      ...body,
      legacySessionIdEcho: peer.bodies.ClientHello?.legacySessionId ?? none,
    })),
    { client: { versions: ['TLS 1.2', 'TLS 1.3'] } },
  ],
]);

judgesClassic('client', 'Certificate', [
  ['empty_certificate', 'RFC 5246 §7.4.2: no certificate', classicFields('Certificate', { certificateList: [] })],
  [
    'unfit_certificate',
    'RFC 5246 §7.4.2: an RSA key for an ECDSA suite',
    classicFields('Certificate', { certificateList: rsaChain }),
  ],
  ['name_mismatch', 'RFC 9525 §6: another name', classicFields('Certificate', { certificateList: strangeChain })],
  [
    'chain_too_long',
    'RFC 5246 §7.4.2: more certificates than anybody needs',
    classicFields('Certificate', ({ certificateList }) => ({ certificateList: Array(40).fill(certificateList[0]) })),
  ],
]);

test('RFC 5246 §7.4.2: a key that cannot serve the suite is refused before anything else is heard', async () => {
  const script = classicFields('Certificate', { certificateList: rsaChain })(classicServerScript());
  const subject = clientEnd({ versions: ['TLS 1.2'] });
  const peer = new ClassicPeer('server', serverCredential);
  await converse(subject, peer, script.slice(0, 1 + script.findIndex(({ name }) => name === 'Certificate')));
  expectRefused(subject, peer, 'unfit_certificate');
});

test('RFC 8422 §5.3: the key of a certificate is on a curve of the client’s list, if that names any that sign', async () => {
  const listing = (...groups: GroupName[]) => ({ versions, groups });
  // Neither would the server begin, nor would the client go on with one that does.
  const refused = pair({ client: listing('secp384r1'), server: { versions } });
  await pump(refused);
  expect(refused.server.error).toMatchObject({ code: 'no_common_group' });
  const subject = clientEnd(listing('x25519', 'secp384r1'));
  const peer = new ClassicPeer('server', serverCredential);
  const script = classicServerScript();
  await converse(subject, peer, script.slice(0, 1 + script.findIndex(({ name }) => name === 'Certificate')));
  expectRefused(subject, peer, 'unfit_certificate');
  // A list of curves that cannot sign says nothing about those that can.
  const both = await connectedPair({ client: listing('x25519'), server: { versions } });
  expect(both.client.info?.group).toBe('x25519');
});

/** Other parameters, signed as they are. */
const params = (group: number, share: Uint8Array): ClassicMistake =>
  classicFields('ServerKeyExchange', (body, peer) => {
    const other = ecdhParams(group, share);
    return { ...body, params: other, signature: classicSignature(peer, peer.signedParams(other)) };
  });

judgesClassic('client', 'ServerKeyExchange', [
  [
    'bad_signature',
    '[C14] RFC 5246 §7.4.3: its signature is wrong',
    classicFields('ServerKeyExchange', (body) => ({ ...body, signature: flipped(body.signature) })),
  ],
  [
    'bad_signature',
    'RFC 5246 §7.4.3: it signs without the randoms',
    classicFields('ServerKeyExchange', (body, peer) => ({
      ...body,
      signature: classicSignature(peer, peer.signedParams(body.params).subarray(64)),
    })),
  ],
  [
    'bad_signature_scheme',
    'RFC 5246 §7.4.3: it signs with SHA-1',
    classicFields('ServerKeyExchange', { algorithm: 0x0203 }),
  ],
  [
    'bad_signature_scheme',
    'RFC 5246 §7.4.3: it names an RSA scheme for an ECDSA key',
    classicFields('ServerKeyExchange', { algorithm: 0x0804 }),
  ],
  [
    'bad_signature_scheme',
    'RFC 5246 §7.4.3: it signs with a scheme that was not offered',
    classicFields('ServerKeyExchange', {}),
    { client: { signatureSchemes: ['ecdsa_secp384r1_sha384'] } },
  ],
  ['unoffered_group', 'RFC 8422 §5.4: a curve that was not offered', params(30, new Uint8Array(56).fill(9))],
  [
    'unoffered_group',
    'RFC 8422 §5.4: a group of TLS 1.3',
    params(0x11ec, new Uint8Array(8).fill(9)),
    { client: { versions: ['TLS 1.2', 'TLS 1.3'] } },
  ],
  ['bad_key_share', 'RFC 7748 §6.1: a share that makes the secret zero', params(29, new Uint8Array(32))],
  [
    'bad_key_share',
    'RFC 8422 §5.4: a point that is not on its curve',
    params(23, concat(Uint8Array.of(4), new Uint8Array(64).fill(1))),
  ],
  [
    'bad_key_share',
    'RFC 8422 §5.4.1: a compressed point',
    params(23, concat(Uint8Array.of(2), new Uint8Array(32).fill(1))),
  ],
  [
    'bad_value',
    'RFC 8422 §5.4: a curve that is spelled out',
    classicFields('ServerKeyExchange', (body) => ({ ...body, params: { ...body.params, curveType: 1 } })),
  ],
]);

judgesClassic('client', 'Finished', [
  [
    'bad_finished',
    '[C21] RFC 5246 §7.4.9: it does not match',
    classicFields('Finished', ({ verifyData }) => ({ verifyData: flipped(verifyData) })),
  ],
  [
    'bad_finished',
    'RFC 5246 §7.4.9: it is the one of the client',
    classicFields('Finished', (_body, peer) => ({ verifyData: peer.verifyData('client') })),
  ],
]);

judgesClassic('server', 'ClientHello', [
  [
    'no_common_suite',
    'RFC 5246 §7.4.1.3: nothing but weak suites',
    classicFields('ClientHello', { cipherSuites: [0x000a, 0x002f, 0x0005] }),
  ],
  [
    'no_common_suite',
    'RFC 5246 §7.4.2: only suites for another kind of key',
    classicFields('ClientHello', { cipherSuites: [0xc02f] }),
  ],
  [
    'bad_compression',
    'RFC 5246 §7.4.1.2: null compression is missing',
    classicFields('ClientHello', { legacyCompressionMethods: [1] }),
  ],
  [
    undefined,
    'RFC 5246 §7.4.1.2: DEFLATE beside null',
    classicFields('ClientHello', { legacyCompressionMethods: [1, 0] }),
  ],
  [
    'unsupported_version',
    'RFC 5246 §E.1: TLS 1.1 at the most',
    classicFields('ClientHello', { legacyVersion: 0x0302 }),
  ],
  ['unsupported_version', 'RFC 7568 §3: SSL 3.0 at the most', classicFields('ClientHello', { legacyVersion: 0x0300 })],
  [undefined, 'RFC 5246 §E.1: a version from the future', classicFields('ClientHello', { legacyVersion: 0x0305 })],
  [
    'inappropriate_fallback',
    '[G16] [K03] RFC 7507 §3: it fell back although we know better',
    classicFields('ClientHello', { cipherSuites: [0xc02b, 0x5600] }),
    { server: { versions: ['TLS 1.2', 'TLS 1.3'] } },
  ],
  [
    'inappropriate_fallback',
    'RFC 7507 §3: it fell back to a version that we do not even speak',
    classicFields('ClientHello', { legacyVersion: 0x0302, cipherSuites: [0xc02b, 0x5600] }),
  ],
  [
    'no_common_suite',
    '[E08] RFC 2712 §3: suites of Kerberos alone',
    classicFields('ClientHello', { cipherSuites: [0x001e, 0x001f, 0x0028, 0x00ff] }),
  ],
  [
    undefined,
    '[E12] RFC 6091 §3.1: certificates of OpenPGP, which we do not have, are as good as those of X.509',
    classicExtensions('ClientHello', { cert_type: [1, 0] }),
  ],
  [
    undefined,
    'RFC 7507 §3: it fell back to the best that we know',
    classicFields('ClientHello', { cipherSuites: [0xc02b, 0x5600] }),
  ],
  [
    'bad_renegotiation_info',
    'RFC 5746 §3.6: its renegotiation_info is not empty',
    classicExtensions('ClientHello', { renegotiation_info: Uint8Array.of(1) }),
  ],
  [
    'bad_point_formats',
    'RFC 8422 §5.1.2: compressed points alone',
    classicExtensions('ClientHello', { ec_point_formats: [1, 2] }),
  ],
  [
    'no_common_group',
    'RFC 8422 §5.1.1: curves that we do not have',
    classicExtensions('ClientHello', { supported_groups: [14, 30] }),
  ],
  [
    'no_common_group',
    'RFC 8422 §5.1.1: groups of TLS 1.3 alone',
    classicExtensions('ClientHello', { supported_groups: [0x11ec] }),
  ],
  [
    'no_common_signature_scheme',
    'RFC 9155 §3: without signature_algorithms SHA-1 would be meant',
    classicExtensions('ClientHello', { signature_algorithms: undefined }),
  ],
  [
    'no_common_signature_scheme',
    'RFC 5246 §7.4.1.4.1: no scheme for our key',
    classicExtensions('ClientHello', { signature_algorithms: [0x0401] }),
  ],
  [
    'bad_value',
    'RFC 6066 §4: a code of max_fragment_length that means nothing',
    classicExtensions('ClientHello', { max_fragment_length: 5 }),
  ],
  ['bad_record_size_limit', 'RFC 8449 §4: 63 bytes', classicExtensions('ClientHello', { record_size_limit: 63 })],
  [
    undefined,
    'RFC 5746 §3.6: the signal instead of the extension',
    (script) => classicExtensions('ClientHello', { renegotiation_info: undefined })(script),
  ],
  [
    undefined,
    'RFC 7627 §5.2: it does not know extended_master_secret',
    classicExtensions('ClientHello', { extended_master_secret: undefined }),
  ],
  [undefined, 'RFC 8446 §9.3: an extension that nobody knows', classicExtensions('ClientHello', { '0x1234': none })],
]);

judgesClassic('server', 'ClientKeyExchange and Finished', [
  [
    'bad_key_share',
    'RFC 7748 §6.1: a share that makes the secret zero',
    classicFields('ClientKeyExchange', { public: new Uint8Array(32) }),
  ],
  [
    'bad_key_share',
    'RFC 8422 §5.7: a share of another length',
    classicFields('ClientKeyExchange', { public: new Uint8Array(31).fill(9) }),
  ],
  [
    'bad_finished',
    'RFC 5246 §7.4.9: it does not match',
    classicFields('Finished', ({ verifyData }) => ({ verifyData: flipped(verifyData) })),
  ],
]);

judgesClassic(
  'server',
  'the proof of a client',
  [
    [
      'client_certificate_missing',
      '[C17] RFC 5246 §7.4.6: no certificate although one is required',
      classicFields('Certificate', { certificateList: [] }),
    ],
    [
      'bad_signature',
      '[C19] RFC 5246 §7.4.8: its signature is wrong',
      classicFields('CertificateVerify', (body) => ({ ...body, signature: flipped(body.signature) })),
    ],
    [
      'bad_signature',
      'RFC 5246 §7.4.8: it signs other messages',
      classicFields('CertificateVerify', (body, peer) => ({
        ...body,
        signature: classicSignature(peer, peer.messages().subarray(4)),
      })),
    ],
    [
      'bad_signature_scheme',
      'RFC 5246 §7.4.8: it signs with SHA-1',
      classicFields('CertificateVerify', { algorithm: 0x0203 }),
    ],
  ],
  { authenticated: true },
);

test.each<[FailureCode, string]>([['no_common_protocol', 'h2']])('RFC 7301 §3.2: %s', async (code, protocol) => {
  const both = pair({
    client: { versions: ['TLS 1.2'], protocols: [protocol] },
    server: { protocols: ['http/1.1'] },
  });
  await pump(both);
  expect(both.server.error?.code).toBe(code);
  expect(both.client.error).toMatchObject({ alert: 'no_application_protocol' });
});

test('RFC 8446 §4.1.3: a server that knows TLS 1.3 marks what it says in TLS 1.2', async () => {
  const randoms: Uint8Array[] = [];
  const observer = {
    message: ({ name, body }: { name: string; body: unknown }) => {
      if (name === 'ServerHello') randoms.push((body as { random: Uint8Array }).random.slice(24));
    },
  };
  await connectedPair({ client: { versions: ['TLS 1.2'] }, server: { observer } });
  await connectedPair({ client: { versions: ['TLS 1.2'] }, server: { observer, versions: ['TLS 1.2'] } });
  expect(randoms[0]).toEqual(concat(utf8('DOWNGRD'), Uint8Array.of(1)));
  expect(randoms[1]).not.toEqual(randoms[0]);
});

test('RFC 5705 §4: labels of the handshake give no keying material, and key updates do not exist', async () => {
  const { client } = await connectedPair({
    client: { versions: ['TLS 1.2'] },
    server: { credentials: [serverCredential] },
  });
  const { connection } = client;
  expect(() => connection.exportKeyingMaterial('key expansion', undefined, 16)).toThrow('belongs to the handshake');
  expect(() => connection.updateKeys(true)).toThrow('only TLS 1.3');
});

/** What a server of ours answers to a hello that differs in these ways. */
async function answerTo(...mistakes: readonly ClassicMistake[]) {
  const { subject, peer, script } = classicStage('server');
  await converse(
    subject,
    peer,
    mistakes.reduce((changed, mistake) => mistake(changed), script),
  );
  expectEstablished(subject, peer);
  return { extensions: peer.bodies.ServerHello?.extensions, records: subject.writes };
}

test('RFC 5746 §3.6: a server answers whoever knows secure renegotiation, by extension or by signal, and nobody else', async () => {
  const without = classicExtensions('ClientHello', { renegotiation_info: undefined });
  const signal: ClassicMistake = classicFields('ClientHello', ({ extensions, ...body }) => {
    const { renegotiation_info, ...others } = extensions ?? {};
    return { ...body, cipherSuites: [0xc02b, 0x00ff], extensions: others };
  });
  expect((await answerTo()).extensions?.renegotiation_info).toEqual(none);
  expect((await answerTo(signal)).extensions?.renegotiation_info).toEqual(none);
  expect((await answerTo(without)).extensions?.renegotiation_info).toBeUndefined();
});

test('RFC 6066 §4, RFC 8449 §5: a server keeps to max_fragment_length, unless record_size_limit says more', async () => {
  const small = await answerTo(classicExtensions('ClientHello', { max_fragment_length: 1 }));
  expect(small.extensions).toMatchObject({ max_fragment_length: 1 });
  const both = await answerTo(classicExtensions('ClientHello', { max_fragment_length: 1, record_size_limit: 1000 }));
  expect(both.extensions).toMatchObject({ record_size_limit: 2 ** 14 });
  expect(both.extensions).not.toHaveProperty('max_fragment_length');
});

test('RFC 5246 §7.4.1.4: a server answers nothing that was not asked', async () => {
  const { extensions } = await answerTo(
    classicFields('ClientHello', (body) => ({
      ...body,
      extensions: { supported_groups: [29, 23], signature_algorithms: [0x0403] },
    })),
  );
  expect(extensions).toBeUndefined();
});

test('[A21, F08] RFC 5246 §7.4.1.4.1: a server whose key makes no signature that the client accepts refuses it', async () => {
  const ends = pair({
    client: { versions: ['TLS 1.2'], signatureSchemes: ['ecdsa_secp256r1_sha256'] },
    server: { credentials: [await credential({ kind: 'RSA' })] },
  });
  await pump(ends);
  expect(ends.server.error).toMatchObject({ alert: 'handshake_failure' });
  expect(ends.client.error).toMatchObject({ alert: 'handshake_failure' });
});
