package desk

import "segit/store"

// Keys says where the key of a sealed archive is looked for.
type Keys = store.Keys

// Keyring is the key store of the operating system's user.
type Keyring = store.Keyring

// Recovery makes a recovery key, which opens the archive as the passphrase
// does, and gives it as it is to be written on paper. It is kept nowhere; a
// former one opens the archive no more.
func (d *Desk) Recovery() (string, error) { return d.archive.NewRecovery() }
