/** oid_filters: certificate extensions that a client certificate should match. RFC 8446 §4.2.5 */

import { opaque, struct, vector } from '../codec.ts';
import { extension } from './extension.ts';

const OidFilter = struct('OIDFilter', { certificateExtensionOid: opaque(1, { min: 1 }), values: opaque(2) });

export const oidFilters = extension(48, 'oid_filters', { CertificateRequest: vector(2, OidFilter) });
