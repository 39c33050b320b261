/** The region and account of all stand-ins. */
export const localRegion = 'eu-central-1';
export const localAccountId = '000000000000';

/** Settings for an AWS SDK client that calls a stand-in. No stand-in checks the credentials. */
export function localClientSettings(url: string) {
  return {
    endpoint: url,
    region: localRegion,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}
