// What levitate takes for a change between Grafana 12.4 and 13.2 and is none.
module.exports = {
  removals: [],
  // The same signatures; only the declaration files' imports are written with an inline `type`.
  changes: [/PanelPlugin\.(setSuggestionsSupplier|setMigrationHandler|setPanelChangeHandler)/],
  additions: [],
};
