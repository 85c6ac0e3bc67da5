package store

import (
	"encoding/json"
	"slices"
	"strconv"
)

// envelope holds the keys of a sealed archive, each encrypted under another:
// what unlocks the archive opens a lock, a lock holds the master key, and the
// master key opens the data keys. It stands beside the head in the clear.
type envelope struct {
	Locks []lock       `json:"locks"`
	Keys  []wrappedKey `json:"keys"` // oldest first; two only while keys are exchanged
	// Leased says that the data keys are wrapped under the master key and the
	// half of a lease together.
	Leased bool `json:"leased,omitempty"`
}

// lock is one way to the master key.
type lock struct {
	Kind    string      `json:"kind"`
	Salt    []byte      `json:"salt"`
	Stretch *stretching `json:"argon2id,omitempty"` // of a passphrase
	Master  []byte      `json:"master"`
}

// The kinds of lock.
const (
	passphraseLock = "passphrase"
	recoveryLock   = "recovery"
	keyringLock    = "keyring"
)

type wrappedKey struct {
	Number byte   `json:"number"`
	Key    []byte `json:"key"`
}

// The bounds of an envelope that may be followed.
const (
	mostLocks = 8
	mostKeys  = 2
)

func readEnvelope(raw []byte) (*envelope, error) {
	e := new(envelope)
	if err := json.Unmarshal(raw, e); err != nil {
		return nil, err
	}
	if len(e.Locks) == 0 || len(e.Locks) > mostLocks || len(e.Keys) == 0 || len(e.Keys) > mostKeys {
		return nil, errSeal
	}
	kinds := map[string]bool{}
	for _, s := range e.Locks {
		known := s.Kind == recoveryLock || s.Kind == officeLock || s.Kind == keyringLock || s.Kind == passphraseLock && s.Stretch != nil && s.Stretch.sane()
		if !known || kinds[s.Kind] || len(s.Salt) != saltSize {
			return nil, errSeal
		}
		kinds[s.Kind] = true
	}
	return e, nil
}

// newEnvelope draws the keys of a new archive and wraps them.
func newEnvelope(archive string, passphrase []byte) (*keyset, *envelope, error) {
	keys, err := newKeyset(archive)
	if err != nil {
		return nil, nil, err
	}
	wrapped, err := keys.wrapKeys()
	if err != nil {
		return nil, nil, err
	}
	s, err := keys.newLock(passphraseLock, passphrase)
	return keys, &envelope{Locks: []lock{s}, Keys: wrapped}, err
}

// lock finds the lock of a kind, nil when there is none.
func (e *envelope) lock(kind string) *lock {
	i := slices.IndexFunc(e.Locks, func(s lock) bool { return s.Kind == kind })
	if i < 0 {
		return nil
	}
	return &e.Locks[i]
}

// put adds a lock or takes the place of the one of its kind; the former
// envelope stays as it is.
func (e *envelope) put(s lock) *envelope {
	next := e.without(s.Kind)
	next.Locks = append(next.Locks, s)
	return next
}

// without is the envelope less the lock of a kind.
func (e *envelope) without(kind string) *envelope {
	next := &envelope{Keys: slices.Clone(e.Keys), Leased: e.Leased}
	for _, s := range e.Locks {
		if s.Kind != kind {
			next.Locks = append(next.Locks, s)
		}
	}
	return next
}

// newLock wraps the master key under a secret: the letters of a recovery key,
// what the keyring keeps, or a passphrase, which is stretched first.
func (k *keyset) newLock(kind string, secret []byte) (lock, error) {
	s := lock{Kind: kind, Salt: newSalt()}
	if kind == passphraseLock {
		s.Stretch = &stretching{stretchTime, stretchMemory, stretchThreads}
	}
	var err error
	s.Master, err = wrap(s.under(secret), k.archive, kind, k.master)
	return s, err
}

// under is the key under which the lock wraps.
func (s *lock) under(secret []byte) []byte {
	if s.Stretch != nil {
		return s.Stretch.stretch(secret, s.Salt)
	}
	return append(slices.Clone(s.Salt), secret...) // random enough as it is; wrap derives of it
}

// nameOfKey is what a data key is called where it is wrapped.
func nameOfKey(i int) string { return "data " + strconv.Itoa(i) }

// wrapKeys wraps the data keys under the master key.
func (k *keyset) wrapKeys() ([]wrappedKey, error) {
	var all []wrappedKey
	for i := range k.data {
		raw, err := wrap(k.wrapping(), k.archive, nameOfKey(i), k.data[i].key)
		if err != nil {
			return nil, err
		}
		all = append(all, wrappedKey{k.data[i].number, raw})
	}
	return all, nil
}

// keyset opens the data keys with the master key.
func (e *envelope) keyset(archive string, master, half []byte) (*keyset, error) {
	k := &keyset{archive: archive, master: master, half: half}
	for i, w := range e.Keys {
		key, err := unwrap(k.wrapping(), archive, nameOfKey(i), w.Key)
		if err != nil {
			return nil, err
		}
		data, err := newDataKey(archive, w.Number, key)
		if err != nil {
			return nil, err
		}
		k.data = append(k.data, data)
	}
	return k, nil
}
