package store

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// networkOf is the kind of network that a path lies on; "" for this machine, or
// where nobody can tell.
func networkOf(path string) string {
	full, err := filepath.Abs(realPath(path))
	if err != nil {
		return ""
	}
	volume := filepath.VolumeName(full)
	if strings.HasPrefix(volume, `\\`) && !strings.HasPrefix(volume, `\\?\`) && !strings.HasPrefix(volume, `\\.\`) || strings.HasPrefix(volume, `\\?\UNC\`) {
		return "UNC"
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil || windows.GetDriveType(root) != windows.DRIVE_REMOTE {
		return ""
	}
	return "SMB"
}
