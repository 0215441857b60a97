/** RC4 and no cipher at all, with a MAC. RFC 5246 §6.2.3.1 */

import { concat, copyOf, equalBytes } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import type { StreamCipher } from '../crypto/provider.ts';
import type { FragmentProtection } from './fragment-protection.ts';
import type { RecordMac } from './mac.ts';

/** `stream-ciphered struct { opaque content[]; opaque MAC[]; } GenericStreamCipher`: the key stream never begins again. */
export const streamProtection = (cipher: StreamCipher, mac: RecordMac): FragmentProtection => ({
  sealedLength: (length) => length + mac.length,
  seal(sequence, type, content, output) {
    output.set(cipher.apply(concat(content, mac.compute(sequence, type, content))));
  },
  open(sequence, type, fragment) {
    const length = fragment.length - mac.length;
    if (length < 0) throw new ProtocolError('bad_record');
    const plaintext = cipher.apply(fragment);
    const content = plaintext.subarray(0, length);
    if (!equalBytes(mac.compute(sequence, type, content), plaintext.subarray(length))) {
      throw new ProtocolError('bad_record');
    }
    return content;
  },
});

/** The NULL cipher: everybody can read, nobody can change. */
export const nullCipher: StreamCipher = { apply: copyOf };
