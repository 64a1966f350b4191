/** Functions that DuckDB has and that a statement may not call, by the reason. */
import { names } from './names';

/** Why a function is refused; `REASONS` has the words that a user reads. */
export type RefusalReason =
  'files' | 'engine' | 'catalogue' | 'session' | 'wait' | 'dynamic_sql' | 'internal' | 'state' | 'unneeded';

export const REASONS: Record<RefusalReason, string> = {
  files: 'it reaches files',
  engine: 'it changes or reveals the state of the engine',
  catalogue: 'it lists what other users and the store itself have',
  session: 'it reads or changes the session',
  wait: 'it only waits',
  dynamic_sql: 'it runs SQL that cannot be checked',
  internal: 'it belongs to the insides of DuckDB',
  state: 'it changes state',
  unneeded: 'it is not on the list of functions for dashboards',
};

export const REFUSED_EXPRESSIONS: Record<RefusalReason, string[]> = {
  files: [],
  engine: names('write_log parse_duckdb_log_message get_block_size stats vector_type'),
  catalogue: names(`
    col_description current_catalog current_database current_schemas format_pg_type format_type
    has_any_column_privilege has_column_privilege has_database_privilege has_foreign_data_wrapper_privilege
    has_function_privilege has_language_privilege has_schema_privilege has_sequence_privilege has_server_privilege
    has_table_privilege has_tablespace_privilege in_search_path map_to_pg_oid obj_description pg_collation_is_visible
    pg_conf_load_time pg_conversion_is_visible pg_function_is_visible pg_get_constraintdef pg_get_expr pg_get_viewdef
    pg_has_role pg_is_other_temp_schema pg_my_temp_schema pg_opclass_is_visible pg_operator_is_visible
    pg_opfamily_is_visible pg_postmaster_start_time pg_table_is_visible pg_ts_config_is_visible pg_ts_dict_is_visible
    pg_ts_parser_is_visible pg_ts_template_is_visible pg_type_is_visible shobj_description`),
  session: names(`
    current_connection_id current_query current_query_id current_setting current_transaction_id getvariable
    inet_client_addr inet_client_port inet_server_addr inet_server_port txid_current version`),
  wait: names('pg_sleep sleep_ms'),
  dynamic_sql: names('json_deserialize_sql json_serialize_plan json_serialize_sql'),
  internal: names(`
    __internal_compress_integral_ubigint __internal_compress_integral_uinteger __internal_compress_integral_usmallint
    __internal_compress_integral_utinyint __internal_compress_string_hugeint __internal_compress_string_ubigint
    __internal_compress_string_uhugeint __internal_compress_string_uinteger __internal_compress_string_usmallint
    __internal_compress_string_utinyint __internal_decompress_integral_bigint __internal_decompress_integral_hugeint
    __internal_decompress_integral_integer __internal_decompress_integral_smallint
    __internal_decompress_integral_ubigint __internal_decompress_integral_uhugeint
    __internal_decompress_integral_uinteger __internal_decompress_integral_usmallint __internal_decompress_string
    cast_to_type combine create_sort_key finalize get_type make_type remap_struct replace_type variant_bytes_to_variant
    variant_normalize variant_to_parquet_variant`),
  state: names('currval nextval setseed'),
  unneeded: names(`
    st_asbinary st_astext st_aswkb st_aswkt st_crs st_geomfromwkb st_intersects_extent st_setcrs`),
};

export const ALLOWED_TABLE_FUNCTIONS: ReadonlySet<string> = new Set(
  names('generate_series icu_calendar_names json_each json_tree pg_timezone_names range unnest')
);

export const REFUSED_TABLE_FUNCTIONS: Record<RefusalReason, string[]> = {
  files: names(`
    arrow_scan arrow_scan_dumb glob parquet_bloom_probe parquet_file_metadata parquet_full_metadata parquet_kv_metadata
    parquet_metadata parquet_scan parquet_schema read_blob read_csv read_csv_auto read_duckdb read_json read_json_auto
    read_json_objects read_json_objects_auto read_ndjson read_ndjson_auto read_ndjson_objects read_parquet read_text
    sniff_csv`),
  engine: names(`
    check_peg_parser checkpoint disable_logging disable_peg_parser disable_profiling enable_logging enable_peg_parser
    enable_profiling force_checkpoint truncate_duckdb_logs`),
  catalogue: names(`
    duckdb_approx_database_count duckdb_columns duckdb_connection_count duckdb_constraints duckdb_coordinate_systems
    duckdb_databases duckdb_dependencies duckdb_extensions duckdb_external_file_cache duckdb_functions duckdb_indexes
    duckdb_keywords duckdb_log_contexts duckdb_logs duckdb_logs_parsed duckdb_memory duckdb_optimizers
    duckdb_prepared_statements duckdb_profiling_settings duckdb_schemas duckdb_secret_types duckdb_secrets
    duckdb_sequences duckdb_settings duckdb_table_sample duckdb_tables duckdb_temporary_files duckdb_types
    duckdb_variables duckdb_views pragma_collations pragma_database_size pragma_metadata_info pragma_platform
    pragma_show pragma_storage_info pragma_table_info pragma_user_agent pragma_version which_secret`),
  session: [],
  wait: [],
  dynamic_sql: names('histogram histogram_values json_execute_serialized_sql query query_table sql_auto_complete'),
  internal: names('seq_scan summary test_all_types test_vector_types'),
  state: [],
  unneeded: names('repeat repeat_row'),
};

/** Reachable by PRAGMA and CALL only, which are no SELECT; listed so that a new one is looked at. */
export const REFUSED_PRAGMAS: ReadonlySet<string> = new Set(
  names(`
    add_parquet_key all_profiling_output collations copy_database database_list database_size
    disable_checkpoint_on_shutdown disable_object_cache disable_optimizer disable_print_progress_bar disable_profile
    disable_profiling disable_progress_bar disable_verification disable_verify_external disable_verify_fetch_row
    disable_verify_parallelism disable_verify_serializer enable_checkpoint_on_shutdown enable_object_cache
    enable_optimizer enable_print_progress_bar enable_profile enable_profiling enable_progress_bar enable_verification
    extension_versions force_checkpoint functions import_database json_execute_serialized_sql metadata_info platform show
    show_databases show_tables show_tables_expanded storage_info table_info user_agent verify_external verify_fetch_row
    verify_parallelism verify_serializer version`)
);

/** The reason why a known function is refused; undefined for names that DuckDB does not have. */
export function refusalReason(lists: Record<RefusalReason, string[]>, name: string): RefusalReason | undefined {
  for (const [reason, refused] of Object.entries(lists)) {
    if (refused.includes(name)) {
      return reason as RefusalReason;
    }
  }
  return undefined;
}
