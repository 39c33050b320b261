/**
 * Time-outs and tries of every AWS client of ours: the SDK's own defaults wait for minutes, longer than some functions
 * live. Region and endpoint come from the environment.
 */
export const CLIENT_CONFIG = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
};
