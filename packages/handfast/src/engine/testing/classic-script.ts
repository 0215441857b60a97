/** Scripts of TLS 1.2 conversations: what the peer says when it does everything right, and ways to get it wrong. */

import { describe, test } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import type { FailureCode } from '../../base/failures.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { Role } from '../../handshake/tls13/keys.ts';
import { ecdhParams } from '../../wire/messages/server-key-exchange.ts';
import type { ClassicBody, ClassicName, ClassicPeer, Heard } from './classic-peer.ts';
import { ClassicPeer as Peer } from './classic-peer.ts';
import { converse, expectEstablished, expectRefused } from './converse.ts';
import type { Endpoint } from './endpoint.ts';
import { clientCredential, serverCredential } from './fixtures.ts';
import { clientEnd, serverEnd } from './pair.ts';
import { act, hear, replaced, type Script, type Step } from './script.ts';
import { providers, type SubjectOptions } from './subjects.ts';

export type ClassicScript = Script<ClassicPeer, Heard>;
export type ClassicMistake = (script: ClassicScript) => ClassicScript;
type Change<N extends ClassicName> = (body: ClassicBody<N>, peer: ClassicPeer) => ClassicBody<N>;

const suite = 0xc02b;
const x25519 = 29;
const schemes = [0x0403, 0x0503, 0x0603, 0x0804, 0x0401];
const none = new Uint8Array(0);

/** Says a message. */
export const sayClassic = <N extends ClassicName>(
  name: N,
  change: Change<N> = (body) => body,
): Step<ClassicPeer, Heard> => ({
  does: 'say',
  name,
  act: (peer) => peer.sendMessages(peer.encode(name, change(bodies[name](peer) as ClassicBody<N>, peer))),
});

const sayChange: Step<ClassicPeer, Heard> = {
  does: 'say',
  name: 'ChangeCipherSpec',
  act: (peer) => peer.changeCipherSpec(),
};

export interface ClassicPlot {
  /** The server asks for a certificate. */
  readonly authenticated?: boolean;
}

export const classicServerScript = ({ authenticated = false }: ClassicPlot = {}): ClassicScript => [
  hear('ClientHello'),
  sayClassic('ServerHello'),
  sayClassic('Certificate'),
  sayClassic('ServerKeyExchange'),
  ...(authenticated ? [sayClassic('CertificateRequest')] : []),
  sayClassic('ServerHelloDone'),
  ...(authenticated ? [hear('Certificate')] : []),
  hear('ClientKeyExchange'),
  ...(authenticated ? [hear('CertificateVerify')] : []),
  hear('ChangeCipherSpec'),
  hear('Finished'),
  sayChange,
  sayClassic('Finished'),
];

export const classicClientScript = ({ authenticated = false }: ClassicPlot = {}): ClassicScript => [
  sayClassic('ClientHello'),
  hear('ServerHello'),
  hear('Certificate'),
  hear('ServerKeyExchange'),
  ...(authenticated ? [hear('CertificateRequest')] : []),
  hear('ServerHelloDone'),
  ...(authenticated ? [sayClassic('Certificate')] : []),
  sayClassic('ClientKeyExchange'),
  ...(authenticated ? [sayClassic('CertificateVerify')] : []),
  sayChange,
  sayClassic('Finished'),
  hear('ChangeCipherSpec'),
  hear('Finished'),
];

/** What each message holds when nobody asks for anything wrong. */
const bodies: { readonly [N in ClassicName]: (peer: ClassicPeer) => ClassicBody<N> } = {
  HelloRequest: () => ({}),
  ClientHello: ({ crypto }) => ({
    legacyVersion: 0x0303,
    random: crypto.random(32),
    legacySessionId: none,
    cipherSuites: [suite],
    legacyCompressionMethods: [0],
    extensions: {
      server_name: [{ nameType: 0, hostName: utf8('server.test') }],
      supported_groups: [x25519, 23],
      ec_point_formats: [0],
      signature_algorithms: schemes,
      extended_master_secret: {},
      renegotiation_info: none,
    },
  }),
  ServerHello: ({ crypto }) => ({
    legacyVersion: 0x0303,
    random: crypto.random(32),
    legacySessionIdEcho: none,
    cipherSuite: suite,
    legacyCompressionMethod: 0,
    extensions: { renegotiation_info: none, extended_master_secret: {}, ec_point_formats: [0] },
  }),
  NewSessionTicket: () => ({ ticketLifetimeHint: 3600, ticket: Uint8Array.of(1) }),
  Certificate: ({ credential }) => ({
    certificateList: (credential?.chain ?? []).map((one) => (one instanceof Uint8Array ? one : one.der)),
  }),
  CertificateURL: () => ({
    type: 1,
    urlAndHashList: [{ url: utf8('http://client.test/'), padding: 1, SHA1Hash: new Uint8Array(20) }],
  }),
  SupplementalData: () => ({
    suppData: [
      {
        type: 0,
        value: [{ type: 64, value: { userPrincipalName: utf8('ann@client.test'), domainName: utf8('CLIENT') } }],
      },
    ],
  }),
  CertificateStatus: () => ({ statusType: 1, responses: [Uint8Array.of(1)] }),
  ServerKeyExchange: (peer) => {
    peer.keyOffer = peer.crypto.keyExchange('x25519')?.offer() as typeof peer.keyOffer;
    const params = ecdhParams(x25519, peer.keyOffer?.share ?? none);
    return { params, algorithm: 0x0403, signature: classicSignature(peer, peer.signedParams(params)) };
  },
  CertificateRequest: () => ({
    certificateTypes: [1, 64],
    supportedSignatureAlgorithms: schemes,
    certificateAuthorities: [],
  }),
  ServerHelloDone: () => ({}),
  CertificateVerify: (peer) => ({ algorithm: 0x0403, signature: classicSignature(peer, peer.messages()) }),
  ClientKeyExchange: (peer) => {
    const share = peer.bodies.ServerKeyExchange?.params.public ?? none;
    const answer = peer.crypto.keyExchange('x25519')?.answer(share);
    if (answer === undefined || !('share' in answer)) throw new Error('the subject sent no share');
    peer.preMasterSecret = answer.secret;
    return { public: answer.share };
  },
  Finished: (peer) => ({ verifyData: peer.verifyData() }),
};

