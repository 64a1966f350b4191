/** Fields that must not be taken for scores when a frame has to be read by its shape. */
export const NOT_SCORES: ReadonlySet<string> = new Set([
  'threshold',
  'warn',
  'floor',
  'p',
  'q',
  'n',
  'n_reference',
  'n_ref',
  'n_cur',
  'direction',
]);
