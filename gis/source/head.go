package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"segit/gis"
)

// headSize is how much of a file recognition reads, whatever its size.
const headSize = 64 << 10

const recogniseOp = "source.Recognise"

// Geodatabase reports whether a path is a folder NAME.gdb, which is one source
// (FileGDB) and not so many files.
func Geodatabase(path string) bool {
	if extensionOf(path) != ".gdb" {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// look reads the beginning of a regular file that is not empty; a geodatabase
// has none.
func look(path string) ([]byte, error) {
	name := filepath.Base(path)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, gis.Refuse(recogniseOp, gis.NotFound, "source.not-there").At(name, 0)
	case err != nil:
		return nil, gis.Wrap(recogniseOp, gis.BadInput, err, "source.unreadable").At(name, 0)
	case Geodatabase(path):
		return nil, nil
	case info.IsDir():
		return nil, gis.Refuse(recogniseOp, gis.BadInput, "source.directory").At(name, 0)
	case !info.Mode().IsRegular():
		return nil, gis.Refuse(recogniseOp, gis.BadInput, "source.irregular").At(name, 0)
	case info.Size() == 0:
		return nil, gis.Refuse(recogniseOp, gis.BadInput, "source.empty").At(name, 0)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, gis.Wrap(recogniseOp, gis.BadInput, err, "source.unreadable").At(name, 0)
	}
	defer f.Close() // only read
	head, err := io.ReadAll(io.LimitReader(f, headSize))
	if err != nil {
		return nil, gis.Wrap(recogniseOp, gis.BadInput, err, "source.unreadable").At(name, 0)
	}
	return head, nil
}

// extensionOf is the extension in lower case, with its dot.
func extensionOf(path string) string { return strings.ToLower(filepath.Ext(path)) }

// sidecarsOf maps an extension to those of the files that belong to it.
func sidecarsOf(extension string) []string {
	switch extension {
	case ".shp":
		return []string{".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".fix", ".shp.xml"}
	case ".cxf", ".ctf":
		return []string{".sup"}
	case ".gml":
		return []string{".xsd", ".gfs"}
	case ".gpkg":
		return []string{".gpkg-wal", ".gpkg-shm", ".gpkg-journal"}
	case ".tab":
		return []string{".dat", ".map", ".id", ".ind"}
	case ".mif":
		return []string{".mid"}
	}
	return nil
}

// owners are the extensions whose files may have a sidecar of this one.
func owners(extension string) []string {
	var found []string
	for _, owner := range []string{".shp", ".ctf", ".cxf", ".gml", ".gpkg", ".tab", ".mif"} {
		for _, sidecar := range sidecarsOf(owner) {
			if sidecar == extension {
				found = append(found, owner)
			}
		}
	}
	return found
}

// mainOf is the file that this one is a sidecar of, "" when it is not there.
// Sidecar is false for a file that stands by itself.
func mainOf(path string) (main string, sidecar bool) {
	extensions := owners(extensionOf(path))
	if strings.HasSuffix(strings.ToLower(path), ".shp.xml") {
		path, extensions = path[:len(path)-len(".xml")], []string{".shp"}
	}
	if found := beside(path, extensions); len(found) > 0 {
		return found[0], true
	}
	switch extensionOf(path) {
	case ".shx", ".dbf", ".prj", ".cpg", ".sup":
		return "", true
	}
	return "", false
}

// beside are the files of the same folder and base name with one of the
// extensions, in any case of letters.
func beside(path string, extensions []string) []string {
	folder, name := filepath.Split(path)
	stem := strings.ToLower(strings.TrimSuffix(name, filepath.Ext(name)))
	entries, err := os.ReadDir(filepath.Clean(folder))
	if err != nil {
		return nil // the file itself could be opened: its folder merely cannot be listed
	}
	var found []string
	for _, extension := range extensions {
		for _, entry := range entries {
			if !entry.IsDir() && strings.ToLower(entry.Name()) == stem+extension {
				found = append(found, filepath.Join(folder, entry.Name()))
			}
		}
	}
	return found
}
