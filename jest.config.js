/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/jest/strip-types.mjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  setupFiles: ['<rootDir>/test/jest/seed.ts'],
  maxConcurrency: 2,
  // Jest itself leaves one processor free, which is half of a small machine.
  maxWorkers: '100%',
  // Modules of a test file are not given back when it ends: a worker starts anew before it is slow with them.
  workerIdleMemoryLimit: '700MB',
  testSequencer: '<rootDir>/test/jest/longest-first.mjs',
  testTimeout: 240_000,
};
