/** The partition of the records about the whole fleet, in the table of spends. */
export const FLEET_PARTITION = 'fleet';

/** The last checks of all endpoints are in one partition for each period, which begins like this. */
export const MONTHS_PREFIX = 'months#';
