import * as fc from 'fast-check';

// The same draws on every run, so that a red run is one that a change made red. `SEED=7 npm test` draws others.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) });