/** A signature with the peer's P-256 key. */
export function classicSignature({ credential }: ClassicPeer, content: Uint8Array): Uint8Array {
  const made = credential?.key.sign({ kind: 'ecdsa', hash: 'sha256' }, content);
  if (!(made instanceof Uint8Array)) throw new Error('the peer needs a key that signs at once');
  return made;
}

/** Other values in some fields of a message. */
export const classicFields =
  <N extends ClassicName>(name: N, values: Partial<ClassicBody<N>> | Change<N>): ClassicMistake =>
  (script) =>
    replaced(
      script,
      name,
      sayClassic(name, typeof values === 'function' ? values : (body) => ({ ...body, ...values })),
    );

/** Other extensions in a hello: `undefined` leaves one out. */
export const classicExtensions =
  (name: 'ClientHello' | 'ServerHello', values: Readonly<Record<string, unknown>>): ClassicMistake =>
  (script) =>
    replaced(
      script,
      name,
      sayClassic(name, (body) => ({ ...body, extensions: { ...body.extensions, ...values } })),
    );

/** Something happens that is no message. */
export const does = (name: string, what: (peer: ClassicPeer) => void): Step<ClassicPeer, Heard> => act(name, what);

/** A subject in this role that would finish the plot, and the peer for it. */
export function classicStage(
  role: Role,
  plot: ClassicPlot = {},
  options: SubjectOptions = {},
): { readonly subject: Endpoint; readonly peer: ClassicPeer; readonly script: ClassicScript } {
  const { crypto, client, server } = options;
  const common = { ...(crypto && { crypto }), versions: ['TLS 1.2'] as const };
  if (role === 'client') {
    const subject = clientEnd({ ...common, credentials: [clientCredential], ...client });
    return { subject, peer: new Peer('server', serverCredential), script: classicServerScript(plot) };
  }
  const clientAuthentication = plot.authenticated ? 'require' : 'none';
  const subject = serverEnd({ ...common, clientAuthentication, ...server });
  return { subject, peer: new Peer('client', clientCredential), script: classicClientScript(plot) };
}

interface How extends ClassicPlot {
  readonly client?: SubjectOptions['client'];
  readonly server?: SubjectOptions['server'];
}

/** `undefined`: no mistake at all, and the handshake must be finished. */
export type ClassicCase = readonly [code: FailureCode | undefined, title: string, mistake: ClassicMistake, how?: How];

/** A subject in this role judges what its peer says. Each row becomes a test with each provider. */
export function judgesClassic(role: Role, what: string, cases: readonly ClassicCase[], common: How = {}): void {
  for (const { answers, crypto } of providers) {
    describe(`a ${role} of TLS 1.2 whose provider answers ${answers} judges ${what}:`, () => {
      for (const [code, title, mistake, how] of cases) {
        test(`${title} (${code ?? 'no harm'})`, async () => {
          const { subject, peer, script } = classicStage(
            role,
            { ...common, ...how },
            withProvider(crypto, common, how),
          );
          await converse(subject, peer, mistake(script));
          if (code === undefined) expectEstablished(subject, peer);
          else expectRefused(subject, peer, code);
        });
      }
    });
  }
}

const withProvider = (crypto: CryptoProvider, common: How, how: How = {}): SubjectOptions => {
  const { client = {}, server = {} } = { ...common, ...how };
  return { client, server, crypto };
};
