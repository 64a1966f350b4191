/** Fields of a CSV file as JSON, by the rule that bodies of CSV go by. */
const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** A number stays a number, an empty field is missing, everything else is text ("007" too). */
export function jsonValue(field: string): string {
  if (field === '') {
    return 'null';
  }
  return PLAIN_NUMBER.test(field) || field === 'true' || field === 'false' ? field : JSON.stringify(field);
}
