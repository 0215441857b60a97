/** The versions over datagrams that are tried with others, and what our side has to be told to speak them. */

import { legacy } from 'handfast/legacy';
import type { connectDatagram } from 'handfast/node';

export type DatagramVersion = 'DTLS 1.0' | 'DTLS 1.2' | 'DTLS 1.3';

type Options = Pick<Parameters<typeof connectDatagram>[0], 'versions' | 'cipherSuites' | 'legacy' | 'signatureSchemes'>;

/** Options of a client. */
export const onlyVersion = (version: DatagramVersion): Options =>
  version === 'DTLS 1.0' ? { versions: [], cipherSuites: [], ...withOld } : { versions: [version] };

/** Options of a server, which leaves the choice to the client. */
export const andVersion = (version: DatagramVersion): Options => (version === 'DTLS 1.0' ? withOld : {});

const withOld = { legacy: legacy({ versions: ['DTLS 1.0'], signatureSchemes: ['ecdsa_sha1'] }) } as const;
