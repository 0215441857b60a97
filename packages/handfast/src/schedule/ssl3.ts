/** What SSL 3.0 derives otherwise than TLS: hashes in place of HMAC. RFC 6101 §5.6.8, §5.6.9, §6.1, §6.2.2 */

import { concat, utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Prf } from './prf.ts';
import type { Transcript } from './transcript.ts';

/**
 * `MD5(secret + SHA('A' + secret + seed)) + MD5(secret + SHA('BB' + secret + seed)) + …`: gives the master secret and
 * the key block by the formulas of TLS, whose labels it does not know. RFC 6101 §6.1, §6.2.2
 */
export const prfSsl3 = (crypto: CryptoProvider): Prf => ({
  transcriptHashes: ['md5', 'sha1'],
  derive(secret, _label, seed, length) {
    if (length > mostLetters * 16) throw new MisuseError(`SSL 3.0 derives no ${length} bytes`);
    const output = new Uint8Array(length);
    for (let at = 0, turn = 1; at < length; at += 16, turn++) {
      const letters = utf8(String.fromCharCode(0x40 + turn).repeat(turn));
      const inner = crypto.hash('sha1').update(letters).update(secret).update(seed).digest();
      const block = crypto.hash('md5').update(secret).update(inner).digest();
      output.set(block.subarray(0, length - at), at);
    }
    return output;
  },
});

/** There are no letters after Z. */
const mostLetters = 26;

/** `md5_hash + sha_hash` of Finished: 36 bytes over the messages, the sender and the master secret. RFC 6101 §5.6.9 */
export const verifyDataSsl3 = (
  crypto: CryptoProvider,
  master: Secret,
  side: 'client' | 'server',
  transcript: Transcript,
): Uint8Array => nestedHashes(crypto, master, transcript, side === 'client' ? utf8('CLNT') : utf8('SRVR'));

/**
 * What CertificateVerify signs: 36 bytes over the messages and the master secret, of which DSA signs the last 20.
 * RFC 6101 §5.6.8
 */
export const certificateVerifyHashesSsl3 = (
  crypto: CryptoProvider,
  master: Secret,
  transcript: Transcript,
): Uint8Array => nestedHashes(crypto, master, transcript, new Uint8Array(0));

/** `hash(master_secret + pad2 + hash(handshake_messages + sender + master_secret + pad1))` with MD5, then with SHA. */
function nestedHashes(crypto: CryptoProvider, master: Secret, transcript: Transcript, sender: Uint8Array): Uint8Array {
  const secret = master.expose();
  const inner = transcript.digestsWithTail((name) => concat(sender, secret, ssl3Pad(name, 0x36)));
  const outer = (['md5', 'sha1'] as const).map((name, i) =>
    crypto
      .hash(name)
      .update(secret)
      .update(ssl3Pad(name, 0x5c))
      .update(inner[i] as Uint8Array)
      .digest(),
  );
  return concat(...outer);
}

/** `pad_1` and `pad_2`: 48 bytes beside MD5, 40 beside SHA-1, here and in the MAC. RFC 6101 §5.2.3.1 */
export const ssl3Pad = (hash: string, byte: 0x36 | 0x5c): Uint8Array =>
  new Uint8Array(hash === 'md5' ? 48 : 40).fill(byte);
