/** The failure of one of our functions. The message is enough for a person, without a stack trace. */
export class FunctionError extends Error {}
