package protocol

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func sqlQuery(statement string) map[string]any {
	return map[string]any{"refId": "A", "queryType": "sql", "pluginVersion": "1.0.0", "rawSql": statement, "format": "table"}
}

func drift(format string) map[string]any {
	return map[string]any{
		"refId": "A", "queryType": "drift", "pluginVersion": "1.0.0", "model": "loans", "columns": []string{"x", "y"}, "method": "psi",
		"reference": map[string]any{"kind": "fixed", "name": "training"}, "window": "1d", "minRows": 100, "format": format,
	}
}

func TestHandshakePingAndShutdown(t *testing.T) {
	b := start(t)
	must(t, b.protocol.Ping())
	if b.client.NegotiatedVersion() != 2 {
		t.Fatalf("negotiated %d", b.client.NegotiatedVersion())
	}
	b.query(map[string]any{"A": sqlQuery("SELECT 1 AS one")})
	begun := time.Now()
	b.client.Kill()
	if took := time.Since(begun); took > 2*time.Second {
		t.Fatalf("the shutdown took %v, so go-plugin killed it", took)
	}
	if !b.client.Exited() {
		t.Fatal("the plugin is still there")
	}
}

func TestDiagnostics(t *testing.T) {
	b := start(t)
	health, err := b.diagnostics.CheckHealth(context.Background(), &pluginv2.CheckHealthRequest{PluginContext: pluginContext()})
	must(t, err)
	if health.Status != pluginv2.CheckHealthResponse_OK || !strings.HasPrefix(health.Message, "DuckDB ") {
		t.Fatalf("health: %v", health)
	}
	if !json.Valid(health.JsonDetails) {
		t.Fatalf("details: %s", health.JsonDetails)
	}
	metrics, err := b.diagnostics.CollectMetrics(context.Background(), &pluginv2.CollectMetricsRequest{PluginContext: pluginContext()})
	must(t, err)
	if !strings.Contains(string(metrics.Metrics.Prometheus), "plumbline_engine_calls") {
		t.Fatalf("metrics: %s", metrics.Metrics.Prometheus)
	}
}

func TestFramesAsTheSDKReadsThem(t *testing.T) {
	b := start(t)
	frames := b.frames(sqlQuery(`SELECT TIMESTAMP '2024-03-01 12:00:00.000123' AS time, 1.5 AS number, 42 AS small,
		9007199254740993 AS big, 'Zoë' AS word, true AS yes, NULL::DOUBLE AS nothing, NULL::VARCHAR AS no_word, 'nan'::DOUBLE AS nan`))
	if len(frames) != 1 || frames[0].RefID != "A" || frames[0].Meta == nil || frames[0].Meta.ExecutedQueryString == "" {
		t.Fatalf("frame: %+v", frames)
	}
	frame := frames[0]
	if rows, err := frame.RowLen(); err != nil || rows != 1 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	types := map[string]data.FieldType{
		"time": data.FieldTypeTime, "number": data.FieldTypeNullableFloat64, "small": data.FieldTypeNullableInt32,
		"big": data.FieldTypeNullableInt64, "word": data.FieldTypeString, "yes": data.FieldTypeBool,
		"nothing": data.FieldTypeNullableFloat64, "no_word": data.FieldTypeNullableString, "nan": data.FieldTypeNullableFloat64,
	}
	for name, want := range types {
		field, _ := frame.FieldByName(name)
		if field == nil || field.Type() != want {
			t.Errorf("%s: %v, want %v", name, field, want)
		}
	}
	at := time.Date(2024, 3, 1, 12, 0, 0, 123_000, time.UTC)
	if got := value(frame, "time").(time.Time); !got.Equal(at) {
		t.Errorf("time %v", got)
	}
	if got := value(frame, "word"); got != "Zoë" {
		t.Errorf("word %v", got)
	}
	if got := value(frame, "big").(*int64); *got != 9007199254740993 {
		t.Errorf("big %v", *got)
	}
	for _, name := range []string{"nothing", "nan"} {
		if got := value(frame, name).(*float64); got != nil {
			t.Errorf("%s %v, want null: an alert takes NaN for firing", name, *got)
		}
	}
}

func value(frame *data.Frame, name string) any {
	field, _ := frame.FieldByName(name)
	return field.At(0)
}

func TestSeveralQueriesAndErrors(t *testing.T) {
	b := start(t)
	answers := b.query(map[string]any{
		"A": sqlQuery("SELECT 1 AS one"),
		"B": sqlQuery("SELECT nothing"),
		"C": map[string]any{"queryType": "drift", "model": "nobody"},
	})
	if len(answers) != 3 || answers["A"].Error != "" || answers["A"].Status != 200 {
		t.Fatalf("answers: %v", answers)
	}
	for refID, want := range map[string]int32{"B": 400, "C": 404} {
		answer := answers[refID]
		if answer.Error == "" || answer.Status != want || answer.ErrorSource != "downstream" {
			t.Errorf("%s: %v", refID, answer)
		}
	}
}

func TestLargeAnswers(t *testing.T) {
	b := start(t)
	frames := b.frames(sqlQuery(`SELECT x * 200 + y AS i, 'row ' || (x * 200 + y) AS label, sin(x) AS s
		FROM range(2500) AS t(x), range(200) AS u(y)`))
	if rows, _ := frames[0].RowLen(); rows != 500_000 {
		t.Fatalf("%d rows", rows)
	}
}

