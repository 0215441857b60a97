import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parsePem } from '../asn1/pem.ts';
import { ProtocolError } from '../base/errors.ts';
import { type Annotation, leaves } from '../wire/annotate.ts';
import { annotateCertificate, parseCertificate } from './certificate.ts';
import { annotateCrl, parseCrl } from './crl.ts';
import { annotateOcspRequest, parseOcspRequest } from './ocsp/request.ts';
import { annotateOcspResponse, parseOcspResponse } from './ocsp/response.ts';
import { parsePkcs8, pkcs8FromDer } from './private-key.ts';
import { annotatePublicKey, parsePublicKey } from './public-key.ts';

const vectors =
  process.env['HANDFAST_VECTORS'] ?? fileURLToPath(new URL('../../../../../shared/vectors', import.meta.url));
const corpus = `${vectors}/fuzz-corpus`;

const parsers: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  certificate: parseCertificate,
  crl: parseCrl,
  'ocsp request': parseOcspRequest,
  'ocsp response': parseOcspResponse,
  'public key': parsePublicKey,
  pkcs8: parsePkcs8,
  'private key': pkcs8FromDer,
  pem: (bytes) => parsePem(new TextDecoder('latin1').decode(bytes)),
};

const annotators: readonly ((bytes: Uint8Array) => Annotation<unknown>)[] = [
  annotateCertificate,
  annotateCrl,
  annotateOcspRequest,
  annotateOcspResponse,
  annotatePublicKey,
];

const folders = [
  'cert',
  'parse_certificate',
  'crl_parse_crl_certificatelist',
  'ocsp_parse_ocsp_response',
  'pkcs8',
  'read_pem',
  'spki',
];

/** Vitest collects the tests of a skipped suite all the same. */
const files = (folder: string): readonly string[] => (existsSync(corpus) ? readdirSync(`${corpus}/${folder}`) : []);

/** What it gives, and its milliseconds: those of another attempt if the machine was busy with something else. */
function quickest(attempt: () => unknown): { readonly error: unknown; readonly time: number } {
  let best = { error: undefined as unknown, time: Number.POSITIVE_INFINITY };
  for (let left = 5; left > 0 && best.time > 50; left--) {
    const start = performance.now();
    const error = attempt();
    best = { error, time: Math.min(best.time, performance.now() - start) };
  }
  return best;
}

describe.skipIf(!existsSync(corpus))('inputs that once broke somebody (skipped where the vectors are absent)', () => {
  const inputs = folders.flatMap((folder) =>
    files(folder).map((file) => ({
      file: `${folder}/${file}`,
      bytes: new Uint8Array(readFileSync(`${corpus}/${folder}/${file}`)),
    })),
  );

  test.each(Object.entries(parsers))('every parser gives a value or a ProtocolError, at once: %s', (_, parse) => {
    for (const { file, bytes } of inputs) {
      const { error, time } = quickest(() => caught(() => parse(bytes)));
      expect(time, file).toBeLessThan(100);
      if (error !== undefined) expect(error, file).toBeInstanceOf(ProtocolError);
    }
  });

  test('every byte is named, whether it decodes or not', () => {
    for (const { file, bytes } of inputs) {
      for (const annotator of annotators) {
        let reached = 0;
        for (const { start, end } of leaves(annotator(bytes).root)) {
          if (start !== reached) expect.unreachable(`${file}: a gap before byte ${start}`);
          reached = end;
        }
        expect(reached, file).toBe(bytes.length);
      }
    }
  });
});

function caught(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}
