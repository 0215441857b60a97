/** client_authz and server_authz: attribute certificates or SAML assertions follow in SupplementalData. RFC 5878 §2.3 */

import { named, uint8, vector } from '../codec.ts';
import { extension } from './extension.ts';

const formats = ['x509_attr_cert', 'saml_assertion', 'x509_attr_cert_url', 'saml_assertion_url'];

export const authorizationFormat = named(uint8, 'AuthzDataFormat', (format) => formats[format]);

const AuthzDataFormats = vector(1, authorizationFormat, { min: 1 });

export const clientAuthz = extension(7, 'client_authz', {
  ClientHello: AuthzDataFormats,
  ServerHello: AuthzDataFormats,
});

export const serverAuthz = extension(8, 'server_authz', {
  ClientHello: AuthzDataFormats,
  ServerHello: AuthzDataFormats,
});
