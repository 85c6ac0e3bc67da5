package store

import (
	"slices"
	"strings"

	"segit/gis"
)

// refuseNetwork refuses a file on another machine's disk: the lock that keeps a
// second program away does not hold there, nor is it known when what is written
// lasts. There is no way around it: who works together syncs.
func refuseNetwork(op, path string) error {
	if kind := networkOf(path); kind != "" {
		return gis.Refuse(op, gis.BadInput, "store.network", path, kind)
	}
	return nil
}

// networkNamed is the name of a file system that lies on another machine, by its
// number (statfs) and its name (mount); "" for one of this machine.
func networkNamed(number int64, name string) string {
	if known := networkNumbers()[number]; known != "" {
		return known
	}
	if number != fuseNumber {
		return ""
	}
	// What a program serves may lie anywhere; a few serve this machine's disks.
	sub := strings.TrimPrefix(name, "fuse.")
	if slices.Contains([]string{"fuseblk", "ntfs-3g", "exfat", "ext4", "gocryptfs", "encfs", "cryfs", "veracrypt", "mergerfs", "bindfs", "portal"}, sub) {
		return ""
	}
	return "FUSE " + sub
}

// fuseNumber is the number of all that programs serve.
const fuseNumber = 0x65735546

// networkNumbers are those of Linux (statfs(2), linux/magic.h).
func networkNumbers() map[int64]string {
	return map[int64]string{
		0x6969: "NFS", 0x517B: "SMB", 0xFE534D42: "SMB", 0xFF534D42: "CIFS", 0x01021997: "9P", 0x5346414F: "AFS", 0x6B414653: "AFS",
		0x73757245: "Coda", 0x564C: "NCP", 0x00C36400: "Ceph", 0x0BD00BD0: "Lustre", 0x01161970: "GFS2", 0x7461636F: "OCFS2",
		0x47504653: "GPFS", 0x786F4256: "VirtualBox", 0x7C7C6673: "Parallels", 0xBACBACBC: "VMware",
	}
}
