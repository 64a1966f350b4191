import { dateTimeForTimeZone, dateTimeFormat } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';

const DAY = 864e5;

/** A window [from, to) in few words: "20 Nov 2025", "20 Nov 14:00–15:00", "3–10 Nov 2025". */
export function formatWindow(from: number, to: number, timeZone: TimeZone): string {
  const at = (time: number, format: string) => dateTimeFormat(time, { timeZone, format });
  const onMidnight = (time: number) => dateTimeForTimeZone(timeZone, time).startOf('day').valueOf() === time;
  if (!onMidnight(from) || !onMidnight(to)) {
    const sameDay = at(from, 'YYYYMMDD') === at(to - 1, 'YYYYMMDD');
    return `${at(from, 'D MMM YYYY, HH:mm')}–${at(to, sameDay ? 'HH:mm' : 'D MMM, HH:mm')}`;
  }
  if (to - from <= 1.05 * DAY) {
    return at(from, 'ddd D MMM YYYY');
  }
  const last = to - DAY / 2;
  const sameMonth = at(from, 'YYYYMM') === at(last, 'YYYYMM');
  return `${at(from, sameMonth ? 'D' : 'D MMM')}–${at(last, 'D MMM YYYY')}`;
}
