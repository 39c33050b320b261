/** The partition of the records about the whole fleet, in the table of spends. */
export const FLEET_PARTITION = 'fleet';
