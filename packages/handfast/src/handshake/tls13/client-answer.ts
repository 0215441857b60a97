/** A client's answer to a CertificateRequest, in the handshake and after it. RFC 8446 §4.4.2 */

import { ProtocolError } from '../../base/errors.ts';
import type { CertificateType } from '../../registry/certificate-types.ts';
import type { CertificateRequest13 } from '../../wire/messages/certificate-request13.ts';
import { messages13 } from '../../wire/messages13.ts';
import { candidates, certificateTypeOf } from '../credential.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { likeliest } from '../negotiate/authorities.ts';
import { acceptablySigned } from '../negotiate/certificate-signatures.ts';
import { passing } from '../negotiate/oid-filters.ts';
import { chooseScheme } from '../negotiate/scheme.ts';
import type { ClientSettings } from '../settings.ts';
import { authenticate } from './authentication.ts';

/** A certificate or key, as agreed, that the server accepts, or an empty one: then the server decides. RFC 8446 §4.4.2 */
export function* answerRequest(
  io: HandshakeIo,
  settings: ClientSettings,
  body: CertificateRequest13,
  type: CertificateType,
): Flow<void> {
  const {
    signature_algorithms: accepted,
    signature_algorithms_cert,
    certificate_authorities,
    oid_filters,
  } = body.extensions;
  if (accepted === undefined) throw new ProtocolError('missing_extension', { extension: 'signature_algorithms' });
  const request = { authorities: certificate_authorities ?? [], schemes: accepted, certificateType: type };
  const credentials = yield* candidates(settings, request);
  const agreed = credentials.filter((credential) => certificateTypeOf(credential) === type);
  const signed = acceptablySigned(agreed, signature_algorithms_cert ?? accepted);
  for (const credential of passing(likeliest(signed, certificate_authorities), oid_filters)) {
    const scheme = chooseScheme(credential.key, accepted, 'client');
    if (scheme !== undefined) {
      return yield* authenticate(
        io,
        settings,
        'client',
        credential,
        scheme,
        body.certificateRequestContext,
        body.extensions,
      );
    }
  }
  if (settings.insistsOnCredential) throw new ProtocolError('no_fitting_credential');
  io.send(messages13, 'Certificate', {
    certificateRequestContext: body.certificateRequestContext,
    certificateList: [],
  });
}
