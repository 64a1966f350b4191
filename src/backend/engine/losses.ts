/** Which calls a lost child is repeated for, and which of them is held to be the reason. */
import { type Call } from './call';
import { lostCall } from './outcomes';
import { type Penalties } from './penalties';

/** How often a call may lose its child, and after how many times it runs alone; of proven statements, and of others. */
const PATIENCE = { proven: { attempts: 5, together: 2 }, other: { attempts: 2, together: 1 } };

/**
 * Settles the calls that were in flight: rejects those that are not repeated, and blames who ran alone.
 * @param wanted the child was ended on purpose, so that none of them is the reason
 * @returns calls to be sent again, in their order
 */
export function settleLosses(calls: readonly Call[], wanted: boolean, penalties: Penalties): Call[] {
  return calls.filter((call) => {
    call.yielding = call.yielding === 'now' ? 'done' : call.yielding;
    const { attempts, together } = patienceWith(call, penalties);
    if (call.options.repeatable && call.attempts < attempts && call.cancelled === undefined) {
      call.alone = !wanted && call.attempts >= together;
      return true;
    }
    if (call.alone && !wanted) {
      blame(call, [], penalties);
    }
    call.reject(lostCall(call));
    return false;
  });
}

/** @param running all calls that ran when the child went down */
export function blame(call: Call, running: Iterable<Call>, penalties: Penalties): void {
  const others = Array.from(running).filter((other) => other !== call);
  penalties.blame(
    call.suspects(),
    call.user,
    others.flatMap((other) => other.suspects())
  );
}

const patienceWith = (call: Call, penalties: Penalties): { attempts: number; together: number } =>
  call.operation.op === 'query' && penalties.isProven(call.suspects()) ? PATIENCE.proven : PATIENCE.other;
