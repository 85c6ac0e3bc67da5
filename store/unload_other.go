//go:build !linux

package store

import "go.etcd.io/bbolt"

// unload does nothing: the system takes back the pages of a file by itself.
func unload(*bbolt.Tx) {}
