/** Where in the table of spends the records of the whole fleet are, which are nobody's spend. */
export const FLEET_PARTITION = 'fleet';
