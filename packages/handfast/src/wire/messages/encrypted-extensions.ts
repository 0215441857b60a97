/** EncryptedExtensions: answers that nobody else needs to see. RFC 8446 §4.3.1 */

import { type Infer, struct } from '../codec.ts';
import { extensionsOf } from '../extensions/extension.ts';
import { extensionTable } from '../extensions/table.ts';

export const EncryptedExtensions = struct('EncryptedExtensions', {
  extensions: extensionsOf(extensionTable, 'EncryptedExtensions'),
});
export type EncryptedExtensions = Infer<typeof EncryptedExtensions>;
