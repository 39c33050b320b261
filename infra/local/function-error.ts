/** What a function of ours came to, in words that are enough for a person: no stack has to be shown. */
export class FunctionError extends Error {}
