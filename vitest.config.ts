import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@handfast/source'] },
  ssr: { resolve: { conditions: ['@handfast/source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
