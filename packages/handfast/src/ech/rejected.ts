/** What a client learns from a server that could not read its hello. RFC 9849 §6.1.6 */

import { ProtocolError } from '../base/errors.ts';
import type { Established } from '../handshake/established.ts';
import { encode } from '../wire/codec.ts';
import { EchConfigList, echVersion } from '../wire/ech-config.ts';

/** The handshake went on for the public name alone, and was given up when it was finished: code `ech_required`. */
export class EchRejected extends ProtocolError {
  readonly publicName: string;
  /** Whether a trusted certificate of the public name stands behind this; not where any certificate is accepted. */
  readonly authenticated: boolean;
  /**
   * An ECHConfigList: connect once more with it. A server that gives none does without: connect once more with an open
   * ClientHello.
   */
  readonly retryConfigs: Uint8Array | undefined;

  constructor(publicName: string, established: Established) {
    const retryConfigs = configsOf(established);
    const hint = retryConfigs === undefined ? 'no other configurations' : 'other configurations to retry with';
    super('ech_required', { 'public name': publicName, offers: hint });
    this.publicName = publicName;
    this.authenticated = established.peer?.judgement.path !== undefined;
    this.retryConfigs = retryConfigs;
  }
}

/** Those of which at least one has a version that we know. */
function configsOf(established: Established): Uint8Array | undefined {
  const configs = established.flow === 'tls13' ? established.retryConfigs : undefined;
  return configs?.some(({ version }) => version === echVersion) ? encode(EchConfigList, configs) : undefined;
}

/** Nobody will speak under these keys. */
export function wipeEstablished({ secrets }: Established): void {
  const all = 'master' in secrets ? [secrets.master] : Object.values(secrets);
  for (const secret of all) secret[Symbol.dispose]();
}
