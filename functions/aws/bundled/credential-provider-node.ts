/**
 * In bundles only, this stands in for the package of this name, which looks for credentials in profiles, in single
 * sign-on, in containers and on machines: a quarter of each bundle. Lambda puts them into the environment, where the
 * package looks first, too.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
