/** One part of `npm run bench`: what it measures, as a table. */
export interface Section {
  /** For `--only`, in one word. */
  name: string;
  /** The heading of its table. */
  title: string;
  /** @param seed of everything that is left to chance */
  run(options: { seed: number }): Promise<SectionResult>;
}

export interface SectionResult {
  /** All with the same keys, which head the columns. Figures are numbers in the units that the heading names. */
  rows: Record<string, string | number>[];
  /** What was asked of the product, and whether it holds. */
  targets: Target[];
  /** What a reader has to know of the figures, a sentence each. */
  notes: string[];
}

export interface Target {
  what: string;
  wanted: string;
  seen: string;
  reached: boolean;
}
