/** Who is put to the test by the scripted peer: a client or a server of ours, with a provider that answers at once or late. */

import type { CryptoProvider } from '../../crypto/provider.ts';
import { late } from '../../crypto/testing/late.ts';
import type { Role } from '../../handshake/tls13/keys.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import type { ClientOptions, ServerOptions } from '../options.ts';
import type { Endpoint } from './endpoint.ts';
import { clientCredential, serverCredential } from './fixtures.ts';
import { clientEnd, serverEnd } from './pair.ts';
import { clientScript, type Plot, type Script, serverScript } from './script.ts';
import { ScriptedPeer } from './scripted-peer.ts';

/** Every conversation is held with each of these. */
export const providers: readonly { readonly answers: string; readonly crypto: CryptoProvider }[] = [
  { answers: 'at once', crypto: nodeProvider },
  { answers: 'late', crypto: late(nodeProvider, 20_260_701) },
];

export interface SubjectOptions {
  readonly crypto?: CryptoProvider;
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
}

export interface Stage {
  readonly subject: Endpoint;
  readonly peer: ScriptedPeer;
  /** What the peer does when it does everything right. */
  readonly script: Script;
}

/** A subject in this role that would finish the plot, and the peer for it. Groups are x25519, then secp256r1. */
export function stage(role: Role, plot: Plot = {}, options: SubjectOptions = {}): Stage {
  const { crypto = nodeProvider, client, server } = options;
  const { authenticated = false, retried = false } = plot;
  if (role === 'client') {
    const credentials = [clientCredential];
    const subject = clientEnd({
      crypto,
      groups: ['x25519', 'secp256r1'],
      keyShares: ['x25519'],
      versions: ['TLS 1.3'],
      credentials,
      ...client,
    });
    return { subject, peer: new ScriptedPeer('server', { credential: serverCredential }), script: serverScript(plot) };
  }
  const groups = retried ? (['secp256r1'] as const) : (['x25519', 'secp256r1'] as const);
  const clientAuthentication = authenticated ? 'require' : 'none';
  const versions = ['TLS 1.3'] as const;
  const subject = serverEnd({ crypto, versions, groups, clientAuthentication, retryCookie: retried, ...server });
  return { subject, peer: new ScriptedPeer('client', { credential: clientCredential }), script: clientScript(plot) };
}
