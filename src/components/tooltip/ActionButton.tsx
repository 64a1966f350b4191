import { t } from '@grafana/i18n';
import { Button } from '@grafana/ui';
import { useState } from 'react';
import { type CardAction } from './actions';

type State = 'idle' | 'asked' | 'running' | 'done' | 'failed';

/** Runs an action at the second press: the first one asks. */
export function ActionButton({ action }: { action: CardAction }) {
  const [state, setState] = useState<State>('idle');
  const press = () => {
    if (state === 'running') {
      return;
    }
    if (state !== 'asked') {
      setState('asked');
      return;
    }
    setState('running');
    action.run().then(
      () => setState('done'),
      () => setState('failed')
    );
  };
  const labels: Record<State, string> = {
    idle: action.title,
    asked: action.confirmation,
    running: t('plumbline.actions.running', '{{title}} …', {
      title: action.title,
      interpolation: { escapeValue: false },
    }),
    done: t('plumbline.actions.done', '{{title}}: done', {
      title: action.title,
      interpolation: { escapeValue: false },
    }),
    failed: t('plumbline.actions.failed', '{{title}} failed', {
      title: action.title,
      interpolation: { escapeValue: false },
    }),
  };
  return (
    <Button
      size="sm"
      variant={state === 'asked' ? 'primary' : 'secondary'}
      icon={state === 'failed' ? 'exclamation-triangle' : 'bolt'}
      // Not `disabled`, which would take the keyboard off it.
      aria-busy={state === 'running'}
      onClick={press}
    >
      <span aria-live="polite">{labels[state]}</span>
    </Button>
  );
}
