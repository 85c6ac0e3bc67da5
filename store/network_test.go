package store

import "testing"

func TestNetworkNamed(t *testing.T) {
	for _, c := range []struct {
		number     int64
		name, want string
	}{
		{0xEF53, "ext4", ""},
		{0x9123683E, "btrfs", ""},
		{0x01021994, "tmpfs", ""},
		{0x794C7630, "overlay", ""},
		{0x4D44, "vfat", ""},
		{0x6969, "nfs4", "NFS"},
		{0xFF534D42, "cifs", "CIFS"},
		{0xFE534D42, "smb3", "SMB"},
		{0x01021997, "9p", "9P"},
		{0x65735546, "fuse.sshfs", "FUSE sshfs"},
		{0x65735546, "fuse.rclone", "FUSE rclone"},
		{0x65735546, "fuse.gvfsd-fuse", "FUSE gvfsd-fuse"},
		{0x65735546, "fuseblk", ""},
		{0x65735546, "fuse.gocryptfs", ""},
		{0x65735546, "", "FUSE "},
	} {
		if got := networkNamed(c.number, c.name); got != c.want {
			t.Errorf("%x %s: %q, want %q", c.number, c.name, got, c.want)
		}
	}
	// Where tests write there is a lock that holds.
	if got := networkOf(t.TempDir() + "/prova.segit"); got != "" {
		t.Errorf("the folder of the test lies on %s", got)
	}
}
