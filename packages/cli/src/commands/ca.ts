/** `handfast ca`: a folder as a CA. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CRLReason } from 'handfast/x509';
import type { CaFlags, CrlFlags, InitFlags, IssueFlags, RevokeFlags } from '../ca/flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { usualFolder, withFolder } from './ca-options.ts';
import { keyTypeOption, withOutput, withProfile } from './cert-make.ts';
import { addServeOcsp } from './ocsp.ts';
import { append, count, examples } from './options.ts';

type Ended = (exitCode: number) => void;

/** Adds the command with all that is below it. */
export function addCa(program: Command, around: Surroundings, ended: Ended): void {
  const ca = program
    .command('ca')
    .addHelpText('before', examples(caExamples))
    .summary('a folder as a certification authority')
    .description(
      'Keeps a CA in a folder: its key (0600), its certificate, an index of all that it has issued, and its CRLs.',
    );
  addInit(ca, around, ended);
  addIssue(ca, around, ended);
  addRevoke(ca, around, ended);
  addCrls(ca, around, ended);
  addServeOcsp(ca, 'serve-ocsp', around, ended);
}

function addInit(ca: Command, around: Surroundings, ended: Ended): void {
  withFolder(ca.command('init'))
    .addHelpText('before', examples(initExamples))
    .summary('make a CA')
    .description('Makes a CA: a root, or with --parent one below another CA.')
    .argument('[folder]', 'where to keep it, instead of --dir')
    .option('--subject <name>', 'its name, such as "CN=My Root,O=Example"')
    .addOption(keyTypeOption())
    .option('--days <n>', 'how long it is valid', count, 3650)
    .option('--parent <dir>', 'the folder of the CA that signs it')
    .option('--parent-password-file <file>', 'the password of that CA’s key')
    .option('--path-length <n>', 'how many CAs may follow below it', count)
    .option('--permit <name>', 'what it may certify, and nothing else; repeatable', append, [])
    .option('--exclude <name>', 'what it may not certify; repeatable', append, [])
    .option('--ocsp-uri <uri>', 'put into certificates: where their status can be asked for')
    .option('--crl-uri <uri>', 'put into certificates: where the CRL is')
    .action(async (folder: string | undefined, flags: InitFlags) => {
      const { initCommand } = await import('../ca/init.ts');
      ended(await initCommand({ ...flags, dir: folder ?? flags.dir }, around));
    });
}

function addIssue(ca: Command, around: Surroundings, ended: Ended): void {
  withOutput(withProfile(ca.command('issue')))
    .addHelpText('before', examples(issueExamples))
    .summary('issue a certificate')
    .description('Issues a certificate for names, with a new key, or for a request. Writes BASE.pem and BASE.key.')
    .argument('[names...]', 'host names, IP addresses, e-mail addresses, URIs')
    .option('-d, --dir <folder>', 'the CA', usualFolder)
    .option('--csr <file>', 'a request; the names are certified on top of its own')
    .option('--subject <name>', 'the distinguished name; the first name when absent')
    .addOption(keyTypeOption())
    .action(async (names: readonly string[], flags: IssueFlags) => {
      const { issueCommand } = await import('../ca/issue.ts');
      ended(await issueCommand(names, flags, around));
    });
}

function addRevoke(ca: Command, around: Surroundings, ended: Ended): void {
  withFolder(ca.command('revoke'))
    .addHelpText('before', examples(revokeExamples))
    .summary('revoke a certificate')
    .description('Revokes a certificate. Only certificateHold can be taken back, with removeFromCRL.')
    .argument('<certificate>', 'its file, or its serial number in hexadecimal')
    .addOption(new Option('--reason <reason>', 'why').choices(reasons).default('unspecified'))
    .option('--invalidity-date <time>', 'when the key was lost, if that is known')
    .action(async (certificate: string, flags: RevokeFlags) => {
      const { revokeCommand } = await import('../ca/revoke.ts');
      ended(await revokeCommand(certificate, flags, around));
    });
}

function addCrls(ca: Command, around: Surroundings, ended: Ended): void {
  withFolder(ca.command('crl'))
    .addHelpText('before', examples(crlExamples))
    .summary('make the next CRL')
    .description('Makes the next CRL: DIR/ca.crl, or with --delta DIR/delta.crl.')
    .option('--days <n>', 'until the next one', days, 7)
    .option('--delta', 'only what has changed since the last complete one')
    .option('--der', 'write DER instead of PEM')
    .option('-o, --out <file>', 'write it there instead')
    .action(async (flags: CrlFlags) => {
      const { crlCommand } = await import('../ca/crl.ts');
      ended(await crlCommand(flags, around));
    });
  withFolder(ca.command('list'))
    .addHelpText('before', examples(listExamples))
    .summary('list what was issued')
    .description('Lists what the CA has issued, with the days left and what is revoked.')
    .action(async (flags: CaFlags) => {
      const { listCommand } = await import('../ca/list.ts');
      ended(await listCommand(flags, around));
    });
}

function days(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Give a number of days, at least 1.');
}

/** RFC 5280 §5.3.1 */
const reasons: readonly CRLReason[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
];

const caExamples = [
  ['handfast ca init --subject "CN=My Root"', 'make a root in ./ca'],
  ['handfast ca issue example.com', 'issue a certificate'],
  ['handfast ca serve-ocsp --port 8080', 'tell others whether it is still good'],
] as const;

const initExamples = [
  ['handfast ca init --subject "CN=My Root,O=Example"', 'a root in ./ca'],
  ['handfast ca init -d issuing --parent ca --subject "CN=Issuing CA" --path-length 0', 'a CA below it'],
  ['handfast ca init --subject "CN=My Root" --password-file secret --permit example.com', 'locked, for one domain'],
] as const;

const issueExamples = [
  ['handfast ca issue example.com www.example.com', 'a certificate and a key'],
  ['handfast ca issue --csr server.csr -o server', 'a certificate for a request'],
  ['handfast ca issue me@example.com --usage clientAuth --days 30', 'for a client, for a month'],
] as const;

const revokeExamples = [
  ['handfast ca revoke example.com.pem --reason keyCompromise', 'the key is in wrong hands'],
  ['handfast ca revoke 4f:1a:2b --reason certificateHold', 'for the time being'],
  ['handfast ca revoke 4f1a2b --reason removeFromCRL', 'good again'],
] as const;

const crlExamples = [
  ['handfast ca crl', 'the complete list, for a week'],
  ['handfast ca crl --delta --days 1', 'what has changed since then'],
  ['handfast ca crl --der -o /var/www/ca.crl', 'where clients fetch it'],
] as const;

const listExamples = [
  ['handfast ca list', 'what was issued'],
  ['handfast ca list --json', 'the same for scripts'],
  ['handfast ca list -d issuing', 'by another CA'],
] as const;
