import { defineConfig } from 'vitest/config';
import { tally } from './vitest.tally.ts';

export default defineConfig({
  resolve: { conditions: ['@handfast/source'] },
  ssr: { resolve: { conditions: ['@handfast/source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    testTimeout: 30_000,
    maxWorkers: '100%',
    // Files share the modules of their worker, which saves a third of the time: no test may change one, nor rely on a fresh one.
    isolate: false,
    reporters: ['default', tally],
  },
});
