/** What one side must refuse, and the alert for it. RFC 8446 §4.4.2.4, §6.2; RFC 9525 */

import type { Case, Expectation } from '../case.ts';
import type { Changes, Pair, Role } from '../pair.ts';

export function* refusals(pair: Pair): Generator<Case> {
  const { stranger, strangeRoot } = pair.certificates;
  const refusal = (variant: string, by: Role, alert: RegExp, changes: Changes): Case => {
    const expected: Expectation = { outcome: 'refused', by, alert };
    return pair.try('refusal', variant, { ...changes, expected });
  };
  yield refusal('unknown root', 'client', /unknown_ca/, { client: { roots: strangeRoot } });
  yield refusal('another name', 'client', /bad_certificate|certificate_unknown/, {
    client: { serverName: 'elsewhere.example' },
  });
  const require = { clientAuth: 'require' } as const;
  yield refusal('no client certificate', 'server', /certificate_required/, { server: require });
  // Some clients show nothing when none of their certificates is from an authority that the server announces.
  yield refusal('unknown client root', 'server', /unknown_ca|certificate_required/, {
    server: require,
    client: { identity: stranger },
  });
}
