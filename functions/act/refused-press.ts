/** A press that cannot be: its message says why, and what to do. */
export class RefusedPress extends Error {}
