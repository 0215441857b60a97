/** Whether Certificate messages hold chains or bare keys: each direction by itself. RFC 7250 §4 */

import { ProtocolError } from '../../base/errors.ts';
import { type CertificateType, certificateTypeById, certificateTypeIds } from '../../registry/certificate-types.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import { certificateTypeOf } from '../credential.ts';
import type { ClientSettings, Credential, ServerSettings } from '../settings.ts';

/** What each side shows. */
export interface CertificateTypes {
  readonly server: CertificateType;
  /** `undefined`: the client is not asked for anything. */
  readonly client: CertificateType | undefined;
}

/** What a handshake shows: `undefined` for a side that shows nothing. */
export type ShownTypes = { readonly [S in keyof CertificateTypes]: CertificateType | undefined };

type ExtensionName = 'client_certificate_type' | 'server_certificate_type';
type Offered = Pick<Extensions<'ClientHello'>, ExtensionName>;
type Answers = Pick<Extensions<'ServerHello'> & Extensions<'EncryptedExtensions'>, ExtensionName>;

/** A client's lists. Where X.509 is all there is to say, nothing is said. RFC 7250 §4.1 */
export const offeredTypes = ({ ownCertificateTypes, peerCertificateTypes }: ClientSettings): Offered => ({
  ...(saysMore(ownCertificateTypes) && { client_certificate_type: ownCertificateTypes.map(idOf) }),
  ...(saysMore(peerCertificateTypes) && { server_certificate_type: peerCertificateTypes.map(idOf) }),
});

/** What the server makes of them. Throws `unoffered_certificate_type`. RFC 7250 §4.2 */
export function chosenTypes(offered: Offered = {}, answers: Answers = {}) {
  return {
    server: chosenType(answers.server_certificate_type, offered.server_certificate_type),
    client: chosenType(answers.client_certificate_type, offered.client_certificate_type),
  } satisfies CertificateTypes;
}

/** Throws `needless_certificate_types` for a list of X.509 alone: its sender must leave it out. RFC 7250 §4.1 */
export function checkOfferedTypes(offered: Offered): void {
  for (const list of [offered.client_certificate_type, offered.server_certificate_type]) {
    if (list?.every((id) => id === certificateTypeIds.X509) === true) {
      throw new ProtocolError('needless_certificate_types');
    }
  }
}

/** The types in a list, those unknown to us left out. Who sends no list means X.509. RFC 7250 §4.2 */
export const acceptedTypes = (list: readonly number[] | undefined): readonly CertificateType[] =>
  list === undefined ? ['X509'] : list.flatMap((id) => certificateTypeById(id) ?? []);

/** What a server chose, unless it is of a kind that the client cannot check. RFC 7250 §4.2 speaks of clients that list kinds. */
export function ofSharedType(
  chosen: Credential | ProtocolError,
  { server_certificate_type: list }: Offered,
): Credential | ProtocolError {
  if (chosen instanceof ProtocolError || acceptedTypes(list).includes(certificateTypeOf(chosen))) return chosen;
  return new ProtocolError(list === undefined ? 'no_fitting_credential' : 'no_common_certificate_type');
}

/**
 * What a server asks its client for; `undefined` when it had better not ask, because the client has never heard of what
 * we accept and may do without. Throws `no_common_certificate_type`. RFC 7250 §4.2
 */
export function chooseClientType(
  settings: ServerSettings,
  { client_certificate_type: list }: Offered,
): CertificateType | undefined {
  const type = sharedClientType(settings, list);
  if (type !== undefined || (list === undefined && settings.clientAuthentication !== 'require')) return type;
  throw new ProtocolError('no_common_certificate_type');
}

/** What the client could show later; `undefined` when there is nothing that it could. */
export const laterClientType = (settings: ServerSettings, offered: Offered): CertificateType | undefined =>
  sharedClientType(settings, offered.client_certificate_type);

/** A server's answers, to questions that were asked. */
export const answeredTypes = (offered: Offered, { client, server }: ShownTypes): Answers => ({
  ...(offered.client_certificate_type !== undefined &&
    client !== undefined && { client_certificate_type: idOf(client) }),
  ...(offered.server_certificate_type !== undefined &&
    server !== undefined && { server_certificate_type: idOf(server) }),
});

/**
 * The answer of a server that resumes, and shows nothing now: what it showed when the session began, if the client would
 * still take that. No RFC asks for it, but clients that take keys alone may miss it.
 */
export const shownBefore = (offered: Offered, ownType: number | undefined): Answers =>
  ownType !== undefined && offered.server_certificate_type?.includes(ownType) === true
    ? { server_certificate_type: ownType }
    : {};

function chosenType(answer: number | undefined, offered: readonly number[] = []): CertificateType {
  if (answer === undefined) return 'X509';
  const type = certificateTypeById(answer);
  if (type !== undefined && offered.includes(answer)) return type;
  throw new ProtocolError('unoffered_certificate_type', { type: answer });
}

function sharedClientType({ peerCertificateTypes }: ServerSettings, list: readonly number[] | undefined) {
  const offered = acceptedTypes(list);
  return peerCertificateTypes.find((type) => offered.includes(type));
}

const idOf = (type: CertificateType): number => certificateTypeIds[type];
const saysMore = (types: readonly CertificateType[]): boolean => types.some((type) => type !== 'X509');
