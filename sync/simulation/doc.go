// Package simulation holds the central repository and several devices against
// seeded schedules of everything that goes wrong: a network that loses, cuts,
// alters, repeats and delays, disks that lose what was not written, processes
// that die between two steps, clocks that jump. Its tests are the invariants of
// sync protocol v1 §3.3, by their numbers.
package simulation
