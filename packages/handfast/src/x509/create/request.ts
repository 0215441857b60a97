/** Requests for certificates, made and signed (RFC 2986 §4). */

import { oid } from '../../asn1/object-names.ts';
import { type Awaitable, run } from '../../base/awaitable.ts';
import { encode } from '../../wire/codec.ts';
import { extensions as extensionList } from '../extensions/codec.ts';
import type { Extension } from '../extensions/extension.ts';
import type { Attribute } from '../extensions/types.ts';
import type { Name } from '../name.ts';
import { encodePublicKey, parsePublicKey } from '../public-key.ts';
import { certificationRequestInfo } from '../request.ts';
import { type Signer, sign } from './signed.ts';

/** Everything that goes into a request. */
export interface CertificationRequestOptions {
  readonly subject: Name;
  /** The key to certify: it signs the request. */
  readonly signer: Signer;
  /** What the certificate is to say. */
  readonly extensions?: readonly Extension[] | undefined;
  /** Further attributes. */
  readonly attributes?: readonly Attribute[] | undefined;
}

/** A request in DER. */
export function createCertificationRequest(options: CertificationRequestOptions): Awaitable<Uint8Array> {
  const { subject, signer, extensions = [], attributes = [] } = options;
  const request: Attribute = { type: oid.extensionRequest, values: [encode(extensionList, extensions)] };
  const info = encode(certificationRequestInfo, {
    version: 1,
    subject,
    subjectPKInfo: parsePublicKey(encodePublicKey(signer.key.info)),
    attributes: extensions.length > 0 ? [...attributes, request] : attributes,
  });
  return run(sign(signer, info));
}
