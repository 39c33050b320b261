/** Where an endpoint was connected when emnify was asked, as far as emnify says. Each text is bounded, and on one line. */
export interface EndpointLocation {
  country?: string;
  /** The operator of the mobile network. */
  operator?: string;
  /** The access technology: `2G`, `4G`, `LTE-M` … */
  technology?: string;
}
