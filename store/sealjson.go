package store

import (
	"crypto/cipher"
	"encoding/json"
)

// sealJSON seals values of one kind as JSON.
type sealJSON struct {
	block cipher.AEAD
	is    []byte
}

func (s sealJSON) seal(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return s.block.Seal(nil, nil, raw, s.is), nil
}

func (s sealJSON) open(sealed []byte, v any) error {
	raw, err := s.block.Open(nil, nil, sealed, s.is)
	if err != nil {
		return errSeal
	}
	return json.Unmarshal(raw, v)
}
