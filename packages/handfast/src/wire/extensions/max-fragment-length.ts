/** max_fragment_length: smaller records for small devices. RFC 6066 §4 */

import { named, uint8 } from '../codec.ts';
import { extension } from './extension.ts';

const MaxFragmentLength = named(uint8, 'MaxFragmentLength', (code) =>
  code >= 1 && code <= 4 ? `${256 << code} bytes` : undefined,
);

export const maxFragmentLength = extension(1, 'max_fragment_length', {
  ClientHello: MaxFragmentLength,
  ServerHello: MaxFragmentLength,
  EncryptedExtensions: MaxFragmentLength,
});
