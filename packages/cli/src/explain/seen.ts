/** What was seen on the wire before something went wrong, for the sentence that explains it. */

import { decode, messages13 } from 'handfast/wire';
import { type Certificate, parseCertificate } from 'handfast/x509';
import type { SeenAlert } from '../command-error.ts';
import type { Rung } from '../show/recorder.ts';

/** The alert that ended the connection: the last one that is not close_notify. */
export function decidingAlert(rungs: readonly Rung[], role: 'client' | 'server'): SeenAlert | undefined {
  const rung = rungs.findLast(({ kind, id }) => kind === 'alert' && id !== closeNotify);
  if (rung === undefined) return undefined;
  const ours = rung.direction === 'sent';
  const other = role === 'client' ? 'server' : 'client';
  return { name: rung.name, id: rung.id, from: ours ? role : other, ours };
}

/** The chain that the peer showed, leaf first; empty when there was none or it cannot be parsed. */
export function shownChain(rungs: readonly Rung[]): readonly Certificate[] {
  const rung = rungs.find(({ name, direction }) => name === 'Certificate' && direction === 'received');
  if (rung === undefined) return [];
  try {
    const { certificateList } = decode(messages13.Certificate.body, rung.bytes.subarray(handshakeHeader));
    return certificateList.map(({ certData }) => parseCertificate(certData));
  } catch {
    return [];
  }
}

const closeNotify = 0;
const handshakeHeader = 4;
