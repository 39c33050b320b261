/**
 * Time-outs and tries of every AWS client of ours: the SDK's own defaults wait for minutes, longer than some functions
 * live. `socketTimeout` is for silence at any point; `requestTimeout` would only warn of it, or end at the headers. Region
 * and endpoint come from the environment.
 */
export const CLIENT_CONFIG = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 2_000, socketTimeout: 5_000 },
};
