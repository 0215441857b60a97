/** supported_groups: the key exchange groups a side knows, in order of preference. RFC 8446 §4.2.7 */

import { vector } from '../codec.ts';
import { namedGroup } from '../names.ts';
import { extension } from './extension.ts';

const NamedGroupList = vector(2, namedGroup, { min: 2 });

export const supportedGroups = extension(10, 'supported_groups', {
  ClientHello: NamedGroupList,
  ServerHello: NamedGroupList,
  EncryptedExtensions: NamedGroupList,
});
