/** `handfast ocsp query`: asks a responder about a certificate, and checks the answer. */

import { ProtocolError } from 'handfast';
import { nodeProvider } from 'handfast/providers/node';
import {
  type Certificate,
  certIDOf,
  createOcspRequest,
  findExtension,
  identifies,
  nameText,
  type OCSPResponse,
  oid,
  parseCertificate,
  parseOcspResponse,
  type SingleResponse,
  TrustAnchors,
  verifyCertificate,
} from 'handfast/x509';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { documentHead, documentText } from '../json-document.ts';
import { timeFor } from '../pki/clock.ts';
import { objectsOf, parsedObjects } from '../pki/objects.ts';
import { writeFiles } from '../pki/output-files.ts';
import { timeText } from '../show/certificate-facts.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ColorChoice } from '../terminal/paint.ts';
import { screenOn } from '../terminal/screen.ts';
import { responseDocument, statusFields, statusText } from './document.ts';
import { post } from './http.ts';

export interface QueryFlags {
  readonly issuer?: string;
  readonly url?: string;
  readonly nonce: boolean;
  readonly at?: string;
  readonly out?: string;
  /** In seconds. */
  readonly timeout: number;
  readonly json?: boolean;
  readonly color: ColorChoice;
}

/** Exit code 0: good; 1: revoked, unknown, or an answer that does not count. */
export async function queryCommand(path: string, flags: QueryFlags, around: Surroundings): Promise<number> {
  const time = timeFor(flags.at, around.env);
  const [certificate, issuer] = pairOf(path, flags.issuer);
  const url = flags.url ?? responderOf(certificate);
  const nonce = flags.nonce ? nodeProvider.random(32).slice() : undefined;
  const question = createOcspRequest([certIDOf(nodeProvider, certificate, issuer)], nonce);
  const der = await post(url, question, 1000 * flags.timeout, around.signal);
  const response = parsed(der, url);
  if (flags.out !== undefined) writeFiles([{ path: flags.out, content: der }], true);
  const objection = await objectionTo(response, { certificate, issuer, time, nonce });
  const single = about(response, certificate, issuer);
  const isGood = objection === undefined && single?.certStatus.kind === 'good';
  if (flags.json) {
    around.stdout.write(documentText(queryDocument({ url, certificate, response, single, objection, time })));
  } else {
    tell({ certificate, response, single, objection }, flags, around);
  }
  return isGood ? exitCodes.success : exitCodes.negative;
}

interface Outcome {
  readonly certificate: Certificate;
  readonly response: OCSPResponse;
  /** The answer about the certificate, if there is one. */
  readonly single: SingleResponse | undefined;
  /** Why the answer does not count; `undefined` when it does. */
  readonly objection: string | undefined;
}

/** The certificate and its issuer, which may be in the same file. */
function pairOf(path: string, issuerPath: string | undefined): readonly [Certificate, Certificate] {
  const [certificate, ...others] = parsedObjects(objectsOf('certificate', [path]), parseCertificate);
  const given = issuerPath === undefined ? [] : parsedObjects(objectsOf('certificate', [issuerPath]), parseCertificate);
  const leaf = certificate as Certificate;
  const issuer = [...given, ...others].find(({ subject }) => nameText(subject) === nameText(leaf.issuer));
  if (issuer !== undefined) return [leaf, issuer];
  throw usageError(`the certificate of ${nameText(leaf.issuer)} is needed too`, 'give it with --issuer FILE');
}

function responderOf({ extensions }: Certificate): string {
  const found = findExtension(extensions, 'authorityInfoAccess')?.value.find(
    ({ accessMethod, accessLocation }) =>
      accessMethod === oid.ocsp && accessLocation.kind === 'uniformResourceIdentifier',
  )?.accessLocation;
  if (found?.kind === 'uniformResourceIdentifier') return found.value;
  throw usageError('the certificate does not say where its status can be asked for', 'give the responder with --url');
}

function parsed(der: Uint8Array, url: string): OCSPResponse {
  try {
    return parseOcspResponse(der);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const explanation = {
      exitCode: exitCodes.incomplete,
      code: error.code,
      cause: `what ${url} sent is no OCSP response: ${error.message}`,
      fix: 'check the URL',
    };
    throw new CommandError(explanation, { cause: error });
  }
}

const about = (response: OCSPResponse, certificate: Certificate, issuer: Certificate): SingleResponse | undefined =>
  response.responseBytes?.basic?.responses.find(({ certID }) => identifies(nodeProvider, certID, certificate, issuer));

interface Question {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly time: number;
  readonly nonce: Uint8Array | undefined;
}

/** The verifier judges the response; what it says of the certificate itself is no objection. */
async function objectionTo(
  response: OCSPResponse,
  { certificate, issuer, time, nonce }: Question,
): Promise<string | undefined> {
  if (response.responseStatus !== 'successful') return `the responder says ${response.responseStatus}`;
  const result = await verifyCertificate({
    leaf: certificate,
    intermediates: [],
    anchors: new TrustAnchors([issuer]),
    provider: nodeProvider,
    time,
    usage: 'any',
    profile: 'path',
    revocation: { mode: 'require', scope: 'leaf', ocspResponses: [response], nonce },
  });
  if (result.accepted || result.code === 'certificate_revoked') return undefined;
  const isUnknown = about(response, certificate, issuer)?.certStatus.kind === 'unknown';
  return isUnknown ? undefined : result.reason;
}

function queryDocument(outcome: Outcome & { readonly url: string; readonly time: number }): object {
  const { url, certificate, response, single, objection, time } = outcome;
  return {
    ...documentHead('ocsp-query', Date.now()),
    complete: true,
    url,
    serialNumber: Buffer.from(certificate.serialNumber).toString('hex'),
    ...(single === undefined ? { status: null } : statusFields(single.certStatus)),
    verified: objection === undefined,
    reason: objection ?? null,
    response: responseDocument(response, time),
  };
}

function tell({ certificate, response, single, objection }: Outcome, flags: QueryFlags, around: Surroundings): void {
  const { paint, line } = screenOn(around.stdout, around.env, flags.color);
  const status = single === undefined ? response.responseStatus : statusText(single.certStatus);
  const isGood = single?.certStatus.kind === 'good';
  const verdict = objection === undefined && isGood ? paint('green', 'OK') : paint('red', 'FAIL');
  line(`${verdict}  ${nameText(certificate.subject)}: ${status}`);
  if (single !== undefined) {
    const until = single.nextUpdate === undefined ? '' : ` until ${timeText(single.nextUpdate)}`;
    line(`    as of ${timeText(single.thisUpdate)}${until}`);
  }
  if (objection !== undefined) line(`    ${paint('red', 'the answer does not count')}: ${objection}`);
}
