package keyring_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	zalando "github.com/zalando/go-keyring"

	"segit/store/keyring"
)

func TestSecretsAreKeptByName(t *testing.T) {
	zalando.MockInit()
	var ring keyring.System
	ctx := t.Context()
	if got, err := ring.Get(ctx, "a"); got != nil || err != nil {
		t.Errorf("before: %v, %v", got, err)
	}
	secret := []byte{0, 255, 7, '\n'}
	if err := ring.Set(ctx, "a", secret); err != nil {
		t.Fatal(err)
	}
	if got, err := ring.Get(ctx, "a"); !bytes.Equal(got, secret) || err != nil {
		t.Errorf("kept %v, %v", got, err)
	}
	for range 2 {
		if err := ring.Delete(ctx, "a"); err != nil {
			t.Errorf("delete: %v", err)
		}
	}
	if got, err := ring.Get(ctx, "a"); got != nil || err != nil {
		t.Errorf("after: %v, %v", got, err)
	}
}

func TestKeyringThatIsNotThere(t *testing.T) {
	absent := errors.New("no bus")
	zalando.MockInitWithError(absent)
	defer zalando.MockInit()
	var ring keyring.System
	if _, err := ring.Get(t.Context(), "a"); !errors.Is(err, absent) {
		t.Errorf("get: %v", err)
	}
	if err := ring.Set(t.Context(), "a", nil); !errors.Is(err, absent) {
		t.Errorf("set: %v", err)
	}
	if err := ring.Delete(t.Context(), "a"); !errors.Is(err, absent) {
		t.Errorf("delete: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ring.Get(ctx, "a"); err == nil {
		t.Error("a cancelled wait gives no error")
	}
}
