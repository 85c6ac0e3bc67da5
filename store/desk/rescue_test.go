package desk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"segit/gis"
	"segit/store/desk"
)

// A rescue that brings nothing out leaves no folder that it made, and those that
// were there before.
func TestRescueOfNothingLeavesNothing(t *testing.T) {
	base := t.TempDir()
	sealed := filepath.Join(base, "a.segit")
	d, err := desk.Create(t.Context(), sealed, desk.CreateRequest{Comune: "W001", Passphrase: []byte("una frase lunga per la prova")})
	if err == nil {
		err = d.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	there := filepath.Join(base, "there")
	if err := os.Mkdir(there, 0o700); err != nil {
		t.Fatal(err)
	}
	wrong := desk.Keys{Passphrase: []byte("tutt’altra frase")}
	for _, c := range []struct {
		name, archive, dir string
		keys               desk.Keys
		kind               gis.Kind
		left               string // the innermost folder that stays
	}{
		{"wrong passphrase", sealed, filepath.Join(base, "out", "of", "it"), wrong, gis.Locked, base},
		{"wrong passphrase, into a folder", sealed, there, wrong, gis.Locked, there},
		{"no archive", write(t, filepath.Join(base, "no.segit"), "niente"), filepath.Join(there, "out"), desk.Keys{}, gis.Damaged, there},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := desk.Rescue(t.Context(), desk.RescueRequest{Archive: c.archive, Keys: c.keys, Dir: c.dir}, italian(t), gis.Quiet{})
			if gis.KindOf(err) != c.kind {
				t.Fatalf("%v: kind %v, want %v", err, gis.KindOf(err), c.kind)
			}
			for at := c.dir; at != c.left; at = filepath.Dir(at) {
				if _, err := os.Lstat(at); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("%s is left: %v", at, err)
				}
			}
			if left, err := os.ReadDir(there); err != nil || len(left) > 0 {
				t.Errorf("%v, %v", left, err)
			}
		})
	}
}
