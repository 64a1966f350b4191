// What levitate takes for a change between Grafana 12.4 and 13.2 and is none.
module.exports = {
  removals: [],
  // The same overloads; only the declaration file's import is written with an inline `type`.
  changes: [/PanelPlugin\.setSuggestionsSupplier/],
  additions: [],
};
