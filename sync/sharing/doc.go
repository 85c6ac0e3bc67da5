// Package sharing is a desk whose archive joins a central repository: what the
// window and the command line do beside the work at the desk alone, in words
// that people know: a conflict stands on a parcel, not on a hash.
package sharing
