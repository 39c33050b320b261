/** What emnify answers an organisation in a month, all its tools together (docs.emnify.com, rate limits). */
export const EMNIFY_REQUESTS_PER_MONTH = 10_000_000;
