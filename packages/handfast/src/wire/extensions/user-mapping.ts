/** user_mapping: hints about the account behind a client certificate follow in SupplementalData. RFC 4681 §2 */

import { named, uint8, vector } from '../codec.ts';
import { extension } from './extension.ts';

export const userMappingType = named(uint8, 'UserMappingType', (type) => (type === 64 ? 'upn_domain_hint' : undefined));

const UserMappingTypeList = vector(1, userMappingType, { min: 1 });

export const userMapping = extension(6, 'user_mapping', {
  ClientHello: UserMappingTypeList,
  ServerHello: UserMappingTypeList,
});
