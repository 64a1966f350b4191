import { t } from '@grafana/i18n';
import { Combobox, type ComboboxOption, Field, Input, MultiCombobox } from '@grafana/ui';
import { useId, useState } from 'react';

/** Widths of the editor's controls, in grid units. */
export const WIDTH = { short: 16, medium: 24, long: 36 } as const;

interface FieldProps {
  label: string;
  description?: string;
  /** What is wrong with the value; shown under the control. */
  problem?: string;
  width?: number;
  /** Shown and not to be changed, as in a provisioned data source. */
  disabled?: boolean;
}

interface ChoiceProps<T extends string> extends FieldProps {
  value: T | undefined;
  options: Array<ComboboxOption<T>>;
  onChange: (value: T) => void;
  /** Lets a variable or a name that is not listed be typed. */
  custom?: boolean;
  loading?: boolean;
  placeholder?: string;
}

/** One value of a list. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, description, problem, value, options, onChange, custom, loading, placeholder } = props;
  const id = useId();
  return (
    <Field label={label} description={description} invalid={Boolean(problem)} error={problem} htmlFor={id} noMargin>
      <Combobox<T>
        id={id}
        width={props.width ?? WIDTH.medium}
        value={value ?? null}
        options={withCurrent(options, value ? [value] : [])}
        onChange={(option) => onChange(option.value)}
        createCustomValue={custom}
        placeholder={loading ? t('datasource.loading', 'Loading') : placeholder}
        invalid={problem ? true : undefined}
        disabled={props.disabled}
      />
    </Field>
  );
}

interface ChoicesProps<T extends string> extends Omit<ChoiceProps<T>, 'value' | 'onChange'> {
  value: readonly T[] | undefined;
  onChange: (values: T[]) => void;
}

/** Several values of a list. */
export function Choices<T extends string>(props: ChoicesProps<T>) {
  const { label, description, problem, value, options, onChange, custom, loading, placeholder } = props;
  const id = useId();
  const chosen = [...(value ?? [])];
  return (
    <Field label={label} description={description} invalid={Boolean(problem)} error={problem} htmlFor={id} noMargin>
      <MultiCombobox<T>
        id={id}
        width={props.width ?? WIDTH.long}
        value={chosen}
        options={withCurrent(options, chosen)}
        onChange={(picked) => onChange(picked.map((option) => option.value))}
        createCustomValue={custom}
        placeholder={loading ? t('datasource.loading', 'Loading') : placeholder}
        invalid={problem ? true : undefined}
      />
    </Field>
  );
}

interface TextProps extends FieldProps {
  value: string | undefined;
  /** Called when the field is left or Enter is pressed; an empty text is `undefined`. */
  onChange: (value: string | undefined) => void;
  placeholder?: string;
}

/** A short text that takes effect when it is done, so that no query runs for every letter. */
export function Text({ label, description, problem, value, onChange, placeholder, width, disabled }: TextProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const commit = () => {
    const next = draft?.trim() === '' ? undefined : draft?.trim();
    if (draft !== undefined && next !== value) {
      onChange(next);
    }
    setDraft(undefined);
  };
  return (
    <Field label={label} description={description} invalid={Boolean(problem)} error={problem} htmlFor={id} noMargin>
      <Input
        id={id}
        width={width ?? WIDTH.short}
        value={draft ?? value ?? ''}
        placeholder={placeholder}
        disabled={disabled}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
    </Field>
  );
}

interface NumberProps extends FieldProps {
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  placeholder?: string;
}

/** A number that may be left empty; a text that is no number changes nothing. */
export function NumberText({ value, onChange, ...props }: NumberProps) {
  return (
    <Text
      {...props}
      value={value === undefined ? undefined : String(value)}
      onChange={(text) => {
        const number = text === undefined ? undefined : Number(text);
        if (number === undefined || Number.isFinite(number)) {
          onChange(number);
        }
      }}
    />
  );
}

/** Names as options. */
export function namesAsOptions<T extends string>(names: readonly T[]): Array<ComboboxOption<T>> {
  return names.map((name) => ({ label: name, value: name }));
}

/** The options, with chosen values that are not listed (globs, variables, names that went away) in front. */
function withCurrent<T extends string>(options: Array<ComboboxOption<T>>, chosen: readonly T[]) {
  const known = new Set(options.map(({ value }) => value));
  return [...namesAsOptions(chosen.filter((value) => !known.has(value))), ...options];
}
