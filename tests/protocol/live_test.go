package protocol

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestLive(t *testing.T) {
	b := start(t)
	ctx := context.Background()
	rows := func(id string) []map[string]any {
		return []map[string]any{{"id": id, "time": time.Now().UnixMilli(), "x": 1}}
	}
	b.call("POST", "v1/models/followed/predictions", rows("1"))

	for path, want := range map[string]pluginv2.SubscribeStreamResponse_Status{
		"models/followed": pluginv2.SubscribeStreamResponse_OK,
		"models":          pluginv2.SubscribeStreamResponse_OK,
		"models/nobody":   pluginv2.SubscribeStreamResponse_NOT_FOUND,
		"x":               pluginv2.SubscribeStreamResponse_NOT_FOUND,
	} {
		subscribed, err := b.stream.SubscribeStream(ctx, &pluginv2.SubscribeStreamRequest{PluginContext: pluginContext(), Path: path})
		must(t, err)
		if subscribed.Status != want {
			t.Fatalf("subscribe to %s: %v", path, subscribed)
		}
	}

	listening, stop := context.WithCancel(ctx)
	packets, err := b.stream.RunStream(listening, &pluginv2.RunStreamRequest{PluginContext: pluginContext(), Path: "models/followed"})
	must(t, err)
	received := make(chan *pluginv2.StreamPacket, 1)
	ended := make(chan error, 1)
	go func() {
		for {
			packet, err := packets.Recv()
			if err != nil {
				ended <- err
				return
			}
			received <- packet
		}
	}()
	// The stream may begin after the batch that follows its call: batches go on until one is heard.
	var packet *pluginv2.StreamPacket
	for n := 0; packet == nil; n++ {
		b.call("POST", "v1/models/followed/predictions", rows(time.Now().String()))
		select {
		case packet = <-received:
		case err := <-ended:
			t.Fatalf("the stream ended: %v", err)
		case <-time.After(time.Second):
			if n > 20 {
				t.Fatal("nothing came")
			}
		}
	}
	var message struct {
		Model string `json:"model"`
		Rows  int    `json:"rows"`
	}
	must(t, json.Unmarshal(packet.Data, &message))
	if message.Model != "followed" || message.Rows < 1 {
		t.Fatalf("message: %s", packet.Data)
	}
	stop()
	if err := <-ended; status.Code(err) != codes.Canceled {
		t.Fatalf("the end: %v", err)
	}

	// Grafana runs a stream again that ends with an error: one that has nothing to tell ends without.
	none, err := b.stream.RunStream(ctx, &pluginv2.RunStreamRequest{PluginContext: pluginContext(), Path: "x"})
	must(t, err)
	if _, err := none.Recv(); !errors.Is(err, io.EOF) {
		t.Fatalf("a stream of nothing: %v", err)
	}
}
