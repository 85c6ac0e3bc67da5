// Package client is what a desk or a laptop does with the central repository:
// enrol, sync, say where it stands, decide conflicts. Work never waits for it:
// an edit is in the archive before anybody is asked, and each step of a sync is
// safe by itself and may be repeated.
package client
