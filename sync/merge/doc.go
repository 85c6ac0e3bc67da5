// Package merge joins operations into rows, as sync protocol v1 §3.2 says. Each
// column is a multi-value register: an operation takes away the values whose
// operations its author saw and joins the rest. The values that remain do not
// depend on the order in which operations come; only which of them is current
// does, and that order is the server's. Everything is a pure function, the same
// on the server and on every device.
package merge
