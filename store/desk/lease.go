package desk

import "time"

// Lease is until when the archive opens by the leave of its central repository;
// leased is false for an archive that needs none.
func (d *Desk) Lease() (until time.Time, leased bool) {
	if l := d.archive.Leased(); l != nil {
		return l.Until, true
	}
	return time.Time{}, false
}

// LeaseOver says why the lease opens the archive no more, nil while it does.
func (d *Desk) LeaseOver() error { return d.archive.LeaseOver() }
