import { beforeEach, describe, expect, it } from 'vitest';
import { Penalties } from './penalties';

let now = 0;
let penalties: Penalties;
beforeEach(() => {
  now = 0;
  penalties = new Penalties(() => now);
});

const isRefused = (statement: string, user: string): boolean => {
  try {
    penalties.check(statement, user);
    return false;
  } catch {
    return true;
  }
};
/** The user's minute is over, the statement's ten are not. */
const aMinuteLater = () => {
  now += 61_000;
};

describe('Penalties', () => {
  it('refuse the only suspect to everybody for ten minutes', () => {
    penalties.blame(['hog'], 'vic');
    aMinuteLater();
    expect([isRefused('hog', 'vic'), isRefused('hog', 'ada'), isRefused('other', 'vic')]).toEqual([true, true, false]);
    now += 10 * 60_000;
    expect(isRefused('hog', 'ada')).toBe(false);
  });

  it('refuse several suspects to their user only', () => {
    penalties.blame(['hog', "a rule's"], 'vic');
    aMinuteLater();
    expect([isRefused('hog', 'vic'), isRefused("a rule's", 'vic')]).toEqual([true, true]);
    expect([isRefused('hog', 'ada'), isRefused("a rule's", 'ada')]).toEqual([false, false]);
  });

  it('refuse a suspect to its user only when another call may have been the reason', () => {
    penalties.blame(["a rule's"], 'ada', ['hog']);
    aMinuteLater();
    expect([isRefused("a rule's", 'vic'), isRefused("a rule's", 'ada')]).toEqual([false, true]);
  });

  it('never take what has ended well for the reason while there is another suspect', () => {
    penalties.acquit("a rule's");
    penalties.blame(["a rule's", 'hog'], 'vic');
    expect(isRefused("a rule's", 'vic')).toBe(false);
    aMinuteLater();
    expect([isRefused("a rule's", 'ada'), isRefused('hog', 'ada')]).toEqual([false, true]);
    penalties.blame(["a rule's"], 'ada', ['another hog']);
    expect([isRefused("a rule's", 'ada'), isRefused('new', 'ada')]).toEqual([false, false]);
  });

  it('make the user of a query that has outgrown its good name wait, and nobody else', () => {
    penalties.acquit('grown');
    penalties.blame(['grown'], 'vic');
    expect([isRefused('grown', 'vic'), isRefused('grown', 'ada')]).toEqual([true, false]);
    expect(isRefused("another rule's", 'vic')).toBe(false);
  });

  it('ask what has worked before again after a minute, and take the third time in a row for its fault', () => {
    penalties.acquit("a rule's");
    for (let strike = 0; strike < 3; strike++) {
      expect(penalties.isProven(["a rule's"])).toBe(true);
      penalties.blame(["a rule's"], 'vic');
      expect(isRefused("a rule's", 'vic')).toBe(true);
      aMinuteLater();
      expect(isRefused("a rule's", 'vic')).toBe(false);
    }
    expect(penalties.isProven(["a rule's"])).toBe(false);
    penalties.blame(["a rule's"], 'vic');
    aMinuteLater();
    expect([isRefused("a rule's", 'vic'), isRefused("a rule's", 'ada')]).toEqual([true, true]);
  });

  it('forget what was before an answer', () => {
    penalties.acquit("a rule's");
    for (let strike = 0; strike < 5; strike++) {
      penalties.blame(["a rule's"], 'vic');
      penalties.acquit("a rule's");
    }
    expect(penalties.isProven(["a rule's"])).toBe(true);
  });

  it('take from a user who brought the engine down only what is known, for a minute', () => {
    penalties.acquit('known');
    penalties.blame(['hog'], 'vic');
    expect([isRefused('known', 'vic'), isRefused('new', 'vic'), isRefused('new', 'ada')]).toEqual([false, true, false]);
    aMinuteLater();
    expect(isRefused('new', 'vic')).toBe(false);
  });
});
