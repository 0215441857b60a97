/** `handfast/x509`: certificates, keys and what belongs to them; read, shown byte by byte, made, verified. */

export type { ObjectIdentifier } from '../asn1/object-identifier.ts';
export { objectName, oid } from '../asn1/object-names.ts';
export { encodePem, type PemObject, parsePem, parsePemOf } from '../asn1/pem.ts';
export type { AlgorithmIdentifier } from './algorithm-identifier.ts';
export { annotateCertificate, type Certificate, parseCertificate, type Validity } from './certificate.ts';
export { type CertificateOptions, createCertificate } from './create/certificate.ts';
export { type CrlOptions, createCrl, type Revocation } from './create/crl.ts';
export { createDelegatedCredential, type DelegationOptions } from './create/delegation.ts';
export {
  createDevelopmentCa,
  type DevelopmentCa,
  type DevelopmentCaOptions,
  type IssuedLeaf,
  type IssueOptions,
  openDevelopmentCa,
} from './create/development-ca.ts';
export { distinguishedName, type NameAttributes } from './create/distinguished-name.ts';
export {
  createOcspError,
  createOcspRequest,
  createOcspResponse,
  type OcspAnswer,
  type OcspResponseOptions,
} from './create/ocsp.ts';
export { authorityExtensions, leafExtensions, type Usage } from './create/profiles.ts';
export { type CertificationRequestOptions, createCertificationRequest } from './create/request.ts';
export { type Signer, usualAlgorithm } from './create/signed.ts';
export { subjectName } from './create/subject-names.ts';
export { annotateCrl, type CertificateList, parseCrl, type RevokedCertificate } from './crl.ts';
export {
  type DelegatedHolder,
  type DelegationRequest,
  type DelegationVerifier,
  verifyDelegation,
} from './delegation.ts';
export { parseSignedCertificateTimestamp } from './extensions/certificate-transparency.ts';
export { extensionOf } from './extensions/codec.ts';
export {
  type Extension,
  type ExtensionName,
  type ExtensionValues,
  findExtension,
} from './extensions/extension.ts';
export type * from './extensions/types.ts';
export type { GeneralName, GeneralNames, OtherName } from './general-name.ts';
export { generalNameText } from './general-name-text.ts';
export type { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName, StringKind } from './name.ts';
export { name as nameType } from './name.ts';
export { commonNameOf, nameText } from './name-text.ts';
export { type CertID, certIDOf, identifies } from './ocsp/cert-id.ts';
export {
  annotateOcspRequest,
  type OCSPRequest,
  parseOcspRequest,
  type Request,
  type TBSRequest,
} from './ocsp/request.ts';
export {
  annotateOcspResponse,
  type BasicOCSPResponse,
  type CertStatus,
  type OCSPResponse,
  type OCSPResponseStatus,
  parseOcspResponse,
  type ResponderID,
  type RevokedInfo,
  type SingleResponse,
} from './ocsp/response.ts';
export { type Delegation, parseDelegation } from './own-delegation.ts';
export { decryptPrivateKey, encryptPrivateKey, pkcs8FromPemWithPassword } from './password/encrypted-key.ts';
export { type Pkcs12, type Pkcs12Certificate, type Pkcs12Key, readPkcs12 } from './password/pkcs12-read.ts';
export { type Pkcs12Options, writePkcs12 } from './password/pkcs12-write.ts';
export { type TrustAnchor, TrustAnchors } from './path/anchors.ts';
export type { PathBudget } from './path/budget.ts';
export { type PeerName, peerNameOf } from './path/peer-name.ts';
export type { PolicyRequest } from './path/policy.ts';
export type { ProfileName } from './path/profile.ts';
export type { IsPublicSuffix } from './path/public-suffix.ts';
export { type PathFailure, type PathRejection, type RejectedCandidate, rejectionError } from './path/rejection.ts';
export type { PathRequest } from './path/request.ts';
export { SignatureMemory } from './path/signatures.ts';
export type { CertificateLog, TimestampRequest } from './path/timestamps.ts';
export type { Usage as PathUsage } from './path/usage.ts';
export type { VerifiedPath } from './path/verified.ts';
export { type PathResult, verifyCertificate, verifyPath } from './path/verify.ts';
export type { OneAsymmetricKey } from './pkcs8.ts';
export { parsePkcs8, pkcs8FromDer, pkcs8FromPem } from './private-key.ts';
export { annotatePublicKey, encodePublicKey, parsePublicKey, type SubjectPublicKeyInfo } from './public-key.ts';
export {
  annotateCertificationRequest,
  type CertificationRequest,
  parseCertificationRequest,
  verifyCertificationRequest,
} from './request.ts';
export type { CertificateStatus, RevocationRequest } from './revocation/request.ts';
