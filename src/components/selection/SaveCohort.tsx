import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Input, useStyles2 } from '@grafana/ui';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
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
  // Only as it opens: typing after a question or a failure must not select what was typed.
  const isOpen = state.is !== 'closed';
  useEffect(() => {
    if (isOpen) {
      // The button that had the focus is gone.
      input.current?.focus();
      input.current?.select();
    }
  }, [isOpen]);
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
      <Button size="sm" variant="secondary" icon="save" onClick={() => setState({ is: 'open' })}>
        {t('plumbline.cohorts.save', 'Save as cohort')}
      </Button>
    );
  }
  if (state.is === 'saved') {
    return (
      <span role="status" className={styles.text}>
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
      // The list underneath has keys of its own.
      onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
      onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        void save(state.is === 'taken');
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
      <Button size="sm" type="submit" disabled={state.is === 'busy' || !COHORT_NAME.test(name.trim())}>
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
