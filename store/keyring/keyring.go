// Package keyring reaches the key store of the operating system's user: the
// Secret Service on Linux, the Keychain on macOS, the Credential Manager on
// Windows.
package keyring

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"
)

// service is the name under which the key store shows what is ours.
const service = "SE.G.I.T."

// System is the key store of whoever runs the program. Its methods may wait
// for a person to unlock it, and give up when the context ends.
type System struct{}

// Get gives what was kept under a name, nil when nothing was.
func (System) Get(ctx context.Context, name string) ([]byte, error) {
	var secret []byte
	err := waiting(ctx, func() error {
		text, err := keyring.Get(service, name)
		if errors.Is(err, keyring.ErrNotFound) {
			return nil
		}
		if err == nil {
			secret, err = base64.StdEncoding.DecodeString(text)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return secret, nil
}

// Set keeps a secret under a name, in the place of a former one.
func (System) Set(ctx context.Context, name string, secret []byte) error {
	return waiting(ctx, func() error { return keyring.Set(service, name, base64.StdEncoding.EncodeToString(secret)) })
}

// Delete forgets a name; one that is not there is no error.
func (System) Delete(ctx context.Context, name string) error {
	return waiting(ctx, func() error {
		if err := keyring.Delete(service, name); !errors.Is(err, keyring.ErrNotFound) {
			return err
		}
		return nil
	})
}

// waiting runs a call that knows no context. When the context ends first, the
// call is left to itself and its outcome is not looked at.
func waiting(ctx context.Context, call func() error) error {
	if err := ctx.Err(); err != nil {
		return err // nothing begins any more
	}
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-done:
		if err != nil {
			return fmt.Errorf("keyring: %w", err)
		}
		return nil
	}
}
