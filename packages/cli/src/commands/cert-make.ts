/** `handfast cert new | csr | sign | renew | dev`: what makes certificates. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DevFlags } from '../cert/dev.ts';
import type { CsrFlags, NewFlags, RenewFlags, SignFlags } from '../cert/make-flags.ts';
import { keyTypes } from '../pki/keys.ts';
import { usages } from '../pki/usages.ts';
import type { Surroundings } from '../surroundings.ts';
import { append, appendList, colorOption, count, examples } from './options.ts';

type Ended = (exitCode: number) => void;

/** Adds them to `handfast cert`. */
export function addMaking(cert: Command, around: Surroundings, ended: Ended): void {
  withOutput(withProfile(withSubject(cert.command('new'))))
    .addHelpText('before', examples(newExamples))
    .summary('make a self-signed certificate or a root')
    .description('Makes a self-signed certificate, or with --authority a root. Writes BASE.pem and BASE.key.')
    .argument('[names...]', 'host names, IP addresses, e-mail addresses, URIs')
    .action(async (names: readonly string[], flags: NewFlags) => {
      const { newCommand } = await import('../cert/new.ts');
      ended(await newCommand(names, flags, around));
    });
  withOutput(withSubject(cert.command('csr')))
    .addHelpText('before', examples(csrExamples))
    .summary('make a request for a certificate')
    .description('Makes a request for a certificate. Writes BASE.csr and BASE.key.')
    .argument('[names...]', 'host names, IP addresses, e-mail addresses, URIs')
    .action(async (names: readonly string[], flags: CsrFlags) => {
      const { csrCommand } = await import('../cert/csr.ts');
      ended(await csrCommand(names, flags, around));
    });
  addSign(cert, around, ended);
  addRenew(cert, around, ended);
  addDev(cert, around, ended);
}

function addSign(cert: Command, around: Surroundings, ended: Ended): void {
  withOutput(withProfile(cert.command('sign')))
    .addHelpText('before', examples(signExamples))
    .summary('sign a request')
    .description(
      'Signs a request with the key of a CA, after checking that the requestor has its key. Subject and names are ' +
        'those of the request, everything else is for the CA to say. Writes BASE.pem.',
    )
    .argument('<request>', 'PKCS #10 in PEM or DER')
    .requiredOption('--ca <file>', 'the certificate of the CA')
    .requiredOption('--ca-key <file>', 'its private key')
    .option('--name <name>', 'a further name to certify; repeatable', append, [])
    .action(async (request: string, flags: SignFlags) => {
      const { signCommand } = await import('../cert/sign.ts');
      ended(await signCommand(request, flags, around));
    });
}

function addRenew(cert: Command, around: Surroundings, ended: Ended): void {
  withOutput(cert.command('renew'))
    .addHelpText('before', examples(renewExamples))
    .summary('issue a certificate again')
    .description(
      'Issues a certificate again, for the same key, subject, names and purposes, from now on. Writes BASE.pem, and ' +
        'replaces the old file with --force.',
    )
    .argument('<certificate>', 'the old one')
    .requiredOption('--ca <file>', 'the certificate of the CA')
    .requiredOption('--ca-key <file>', 'its private key')
    .option('--add-san <name>', 'a further name to certify; repeatable', append, [])
    .option('--days <n>', 'how long it is valid; 397 when absent', count)
    .addOption(usageOption())
    .action(async (certificate: string, flags: RenewFlags) => {
      const { renewCommand } = await import('../cert/renew.ts');
      ended(await renewCommand(certificate, flags, around));
    });
}

function addDev(cert: Command, around: Surroundings, ended: Ended): void {
  withOutput(cert.command('dev'))
    .addHelpText('before', examples(devExamples))
    .summary('make a certificate for development')
    .description(
      'Makes a certificate for development, below a root that is made on the first run and kept in ' +
        '$XDG_STATE_HOME/handfast for its owner alone. Writes BASE.pem and BASE.key.',
    )
    .argument('<names...>', 'host names, IP addresses, e-mail addresses, URIs')
    .addOption(keyTypeOption())
    .addOption(usageOption())
    .option('--days <n>', 'how long it is valid; 397 when absent', count)
    .action(async (names: readonly string[], flags: DevFlags) => {
      const { devCommand } = await import('../cert/dev.ts');
      ended(await devCommand(names, flags, around));
    });
}

