/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.mjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  maxConcurrency: 2,
  // Jest itself leaves one processor free, which is half of a small machine.
  maxWorkers: '100%',
  testTimeout: 240_000,
};
