import { concat, concatMap, finalize, ignoreElements, Observable, Subject, throttle, timer } from 'rxjs';

/**
 * Runs again at each trigger, one run at a time: triggers during a run and the rest after it become one more run. So a slow
 * answer is waited for and never cut off by the next trigger.
 */
export function rerun<T>(triggers: Observable<unknown>, run: () => Observable<T>, restMs: number): Observable<T> {
  return new Observable<T>((subscriber) => {
    const rested = new Subject<void>();
    return triggers
      .pipe(
        throttle(() => rested, { leading: true, trailing: true }),
        concatMap(() =>
          concat(run(), timer(restMs).pipe(ignoreElements())).pipe(
            // Not before this run is over for `concatMap`, which would queue what comes now.
            finalize(() => queueMicrotask(() => rested.next()))
          )
        )
      )
      .subscribe(subscriber);
  });
}
