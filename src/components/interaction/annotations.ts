import { type DataFrame } from '@grafana/data';
import { fieldNamed, numberAt, textAt } from '../frames/read';

/** A mark on the time axis: a deploy, a backfill, an alert. Spans have an end after their start. */
export interface AnnotationMark {
  time: number;
  timeEnd: number;
  text: string;
  color: string;
}

/**
 * The annotations of a panel's data that touch [from, to], in order of time.
 *
 * @param resolve colour of a name or a code, such as the theme's.
 */
export function annotationMarks(
  frames: DataFrame[] | undefined,
  from: number,
  to: number,
  resolve: (color: string) => string
): AnnotationMark[] {
  const marks: AnnotationMark[] = [];
  for (const frame of frames ?? []) {
    const [time, end] = [fieldNamed(frame, 'time'), fieldNamed(frame, 'timeEnd')];
    const [title, text, color] = [fieldNamed(frame, 'title'), fieldNamed(frame, 'text'), fieldNamed(frame, 'color')];
    // Alert rules say what they went into, and not always more.
    const state = fieldNamed(frame, 'newState');
    for (let row = 0; row < frame.length; row++) {
      const at = numberAt(time, row);
      const until = numberAt(end, row);
      const mark = {
        time: at,
        timeEnd: until > at ? until : at,
        text: [textAt(title, row) ?? textAt(state, row), plain(textAt(text, row))].filter(Boolean).join(': '),
        color: resolve(textAt(color, row) ?? 'blue'),
      };
      if (mark.timeEnd >= from && at <= to) {
        marks.push(mark);
      }
    }
  }
  return marks.sort((a, b) => a.time - b.time);
}

/** Annotation texts may hold HTML; only its words are shown. */
function plain(text: string | undefined): string | undefined {
  return text
    ?.replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