function withSubject(command: Command): Command {
  return command
    .option(
      '--subject <name>',
      'the distinguished name, such as "CN=example.com,O=Example"; the first name when absent',
    )
    .option('--key <file>', 'the key to certify; a new one when absent')
    .addOption(keyTypeOption());
}

/** What a certificate shall be. */
export function withProfile(command: Command): Command {
  return command
    .option('--days <n>', 'how long it is valid; 397 when absent, 3650 for a CA', count)
    .addOption(usageOption())
    .option('--authority', 'make a CA')
    .option('--path-length <n>', 'how many CAs may follow below it', count)
    .option(
      '--permit <name>',
      'a domain, a network or @domain that it may certify, and nothing else; repeatable',
      append,
      [],
    )
    .option('--exclude <name>', 'a domain, a network or @domain that it may not certify; repeatable', append, [])
    .option('--ocsp-uri <uri>', 'where its status can be asked for')
    .option('--crl-uri <uri>', 'where the list of revoked certificates is')
    .option('--must-staple', 'servers with it must staple an OCSP response');
}

/** What all commands have that write certificates and keys. */
export function withOutput(command: Command): Command {
  return command
    .option('-o, --out <base>', 'the path of the results without extension; the first name when absent')
    .option('--force', 'replace files that exist')
    .option('--password-file <file>', 'the password of private keys; HANDFAST_PASSWORD does the same')
    .option('--at <time>', 'the time to work with, instead of now; SOURCE_DATE_EPOCH does the same')
    .option('--show-secrets', 'print the private key too')
    .option('--json', 'print one JSON document, with the PEM inside')
    .addOption(colorOption());
}

export const keyTypeOption = (): Option =>
  new Option('--key-type <type>', 'the kind of a new key').choices([...keyTypes]).default(keyTypes[0]);

export const usageOption = (): Option =>
  new Option('--usage <purposes>', `${usages.join(', ')}; server and client when absent`)
    .argParser((value: string, previous: readonly string[]) => [...previous, ...usagesIn(value)])
    .default([]);

function usagesIn(value: string): readonly string[] {
  const asked = appendList(value);
  const stranger = asked.find((purpose) => !usages.some((usage) => usage === purpose));
  if (stranger === undefined) return asked;
  throw new InvalidArgumentError(`There is no purpose ${stranger}; choose from ${usages.join(', ')}.`);
}

const newExamples = [
  ['handfast cert new localhost 127.0.0.1', 'a self-signed certificate'],
  ['handfast cert new --authority --subject "CN=My Root,O=Example" -o root', 'a root to sign others with'],
  ['handfast cert new --authority --subject "CN=My CA" --permit example.com', 'one that is good for one domain'],
] as const;

const csrExamples = [
  ['handfast cert csr example.com www.example.com', 'a request and a new key'],
  ['handfast cert csr example.com --key server.key', 'a request for a key that is there already'],
  ['handfast cert csr mail.example --key-type rsa2048 --json', 'for a CA that wants RSA'],
] as const;

const signExamples = [
  ['handfast cert sign example.com.csr --ca root.pem --ca-key root.key', 'sign a request'],
  ['handfast cert sign sub.csr --authority --path-length 0 --ca root.pem --ca-key root.key', 'make an intermediate'],
  [
    'handfast cert sign x.csr --ca root.pem --ca-key root.key --usage clientAuth --days 30',
    'for a client, for a month',
  ],
] as const;

const renewExamples = [
  ['handfast cert renew example.com.pem --ca root.pem --ca-key root.key --force', 'for another 397 days'],
  ['handfast cert renew x.pem --ca root.pem --ca-key root.key --add-san www.x.test -o new', 'with one more name'],
  ['handfast cert renew x.pem --ca root.pem --ca-key root.key --days 30 --json -o new', 'for a month'],
] as const;

const devExamples = [
  ['handfast cert dev example.test localhost 127.0.0.1', 'a certificate for three names'],
  ['handfast cert dev "*.example.test" --key-type rsa2048', 'a wildcard, for old clients'],
  ['handfast cert dev me@example.test --usage clientAuth', 'a client certificate'],
] as const;
