/** Judges that find chains wanting, where a test wants that. */

import { type clientConfig, ProtocolError } from 'handfast';
import type { ShimConfig } from './flags.ts';
import type { Start } from './settings.ts';

/**
 * A judge that finds every chain wanting: with the alert of BoringSSL's callback, or with that of its default. A client's
 * has its say about OCSP responses too. It is not asked again about what it has believed, unless the test says so.
 */
export function refusal(config: ShimConfig, role: 'client' | 'server', otherwise: Judge): Judge {
  const refused = config['verify-fail'] && (role === 'server' || config['verify-peer']);
  const unstapled = config['fail-ocsp-callback'] && role === 'client';
  if (!refused && !unstapled) return otherwise;
  const code = config['use-custom-verify-callback'] ? 'revocation_unknown' : 'client_certificate_missing';
  return (request) => {
    if (request.resumed && !config['reverify-on-resume']) return otherwise(request);
    throw new ProtocolError(refused ? code : 'bad_stapled_response');
  };
}

/** Once the server has left the session of early data, the flags for that hold. */
export function clientJudge(
  { config, retryConfig, witness }: Pick<Start, 'config' | 'retryConfig' | 'witness'>,
  otherwise: Judge,
): Judge {
  const [first, retry] = [config, retryConfig].map((flags) => refusal(flags, 'client', otherwise)) as [Judge, Judge];
  return (request) => {
    const left = witness.sawExtension('ClientHello', 'early_data') && request.resumed !== true;
    return (left ? retry : first)(request);
  };
}

type Judge = ReturnType<typeof clientConfig>['judge'];
