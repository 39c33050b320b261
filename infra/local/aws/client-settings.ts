/** The region and account every stand-in pretends to be in. */
export const localRegion = 'eu-central-1';
export const localAccountId = '000000000000';

/** Settings for an AWS SDK client that talks to a stand-in: no stand-in checks the credentials. */
export function localClientSettings(url: string) {
  return {
    endpoint: url,
    region: localRegion,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}
