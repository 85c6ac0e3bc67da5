package server_test

import (
	"bytes"
	"testing"

	"segit/sync/authority"
	"segit/sync/wire"
)

// A device that gives its half back to a server that was restored keeps the lease
// it had, as long as a code could have made it.
func TestALeaseGivenBackIsAsLongAsItWas(t *testing.T) {
	s := newSite(t)
	if err := s.store.SetOffice(t.Context(), []byte("office")); err != nil {
		t.Fatal(err)
	}
	for said, days := range map[int]int{0: 7, 1: 1, 30: 30, 90: 90, 91: 7, -3: 7} {
		d := s.enrolled("analyst", "W001")
		var lease wire.Lease
		d.want(200, "POST", "/v1/lease", wire.LeaseBack{Half: bytes.Repeat([]byte{7}, 32), Days: said}, &lease)
		if want := s.now.AddDate(0, 0, days); !lease.Until.Equal(want) {
			t.Errorf("said %d: until %v, want %v", said, lease.Until, want)
		}
	}
}

// Of a device that a restored register has forgotten its certificate says on which
// day it enrolled.
func TestACertificateSaysWhenItWasIssued(t *testing.T) {
	s := newSite(t)
	if at := authority.Issued(s.enrolled("analyst", "W001").certificate); !at.Equal(s.now) {
		t.Errorf("%v, want %v", at, s.now)
	}
}
