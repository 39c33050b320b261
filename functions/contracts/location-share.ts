/** The most requests for locations in one run of `evaluate`: a jump of the whole fleet needs no more to be seen. */
export const LOCATIONS_PER_RUN = 10;

/** The most in any five minutes, of one worker. `discover` queues so many fewer checks, so that both fit into the pace. */
export const LOCATIONS_PER_FIVE_MINUTES = 20;
