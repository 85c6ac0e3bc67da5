// Package wire holds what travels between a device and the central repository:
// the messages of sync protocol v1 (§3.2), the streams they stand in, the
// limits of what is read, and the refusals with codes that do not change.
package wire
