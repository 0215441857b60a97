/** SupplementalData: what extensions of a hello announced and what is too much for one. RFC 4680 §2, RFC 4681 §3, RFC 5878 §3 */

import { type Codec, fixed, type Infer, named, opaque, prefixed, struct, uint8, uint16, vector } from '../codec.ts';
import { authorizationFormat } from '../extensions/authorization.ts';
import { userMappingType } from '../extensions/user-mapping.ts';
import { type Selected, select } from '../select.ts';

/** Types of entries. */
export const supplementalDataTypes = { user_mapping_data: 0, authz_data: 16386 } as const;

const type = named(uint16, 'SupplementalDataType', (id) =>
  id === 0 ? 'user_mapping_data' : id === 16386 ? 'authz_data' : undefined,
);

const UpnDomainHint = struct('UpnDomainHint', { userPrincipalName: opaque(2), domainName: opaque(2) });
const upnDomainHint = prefixed(2, {}, 'UpnDomainHint', UpnDomainHint);
const UserMappingDataList = vector(2, select('UserMappingData', userMappingType, { 64: upnDomainHint }), { min: 1 });

const hashAlgorithm = named(uint8, 'HashAlgorithm', (id) => hashNames[id]);
const hashNames = ['none', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];
const Hash = select('Hash', hashAlgorithm, {
  1: fixed(16),
  2: fixed(20),
  3: fixed(28),
  4: fixed(32),
  5: fixed(48),
  6: fixed(64),
});
const URLandHash = struct('URLandHash', { url: opaque(2, { min: 1 }), hash: Hash });
const document = opaque(2, { min: 1 });
const AuthorizationData = vector(
  2,
  select('AuthorizationDataEntry', authorizationFormat, { 0: document, 1: document, 2: URLandHash, 3: URLandHash }),
  { min: 1 },
);

/** Entries of other types than those above are refused: nothing says how to read them. */
const SupplementalDataEntry: Codec<Selected> = select('SupplementalDataEntry', type, {
  [supplementalDataTypes.user_mapping_data]: prefixed(2, {}, 'UserMappingDataList', UserMappingDataList),
  [supplementalDataTypes.authz_data]: prefixed(2, {}, 'AuthorizationData', AuthorizationData),
});

export const SupplementalData = struct('SupplementalData', {
  suppData: vector(3, SupplementalDataEntry, { min: 1 }),
});
export type SupplementalData = Infer<typeof SupplementalData>;