func TestResources(t *testing.T) {
	b := start(t)
	b.fill()
	code, body := b.call("GET", "v1/models", nil)
	if code != 200 || !strings.Contains(string(body), "loans") {
		t.Fatalf("%d %s", code, body)
	}
	code, body = b.call("GET", "v1/models/nobody", nil)
	if code != 404 || !json.Valid(body) {
		t.Fatalf("%d %s", code, body)
	}
}

func TestTimeSeriesForAlertRules(t *testing.T) {
	b := start(t)
	b.fill()
	frames := b.frames(drift("timeseries"))
	kind, err := reader.CanReadBasedOnMeta(frames)
	must(t, err)
	if kind.Kind() != data.KindTimeSeries {
		t.Fatalf("kind %v", kind)
	}
	series, err := timeseries.CollectionReaderFromFrames(frames)
	must(t, err)
	collection, err := series.GetCollection(true)
	must(t, err)
	if collection.Warning != nil {
		t.Fatalf("warning: %v", collection.Warning)
	}
	columns := map[string]float64{}
	for _, ref := range collection.Refs {
		length, err := ref.Len()
		must(t, err)
		last, err := ref.NullableFloat64Value(length - 1)
		must(t, err)
		if last == nil {
			t.Fatalf("%v ends with null", ref.GetLabels())
		}
		columns[ref.GetLabels()["column"]] = *last
	}
	if len(columns) != 2 || columns["x"] < 1 || columns["y"] > 0.1 {
		t.Fatalf("x has moved, y has not: %v", columns)
	}
}

func TestNumbersForAlertRules(t *testing.T) {
	b := start(t)
	b.fill()
	frames := b.frames(drift("numeric"))
	kind, err := reader.CanReadBasedOnMeta(frames)
	must(t, err)
	if kind.Kind() != data.KindNumeric {
		t.Fatalf("kind %v", kind)
	}
	numbers, err := numeric.CollectionReaderFromFrames(frames)
	must(t, err)
	// sdata has no validation of its own for long frames.
	collection, err := numbers.GetCollection(false)
	must(t, err)
	found := map[string]bool{}
	for _, ref := range collection.Refs {
		score, empty, err := ref.NullableFloat64Value()
		must(t, err)
		found[ref.GetLabels()["column"]] = !empty && score != nil
	}
	if !found["x"] || !found["y"] {
		t.Fatalf("refs: %v", found)
	}
}

func TestSQLTimeSeries(t *testing.T) {
	b := start(t)
	b.fill()
	query := sqlQuery("SELECT $__timeGroup(time, '1d') AS time, \"segment.carrier\" AS carrier, count(*) AS n FROM predictions.loans WHERE $__timeFilter(time) GROUP BY 1, 2 ORDER BY 1")
	query["format"] = "timeseries"
	frames := b.frames(query)
	series, err := timeseries.CollectionReaderFromFrames(frames)
	must(t, err)
	collection, err := series.GetCollection(true)
	must(t, err)
	if len(collection.Refs) != 3 {
		t.Fatalf("%d series: %v", len(collection.Refs), frames)
	}
}

func TestWhatIsNotOffered(t *testing.T) {
	b := start(t)
	ctx := context.Background()
	chunks, err := b.data.QueryChunkedData(ctx, &pluginv2.QueryChunkedDataRequest{PluginContext: pluginContext()})
	must(t, err)
	_, err = chunks.Recv()
	unimplemented(t, err)
	_, err = b.admission.MutateAdmission(ctx, &pluginv2.AdmissionRequest{PluginContext: pluginContext()})
	unimplemented(t, err)
	_, err = b.conversion.ConvertObjects(ctx, &pluginv2.ConversionRequest{PluginContext: pluginContext()})
	unimplemented(t, err)
	published, err := b.stream.PublishStream(ctx, &pluginv2.PublishStreamRequest{PluginContext: pluginContext(), Path: "x"})
	must(t, err)
	if published.Status != pluginv2.PublishStreamResponse_PERMISSION_DENIED {
		t.Fatalf("publish: %v", published)
	}
}

func unimplemented(t *testing.T, err error) {
	t.Helper()
	if status.Code(err) != codes.Unimplemented {
		t.Fatalf("got %v, want Unimplemented", err)
	}
}

func TestCancellation(t *testing.T) {
	b := start(t)
	b.fill()
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	body, _ := json.Marshal(sqlQuery("SELECT sum(a.x + b.x * c.x) AS s FROM predictions.loans a, predictions.loans b, predictions.loans c"))
	begun := time.Now()
	_, err := b.data.QueryData(ctx, &pluginv2.QueryDataRequest{PluginContext: pluginContext(),
		Queries: []*pluginv2.DataQuery{{RefId: "A", Json: body, TimeRange: &pluginv2.TimeRange{FromEpochMS: 0, ToEpochMS: 1}}}})
	if status.Code(err) != codes.DeadlineExceeded {
		t.Fatalf("got %v", err)
	}
	b.query(map[string]any{"A": sqlQuery("SELECT 1 AS one")})
	if took := time.Since(begun); took > 2*time.Second {
		t.Fatalf("the next answer came after %v", took)
	}
}
