/** Parameters that several calls take in their address. */
export const limit = { description: 'Most entries to give', schema: { type: 'integer', minimum: 1, maximum: 10_000 } };
export const ofModel = { model: { description: 'Only of this model' } };
export const range = {
  from: { description: 'From this time on (RFC 3339 or ms)' },
  to: { description: 'Before this time' },
};
