// Package protocol asks the plugin with Grafana's own Go client, as Grafana does.
package protocol

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
)

// Handshake values of Grafana; its SDK does not export them.
var handshake = plugin.HandshakeConfig{
	ProtocolVersion:  2,
	MagicCookieKey:   "grafana_plugin_type",
	MagicCookieValue: "datasource",
}

type backend struct {
	t           *testing.T
	client      *plugin.Client
	protocol    plugin.ClientProtocol
	data        grpcplugin.DataClient
	diagnostics grpcplugin.DiagnosticsClient
	resource    grpcplugin.ResourceClient
	stream      grpcplugin.StreamClient
	admission   grpcplugin.AdmissionClient
	conversion  grpcplugin.ConversionClient
}

// launcher is the program that Grafana would start; PLUMBLINE_PLUGIN names another build than the one in dist/.
func launcher(t *testing.T) string {
	path := os.Getenv("PLUMBLINE_PLUGIN")
	if path == "" {
		name := fmt.Sprintf("gpx_plumbline_%s_%s", runtime.GOOS, runtime.GOARCH)
		absolute, err := filepath.Abs(filepath.Join("..", "..", "dist", "datasource", name))
		must(t, err)
		path = absolute
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%s is missing: run node scripts/build-backend.mjs", path)
	}
	return path
}

func start(t *testing.T) *backend {
	t.Helper()
	command := exec.Command(launcher(t))
	command.Env = []string{"GF_PLUGIN_STORE_DIR=" + filepath.Join(t.TempDir(), "stores")}
	client := plugin.NewClient(&plugin.ClientConfig{
		Cmd:             command,
		HandshakeConfig: handshake,
		VersionedPlugins: map[int]plugin.PluginSet{2: {
			"data":        &grpcplugin.DataGRPCPlugin{},
			"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
			"resource":    &grpcplugin.ResourceGRPCPlugin{},
			"stream":      &grpcplugin.StreamGRPCPlugin{},
			"admission":   &grpcplugin.AdmissionGRPCPlugin{},
			"conversion":  &grpcplugin.ConversionGRPCPlugin{},
		}},
		SkipHostEnv:      true,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Name: "grafana", Level: hclog.Warn, Output: os.Stderr}),
	})
	t.Cleanup(client.Kill)
	protocol, err := client.Client()
	must(t, err)
	b := &backend{t: t, client: client, protocol: protocol}
	b.data = dispense[grpcplugin.DataClient](t, protocol, "data")
	b.diagnostics = dispense[grpcplugin.DiagnosticsClient](t, protocol, "diagnostics")
	b.resource = dispense[grpcplugin.ResourceClient](t, protocol, "resource")
	b.stream = dispense[grpcplugin.StreamClient](t, protocol, "stream")
	b.admission = dispense[grpcplugin.AdmissionClient](t, protocol, "admission")
	b.conversion = dispense[grpcplugin.ConversionClient](t, protocol, "conversion")
	return b
}

func dispense[T any](t *testing.T, protocol plugin.ClientProtocol, name string) T {
	t.Helper()
	raw, err := protocol.Dispense(name)
	must(t, err)
	service, ok := raw.(T)
	if !ok {
		t.Fatalf("%s is a %T", name, raw)
	}
	return service
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func pluginContext() *pluginv2.PluginContext {
	return &pluginv2.PluginContext{
		OrgId:    1,
		PluginId: "plumbline-predictions-datasource",
		User:     &pluginv2.User{Login: "ed", Name: "Ed", Role: "Editor"},
		DataSourceInstanceSettings: &pluginv2.DataSourceInstanceSettings{
			Uid: "test", Name: "Test", JsonData: []byte(`{}`), LastUpdatedMS: 1,
		},
		GrafanaConfig: map[string]string{"GF_SQL_ROW_LIMIT": "1000000"},
	}
}

var (
	firstDay = time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	lastDay  = firstDay.AddDate(0, 0, 12)
)

func (b *backend) query(queries map[string]any) map[string]*pluginv2.DataResponse {
	b.t.Helper()
	request := &pluginv2.QueryDataRequest{PluginContext: pluginContext()}
	for refID, query := range queries {
		body, err := json.Marshal(query)
		must(b.t, err)
		request.Queries = append(request.Queries, &pluginv2.DataQuery{
			RefId: refID, Json: body, MaxDataPoints: 500, IntervalMS: 3_600_000,
			TimeRange: &pluginv2.TimeRange{FromEpochMS: firstDay.UnixMilli(), ToEpochMS: lastDay.UnixMilli()},
		})
	}
	reply, err := b.data.QueryData(context.Background(), request)
	must(b.t, err)
	return reply.Responses
}

// frames decodes the answer to one query with the SDK.
func (b *backend) frames(query map[string]any) data.Frames {
	b.t.Helper()
	answer := b.query(map[string]any{"A": query})["A"]
	if answer == nil || answer.Error != "" {
		b.t.Fatalf("query failed: %v", answer)
	}
	frames, err := data.UnmarshalArrowFrames(answer.Frames)
	must(b.t, err)
	return frames
}

// call sends a resource request and puts the pieces of its answer together.
func (b *backend) call(method, path string, body any) (int32, []byte) {
	b.t.Helper()
	payload, err := json.Marshal(body)
	must(b.t, err)
	stream, err := b.resource.CallResource(context.Background(), &pluginv2.CallResourceRequest{
		PluginContext: pluginContext(), Method: method, Path: path, Url: path, Body: payload,
		Headers: map[string]*pluginv2.StringList{"Content-Type": {Values: []string{"application/json"}}},
	})
	must(b.t, err)
	var status int32
	var answer []byte
	for {
		piece, err := stream.Recv()
		if err != nil {
			return status, answer
		}
		if piece.Code != 0 {
			status = piece.Code
		}
		answer = append(answer, piece.Body...)
	}
}

// fill stores twelve days of a model whose column x moves away on the last days, with a reference and labels.
func (b *backend) fill() {
	b.t.Helper()
	var rows, labels []map[string]any
	for day := range 12 {
		for n := range 300 {
			at := firstDay.AddDate(0, 0, day).Add(time.Duration(n) * 4 * time.Minute)
			id := fmt.Sprintf("%d-%d", day, n)
			shift := 0.0
			if day >= 9 {
				shift = 3
			}
			rows = append(rows, map[string]any{
				"id": id, "time": at.UnixMilli(), "prediction": n % 2, "score": float64(n%100) / 100,
				"x": math.Sin(float64(n)) + shift, "y": n % 7, "segment.carrier": []string{"UA", "DL", "AA"}[n%3],
			})
			labels = append(labels, map[string]any{"id": id, "prediction_time": at.UnixMilli(), "value": (n / 3) % 2,
				"observed_at": at.UnixMilli(), "arrived_at": at.Add(time.Hour).UnixMilli()})
		}
	}
	for path, body := range map[string]any{
		"v1/models/loans/predictions": rows,
	} {
		if status, answer := b.call("POST", path, body); status != 200 {
			b.t.Fatalf("%s: %d %s", path, status, answer)
		}
	}
	if status, answer := b.call("POST", "v1/models/loans/labels", labels); status != 200 {
		b.t.Fatalf("labels: %d %s", status, answer)
	}
	reference := map[string]any{"from": firstDay.UnixMilli(), "to": firstDay.AddDate(0, 0, 6).UnixMilli()}
	if status, answer := b.call("PUT", "v1/models/loans/references/training", reference); status >= 300 {
		b.t.Fatalf("reference: %d %s", status, answer)
	}
}
