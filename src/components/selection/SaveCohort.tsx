import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Input, useStyles2 } from '@grafana/ui';
import { type SubmitEvent, useLayoutEffect, useRef, useState } from 'react';
import { type Filter } from '../../query/model';
import { COHORT_NAME, type CohortHome, hasCohort, problemText, saveCohort } from './cohortHome';

interface Props {
  home: CohortHome;
  filters: readonly Filter[];
  /** Proposed as its name. */
  name: string;
}

type State =
  { is: 'closed' | 'open' | 'busy' | 'taken' } | { is: 'saved'; name: string } | { is: 'failed'; problem: string };

/** Keeps a cohort by name. A name that is taken is asked about before what it stands for is replaced. */
export function SaveCohort({ home, filters, name: proposed }: Props) {
  const styles = useStyles2(getStyles);
  const [state, setState] = useState<State>({ is: 'closed' });
  const [name, setName] = useState(() => proposed.replace(/[/\\]/g, '-').slice(0, 128));
  const input = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const outcome = useRef<HTMLSpanElement>(null);
  // Only from one to the next: typing after a question or a failure must not select what was typed.
  const stage = state.is === 'closed' || state.is === 'saved' ? state.is : 'open';
  const before = useRef(stage);
  useLayoutEffect(() => {
    // What had the focus is gone, unless one went on elsewhere while it was saved.
    if (before.current !== stage && (stage === 'open' || document.activeElement === document.body)) {
      ({ closed: opener, open: input, saved: outcome })[stage].current?.focus({ preventScroll: true });
      input.current?.select();
    }
    before.current = stage;
  }, [stage]);
  const save = async (replaces: boolean) => {
    setState({ is: 'busy' });
    try {
      if (!replaces && (await hasCohort(home, name.trim()))) {
        setState({ is: 'taken' });
        return;
      }
      await saveCohort(home, name.trim(), filters);
      setState({ is: 'saved', name: name.trim() });
    } catch (error) {
      setState({ is: 'failed', problem: problemText(error) });
    }
  };
  if (state.is === 'closed') {
    return (
      <Button ref={opener} size="sm" variant="secondary" icon="save" onClick={() => setState({ is: 'open' })}>
        {t('plumbline.cohorts.save', 'Save as cohort')}
      </Button>
    );
  }
  if (state.is === 'saved') {
    return (
      <span ref={outcome} role="status" tabIndex={-1} className={styles.text}>
        {t('plumbline.cohorts.saved', 'Saved as "{{name}}"', {
          name: state.name,
          interpolation: { escapeValue: false },
        })}
      </span>
    );
  }
  const label = t('plumbline.cohorts.save-name', 'Name of the cohort');
  return (
    <form
      className={styles.form}
      // The list underneath has keys of its own. Tab may lead out of a card, and Escape gives up the name, not the card.
      onKeyDown={(event) => {
        if (event.key !== 'Tab') {
          event.stopPropagation();
        }
        if (event.key === 'Escape') {
          setState({ is: 'closed' });
        }
      }}
      onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        if (state.is !== 'busy') {
          void save(state.is === 'taken');
        }
      }}
    >
      <Input
        ref={input}
        width={28}
        value={name}
        aria-label={label}
        placeholder={label}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setState({ is: 'open' });
        }}
      />
      <Button size="sm" type="submit" aria-busy={state.is === 'busy'} disabled={!COHORT_NAME.test(name.trim())}>
        {state.is === 'taken' ? t('plumbline.cohorts.replace', 'Replace') : t('plumbline.annotate.save', 'Save')}
      </Button>
      <Button size="sm" type="button" variant="secondary" onClick={() => setState({ is: 'closed' })}>
        {t('plumbline.annotate.cancel', 'Cancel')}
      </Button>
      <span role="status" className={styles.text}>
        {state.is === 'taken' && t('plumbline.cohorts.taken', 'There is a cohort of that name already.')}
        {state.is === 'failed' && state.problem}
      </span>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5), maxWidth: 340 }),
  text: css({ color: theme.colors.text.secondary, '&:empty': { display: 'none' } }),
});
