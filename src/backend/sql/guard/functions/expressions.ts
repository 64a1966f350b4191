/**
 * Scalar functions, aggregates, window functions and macros that a statement may call.
 *
 * Closed by default: a name that stands nowhere in this folder is refused, and a test fails as long as DuckDB lists one
 * that is not classified.
 */
import { names } from './names';

const OPERATORS = names(`
  ! !__postfix !~~ !~~* % & && * ** + - ->> / // <-> << <=> <@ >> @ @> ^ ^@ | || ~ ~~ ~~* ~~~
  add divide multiply subtract xor
  like_escape ilike_escape not_like_escape not_ilike_escape`);

const NUMBERS = names(`
  abs acos acosh asin asinh atan atan2 atanh bit_count cbrt ceil ceiling cos cosh cot degrees even exp factorial fdiv
  floor fmod gamma gcd greatest greatest_common_divisor isfinite isinf isnan lcm least least_common_multiple lgamma ln
  log log10 log2 mod nextafter pi pow power radians random round round_even roundbankers row sign signbit sin sinh sqrt
  tan tanh trunc`);

const TEXT = names(`
  array_to_string array_to_string_comma_default ascii base64 bin bit_length char_length character_length chr concat
  concat_ws contains damerau_levenshtein decode editdist3 encode ends_with format_bytes formatreadabledecimalsize
  formatreadablesize from_base64 from_binary from_hex hamming hash hex instr jaccard jaro_similarity
  jaro_winkler_similarity lcase left left_grapheme len length length_grapheme levenshtein lower ltrim md5 md5_number
  md5_number_lower md5_number_upper mismatches nfc_normalize octet_length ord overlay parse_dirname parse_dirpath
  parse_filename parse_formatted_bytes parse_path pg_size_pretty position prefix regexp_escape regexp_extract
  regexp_extract_all regexp_full_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table replace
  reverse right right_grapheme rtrim sha1 sha256 split split_part starts_with str_split str_split_regex string_split
  string_split_regex string_to_array strip_accents strlen strpos substr substring substring_grapheme suffix to_base64
  to_binary to_hex translate trim ucase unbin unhex unicode upper url_decode url_encode`);

const TIME = names(`
  age ago century current_date current_localtime current_localtimestamp date_add date_diff date_part date_sub date_trunc
  datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month decade epoch epoch_ms
  epoch_ns epoch_us era get_current_time get_current_timestamp hour isodow isoyear julian last_day make_date make_time
  make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz microsecond millennium millisecond minute month
  monthname nanosecond normalized_interval now quarter second strftime strptime time_bucket timetz_byte_comparable
  timezone timezone_hour timezone_minute to_centuries to_days to_decades to_hours to_microseconds to_millennia
  to_milliseconds to_minutes to_months to_quarters to_seconds to_timestamp to_weeks to_years today
  transaction_timestamp try_strptime week weekday weekofyear year yearweek`);

const CONDITIONS = names(`
  constant_or_null error nullif switch typeof pg_typeof alias can_cast_implicitly cardinality
  current_schema current_user user session_user current_role`);

const BITS = names('bit_position bitstring get_bit set_bit');

const ENUMS = names('enum_code enum_first enum_last enum_range enum_range_boundary');

const UUIDS = names('gen_random_uuid uuid uuidv4 uuidv7 uuid_extract_timestamp uuid_extract_version');

/** Names that exist with `list_` and with `array_` in front. */
const LIST_TWINS = names(`
  aggr aggregate apply cat concat contains cosine_distance cosine_similarity distance distinct dot_product extract
  filter grade_up has has_all has_any indexof inner_product intersect negative_dot_product negative_inner_product
  position reduce resize reverse reverse_sort select slice sort transform unique value where zip`);

const LISTS = [
  ...LIST_TWINS.flatMap((name) => [`list_${name}`, `array_${name}`]),
  ...names(`
    aggregate apply array_append array_cross_product array_length array_pop_back array_pop_front array_prepend
    array_push_back array_push_front element_at filter flatten generate_subscripts grade_up list_any_value list_append
    list_approx_count_distinct list_avg list_bit_and list_bit_or list_bit_xor list_bool_and list_bool_or list_count
    list_element list_entropy list_first list_histogram list_kurtosis list_kurtosis_pop list_last list_mad list_max
    list_median list_min list_mode list_pack list_prepend list_product list_sem list_skewness list_stddev_pop
    list_stddev_samp list_string_agg list_sum list_var_pop list_var_samp reduce unnest unpivot_list`),
];

const NESTED = names(`
  array_extract map map_concat map_contains map_contains_entry map_contains_value map_entries map_extract
  map_extract_value map_from_entries map_keys map_values struct_concat struct_contains struct_extract struct_extract_at
  struct_has struct_indexof struct_insert struct_keys struct_pack struct_position struct_update struct_values
  union_extract union_tag union_value variant_extract variant_typeof`);

const JSON_TEXT = names(`
  array_to_json from_json from_json_strict json json_array json_array_length json_contains json_exists json_extract
  json_extract_path json_extract_path_text json_extract_string json_group_array json_group_object json_group_structure
  json_keys json_merge_patch json_object json_pretty json_quote json_structure json_transform json_transform_strict
  json_type json_valid json_value row_to_json to_json`);

const AGGREGATES = names(`
  any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_max_nulls_last arg_min
  arg_min_null arg_min_nulls_last argmax argmin array_agg avg bit_and bit_or bit_xor bitstring_agg bool_and bool_or corr
  count count_if count_star countif covar_pop covar_samp entropy favg first fsum geomean geometric_mean group_concat
  histogram histogram_exact is_histogram_other_bin kahan_sum kurtosis kurtosis_pop last list listagg mad max max_by mean
  median min min_by mode product quantile quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept
  regr_r2 regr_slope regr_sxx regr_sxy regr_syy reservoir_quantile sem skewness stddev stddev_pop stddev_samp string_agg
  sum sum_no_overflow sumkahan var_pop var_samp variance wavg weighted_avg`);

const WINDOWS = names(`
  cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number`);

const COLLATION_LANGUAGES = names(`
  af am ar ar_sa as az be bg bn bo br bs ca ceb chr cs cy da de de_at dsb dz ee el en en_us eo es et fa fa_af ff fi fil
  fo fr fr_ca ga gl gu ha haw he he_il hi hr hsb hu hy id id_id ig is it ja ka kk kl km kn ko kok ku ky lb lkt ln lo lt
  lv mk ml mn mr ms mt my nb nb_no ne nl nn noaccent om or pa pa_in pl ps pt ro ru sa se si sk sl smn sq sr sr_ba sr_me
  sr_rs sv sw ta te th tk to tr ug uk ur uz vi wae wo xh yi yo yue yue_cn zh zh_cn zh_hk zh_mo zh_sg zh_tw zu`);

const COLLATIONS = [...COLLATION_LANGUAGES.map((language) => `icu_collate_${language}`), 'icu_sort_key'];

/** Allowed, but only with literal sizes: see `growth.ts`. */
export const BOUNDED_EXPRESSIONS = names(`
  repeat lpad rpad bar range generate_series list_resize array_resize format printf to_base equi_width_bins bitstring`);

export const ALLOWED_EXPRESSIONS: ReadonlySet<string> = new Set(
  [
    OPERATORS,
    NUMBERS,
    TEXT,
    TIME,
    CONDITIONS,
    BITS,
    ENUMS,
    UUIDS,
    LISTS,
    NESTED,
    JSON_TEXT,
    AGGREGATES,
    WINDOWS,
    COLLATIONS,
    BOUNDED_EXPRESSIONS,
  ].flat()
);
