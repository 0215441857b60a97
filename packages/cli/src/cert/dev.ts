/** `handfast cert dev`: a certificate for development, below a root that this machine can trust. */

import { type Certificate, parseCertificate, type Usage } from 'handfast/x509';
import { exitCodes } from '../exit-codes.ts';
import { withoutMisuse } from '../misuse.ts';
import { timeFor } from '../pki/clock.ts';
import { type KeyType, keyPem, keySpec } from '../pki/keys.ts';
import { chainPem, tellMade } from '../pki/made.ts';
import { asciiName, fileBase } from '../pki/names.ts';
import { writeFiles } from '../pki/output-files.ts';
import { passwordFrom } from '../pki/password.ts';
import type { Surroundings } from '../surroundings.ts';
import { developmentRoot } from './development-root.ts';
import type { OutFlags } from './make-flags.ts';

export interface DevFlags extends OutFlags {
  readonly days?: number;
  readonly keyType: KeyType;
  readonly usage: readonly Usage[];
}

/** Writes BASE.pem and BASE.key; makes the root when there is none yet. */
export async function devCommand(names: readonly string[], flags: DevFlags, around: Surroundings): Promise<number> {
  const now = timeFor(flags.at, around.env);
  const { ca, path: root, isNew } = await developmentRoot(around.env, now);
  const usages = flags.usage.length > 0 ? flags.usage : undefined;
  const leaf = await withoutMisuse(() =>
    ca.issue(names.map(asciiName), { now, days: flags.days, keySpec: keySpec(flags.keyType), usages }),
  );
  const chain = leaf.chain.map(parseCertificate);
  const base = flags.out ?? fileBase(names[0] as string);
  const secret = keyPem(leaf, passwordFrom(flags, around.env));
  const files = { certificate: `${base}.pem`, key: `${base}.key` };
  writeFiles(
    [
      { path: files.certificate, content: chainPem(chain) },
      { path: files.key, content: secret, isSecret: true },
    ],
    flags.force,
  );
  const hints = isNew
    ? [
        'The root is new: "handfast cert trust" makes browsers and this machine trust it,',
        `NODE_EXTRA_CA_CERTS=${root} makes Node do so.`,
      ]
    : [];
  tellMade(
    {
      kind: 'cert-dev',
      now,
      certificate: chain[0] as Certificate,
      files: { ...files, root },
      keyPem: secret,
      fields: { ca: root, rootIsNew: isNew },
      hints,
    },
    flags,
    around,
  );
  return exitCodes.success;
}
