import { css } from '@emotion/css';
import { type AnnotationEventUIModel, type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Input, useStyles2 } from '@grafana/ui';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';

interface Props {
  /** [from, to], milliseconds. */
  from: number;
  to: number;
  onSave: (annotation: AnnotationEventUIModel) => void;
  onCancel: () => void;
}

/** What happened in a stretch of time, in words and tags. */
export function AnnotationForm({ from, to, onSave, onCancel }: Props) {
  const styles = useStyles2(getStyles);
  const [description, setDescription] = useState('');
  const [tags, setTags] = useState('');
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const list = tags.split(',').map((tag) => tag.trim());
    onSave({ from, to, description: description.trim(), tags: [...new Set(list)].filter(Boolean) });
  };
  const what = t('plumbline.annotate.what', 'What happened');
  const tagged = t('plumbline.annotate.tags', 'Tags, with commas between');
  return (
    <form
      className={styles.form}
      onSubmit={onSubmit}
      onKeyDown={(event) => {
        // One level at a time: what is selected stays.
        if (event.key === 'Escape') {
          event.stopPropagation();
          onCancel();
        }
      }}
    >
      <Input
        ref={first}
        width={28}
        value={description}
        aria-label={what}
        placeholder={what}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <Input
        width={22}
        value={tags}
        aria-label={tagged}
        placeholder={tagged}
        onChange={(event) => setTags(event.currentTarget.value)}
      />
      <Button size="sm" type="submit" disabled={description.trim() === ''}>
        {t('plumbline.annotate.save', 'Save')}
      </Button>
      <Button size="sm" type="button" variant="secondary" onClick={onCancel}>
        {t('plumbline.annotate.cancel', 'Cancel')}
      </Button>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    // As low as the buttons, so that the bar hides nothing of the picture.
    '& > div, & > div > div, & input': { height: theme.spacing(3) },
  }),
});
