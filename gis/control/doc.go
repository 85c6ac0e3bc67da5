// Package control holds the cross-checks: pure functions from a snapshot of
// the territory and parameters to findings. They read roles and never file
// formats, touch no clock and no disk, and give the same findings for the same
// rows. What keeps them fair (domain rules B.3.1) stands above each rule.
package control
