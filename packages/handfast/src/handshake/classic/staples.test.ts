/** What a server up to TLS 1.2 shows beside its certificates: asked for, shown and believed. */

import { describe, expect, test } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import type { ProtocolError } from '../../base/errors.ts';
import { parsedCredential } from '../../engine/credentials.ts';
import {
  type ClassicMistake,
  classicExtensions,
  classicStage,
  judgesClassic,
  sayClassic,
} from '../../engine/testing/classic-script.ts';
import { converse } from '../../engine/testing/converse.ts';
import { authority, now, serverCredential } from '../../engine/testing/fixtures.ts';
import { type PairOptions, pair, pump } from '../../engine/testing/pair.ts';
import { Returning } from '../../engine/testing/returning.ts';
import { after, hear } from '../../engine/testing/script.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { parseCertificate } from '../../x509/certificate.ts';
import { createOcspResponse } from '../../x509/create/ocsp.ts';
import { certIDOf } from '../../x509/ocsp/cert-id.ts';
import type { CertStatus } from '../../x509/ocsp/response.ts';

const root = parseCertificate(authority.certificate);
const leaf = parsedCredential(serverCredential).chain[0] ?? root;

const responseThat = (certStatus: CertStatus): Promise<Uint8Array> =>
  Promise.resolve(
    createOcspResponse({
      provider: nodeProvider,
      signer: { key: authority.key },
      responder: root,
      producedAt: now,
      responses: [
        {
          certID: certIDOf(nodeProvider, leaf, root),
          certStatus,
          thisUpdate: now,
          nextUpdate: now + 3_600_000,
        },
      ],
    }),
  );

const good = await responseThat({ kind: 'good', value: null });
const revoked = await responseThat({ kind: 'revoked', value: { revocationTime: now - 5000 } });
const timestamps = [utf8('a promise'), utf8('another')];
const versions = ['TLS 1.2'] as const;

const meet = async ({ client, server }: PairOptions = {}) => {
  const both = pair({
    client: { versions, ...client },
    server: { credentials: [{ ...serverCredential, ocspResponse: good, timestamps }], ...server },
  });
  await pump(both);
  return both;
};

describe('[F03, F09, C05] RFC 6066 §8, RFC 6962 §3.3: beside its certificates', () => {
  test('a server shows its OCSP response and timestamps to clients that ask', async () => {
    const { client } = await meet({ client: { ocspStapling: true, certificateTransparency: 'ask' } });
    expect(client.error).toBeUndefined();
    expect(client.messages).toContain('< CertificateStatus');
    expect(client.info?.peer).toMatchObject({ ocspResponse: good, timestamps });
  });

  test('a server shows nothing to clients that do not ask', async () => {
    const { client } = await meet();
    expect(client.messages).not.toContain('< CertificateStatus');
    expect(client.info?.peer).toMatchObject({ ocspResponse: undefined, timestamps: [] });
  });

  test('a client that asks goes without, if nothing was promised', async () => {
    const { client } = await meet({ client: { ocspStapling: 'chain' }, server: { credentials: [serverCredential] } });
    expect(client.info?.peer).toMatchObject({ ocspResponse: undefined, timestamps: [] });
  });

  test('a response that says revoked ends the handshake', async () => {
    const credentials = [{ ...serverCredential, ocspResponse: revoked }];
    const { client } = await meet({ client: { ocspStapling: true }, server: { credentials } });
    expect((client.error as ProtocolError).code).toBe('certificate_revoked');
  });

  test('there is no CertificateStatus in an abbreviated handshake', async () => {
    const server = { versions, credentials: [{ ...serverCredential, ocspResponse: good }] };
    const returning = new Returning({ client: { versions, ocspStapling: true }, server });
    await returning.visit();
    const { client } = await returning.visit();
    expect(client.info?.resumed).toBe(true);
    expect(client.messages).not.toContain('< CertificateStatus');
  });
});

/** ServerHello says that CertificateStatus follows; then these responses do. */
const stapling =
  (extension: 'status_request' | 'status_request_v2', statusType: number, ...responses: Uint8Array[]): ClassicMistake =>
  (script) =>
    after(
      classicExtensions('ServerHello', { [extension]: {} })(script),
      'Certificate',
      sayClassic('CertificateStatus', () => ({ statusType, responses })),
    );
const asking = { client: { ocspStapling: 'chain' } } as const;
const none = new Uint8Array(0);

judgesClassic('client', 'CertificateStatus', [
  [undefined, 'RFC 6066 §8: about the leaf', stapling('status_request', 1, good), asking],
  [undefined, 'RFC 6961 §2.2: about every certificate', stapling('status_request_v2', 2, good, none), asking],
  [undefined, 'RFC 6961 §2.2: about the leaf alone', stapling('status_request_v2', 1, good), asking],
  [
    undefined,
    'RFC 6066 §8: announced, and left out all the same',
    classicExtensions('ServerHello', { status_request: {} }),
    asking,
  ],
  ['certificate_revoked', 'RFC 6961 §2.2: revoked', stapling('status_request_v2', 2, revoked), asking],
  ['bad_stapled_response', 'RFC 6066 §8: no response at all', stapling('status_request', 1, utf8('fine')), asking],
  ['bad_value', 'RFC 6066 §8: a kind that nobody asked for', stapling('status_request', 3), asking],
  [
    'unexpected_message',
    'RFC 6066 §8: not announced',
    (script) => after(script, 'Certificate', sayClassic('CertificateStatus')),
    asking,
  ],
  ['unsolicited_extension', 'RFC 6066 §8: announced, though nobody asked', stapling('status_request', 1, good)],
]);

test('RFC 6961 §2.2: a server answers the newer question where the older one is not asked', async () => {
  for (const type of [1, 2]) {
    const ask = classicExtensions('ClientHello', {
      status_request_v2: [
        { statusType: 9, request: none },
        { statusType: type, request: new Uint8Array(4) },
      ],
    });
    const credentials = [{ ...serverCredential, ocspResponse: good }];
    const { subject, peer, script } = classicStage('server', {}, { server: { credentials } });
    const hears = script.flatMap((step) =>
      step.name === 'Certificate' ? [step, hear('CertificateStatus' as const)] : [step],
    );
    await converse(subject, peer, ask(hears));
    expect(subject.error).toBeUndefined();
    expect(peer.bodies.ServerHello?.extensions?.status_request_v2).toEqual({});
    expect(peer.bodies.CertificateStatus).toEqual({ statusType: type, responses: [good] });
  }
});
