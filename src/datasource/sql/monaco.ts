/** Puts completion, hover and formatting into one Monaco editor, and takes them out again. */
import { type Monaco, type MonacoEditor, type monacoTypes } from '@grafana/ui';
import { explainAt, type Schema, type Suggestion, suggestionsAt } from './completion';
import { formatSql } from './format';

const OWNER = 'plumbline';

/**
 * Providers belong to a language and so to every editor of a page: each of these answers for its own text only. The
 * result has to be called when the editor goes, or the next one would show everything twice.
 */
export function connect(monaco: Monaco, editor: MonacoEditor, schema: () => Schema): () => void {
  const { languages } = monaco;
  const isOurs = (model: monacoTypes.editor.ITextModel): boolean => model === editor.getModel();
  const providers = [
    languages.registerCompletionItemProvider('sql', {
      triggerCharacters: ['.', '$', ' ', '"'],
      provideCompletionItems: (model, position) => {
        if (!isOurs(model)) {
          return { suggestions: [] };
        }
        const word = model.getWordUntilPosition(position);
        const range = {
          startLineNumber: position.lineNumber,
          endLineNumber: position.lineNumber,
          startColumn: withDollars(model, position.lineNumber, word.startColumn),
          endColumn: word.endColumn,
        };
        const found = suggestionsAt(model.getValue(), model.getOffsetAt(position), schema());
        return { suggestions: found.map((each, index) => completion(monaco, each, range, index)) };
      },
    }),
    languages.registerHoverProvider('sql', {
      provideHover: (model, position) => {
        const found = isOurs(model) && explainAt(model.getValue(), model.getOffsetAt(position), schema());
        if (!found) {
          return null;
        }
        const start = model.getPositionAt(found.start);
        const end = model.getPositionAt(found.end);
        return {
          contents: [{ value: found.text }],
          range: new monaco.Range(start.lineNumber, start.column, end.lineNumber, end.column),
        };
      },
    }),
    languages.registerDocumentFormattingEditProvider('sql', {
      provideDocumentFormattingEdits: (model) =>
        isOurs(model) ? [{ range: model.getFullModelRange(), text: formatSql(model.getValue()) }] : [],
    }),
  ];
  return () => providers.forEach((provider) => provider.dispose());
}

/** Marks an error in the text, or takes the mark away. */
export function mark(monaco: Monaco, editor: MonacoEditor, markers: readonly object[]): void {
  const model = editor.getModel();
  if (model) {
    const severity = monaco.MarkerSeverity.Error;
    monaco.editor.setModelMarkers(
      model,
      OWNER,
      markers.map((marker) => ({ ...marker, severity }) as monacoTypes.editor.IMarkerData)
    );
  }
}

/** Dollars are no part of a word for Monaco, but of a macro and of a variable. */
function withDollars(model: monacoTypes.editor.ITextModel, line: number, column: number): number {
  const before = model.getLineContent(line).slice(0, column - 1);
  return column - (/\$?$/.exec(before)?.[0].length ?? 0);
}

function completion(
  monaco: Monaco,
  { label, insert, detail, documentation, kind }: Suggestion,
  range: monacoTypes.IRange,
  index: number
): monacoTypes.languages.CompletionItem {
  const { CompletionItemKind: Kind, CompletionItemInsertTextRule: Rule } = monaco.languages;
  const kinds = {
    table: Kind.Struct,
    column: Kind.Field,
    macro: Kind.Snippet,
    function: Kind.Function,
    keyword: Kind.Keyword,
    variable: Kind.Variable,
  };
  const text = insert ?? label;
  const snippet = text.includes('$0');
  return {
    label,
    // Without the snippet rule dollars of macros and variables stay what they are.
    insertText: text,
    ...(snippet ? { insertTextRules: Rule.InsertAsSnippet } : {}),
    detail,
    documentation,
    kind: kinds[kind],
    range,
    sortText: String(index).padStart(5, '0'),
  };
}
