/** What both sides agreed to show in Certificate messages. RFC 7250 §4, RFC 6091 §3 */

import type { Direction } from '../model.ts';
import { extensionsWith, type RawExtension } from './hello.ts';

/** Where the server answers: in its hello, or under keys. */
interface Answers {
  readonly server: { readonly extensions: readonly RawExtension[] } | undefined;
  readonly encryptedExtensions: readonly RawExtension[] | undefined;
}

/** The number of the type that a direction shows: 0 for X.509 unless something else was agreed on. */
export function certificateTypeOf({ server, encryptedExtensions }: Answers, direction: Direction): number {
  const answers = [...(server?.extensions ?? []), ...(encryptedExtensions ?? [])];
  const own = extensionsWith(answers, direction === 0 ? clientCertificateType : serverCertificateType);
  return own?.[0] ?? extensionsWith(answers, certType)?.[0] ?? 0;
}

const clientCertificateType = 19;
const serverCertificateType = 20;
/** One for both, of which OpenPGP made use. */
const certType = 9;
