package desk_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store/desk"
)

// shortestNeedle is how long a text must be so that it is not found by chance
// in some megabytes of encrypted bytes.
const shortestNeedle = 6

// needles are the texts of an archive that must stand nowhere in the clear: of
// persons and of addresses, by their first letters.
type needles struct {
	all    map[string]bool
	begins map[[shortestNeedle]byte][]string
}

// needlesOf reads them out of every dataset.
func needlesOf(t *testing.T, d *desk.Desk) needles {
	t.Helper()
	n := needles{map[string]bool{}, map[[shortestNeedle]byte][]string{}}
	layers, err := d.Layers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		err := d.Query(context.Background(), desk.QueryRequest{Dataset: l.Name}, func(f desk.Feature) error {
			for _, field := range f.Fields {
				if field.Type == gis.Text && (field.Role.Personal() || field.Role == gis.RoleStreet) {
					n.add(field.Value)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func (n needles) add(text string) {
	if len(text) < shortestNeedle || n.all[text] {
		return
	}
	n.all[text] = true
	begin := [shortestNeedle]byte([]byte(text)[:shortestNeedle])
	n.begins[begin] = append(n.begins[begin], text)
}

// in gives the texts that stand in some bytes.
func (n needles) in(hay []byte) map[string]bool {
	found := map[string]bool{}
	for at := 0; at+shortestNeedle <= len(hay); at++ {
		for _, text := range n.begins[[shortestNeedle]byte(hay[at:])] {
			if bytes.HasPrefix(hay[at:], []byte(text)) {
				found[text] = true
			}
		}
	}
	return found
}

// nowhere looks through every file of folders, names included.
func (n needles) nowhere(t *testing.T, when string, folders ...string) {
	t.Helper()
	files := 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			files++
			body, err := os.ReadFile(path)
			for text := range n.in(append(body, entry.Name()...)) {
				t.Errorf("%s: %q stands in the clear in %s", when, text, entry.Name())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files == 0 {
		t.Fatalf("%s: no file was looked through", when)
	}
}

// unpacked is all that the file of an archive in the clear holds, without the
// compression.
func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	unzip, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer unzip.Close()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(_, v []byte) error {
				if string(name) == "head" || string(name) == "lid" { // they stand outside the seal
					return nil
				}
				var err error
				all, err = unzip.DecodeAll(v[4:], all)
				return err
			})
		})
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// No name, no fiscal code and no address stands in the clear in what an archive
// leaves on the disk, whatever is done with it.
func TestNothingOfAPersonStandsInTheClear(t *testing.T) {
	ctx, temp, supplies := context.Background(), t.TempDir(), demoFile(t, ".")
	t.Setenv("TMPDIR", temp)
	folder := t.TempDir()
	path := filepath.Join(folder, "sealed.segit")
	passphrase := []byte("gatto lampada fiume sasso")
	d, err := desk.Create(ctx, path, desk.CreateRequest{Comune: "W001", Passphrase: passphrase})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(temp, "probe"), "") // so that there is something to look through
	files := taken(t, d, supplies)
	n := needlesOf(t, d)
	if len(n.all) < 500 {
		t.Fatalf("only %d texts to look for", len(n.all))
	}
	n.nowhere(t, "after the import, still open", folder, temp)
	if _, err := d.RunControls(ctx, desk.ControlRequest{All: true, Year: 2025}, gis.Quiet{}, func(gis.Finding) {}); err != nil {
		t.Fatal(err)
	}
	findings, err := d.Findings(ctx, desk.FindingFilter{})
	if err != nil || len(findings) == 0 {
		t.Fatalf("%d findings, %v", len(findings), err)
	}
	var person string
	for text := range n.all {
		person = max(person, text)
	}
	if _, err := d.EditFinding(ctx, findings[0].ID, desk.Edit{Note: "parlato con " + person, Author: person}); err != nil {
		t.Fatal(err)
	}
	taken(t, d, demoFile(t, "tari.csv")) // the same again changes nothing
	n.nowhere(t, "after controls and notes", folder, temp)
	if _, err := d.Rotate(ctx, passphrase, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	n.nowhere(t, "after an exchange of keys", folder, temp)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Compact(ctx, path, desk.Keys{Passphrase: passphrase}, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	n.nowhere(t, "after compacting", folder, temp)

	var told strings.Builder
	for _, f := range files {
		for _, m := range f.Supply.Warnings {
			told.WriteString(italian(t).Say(m) + "\n")
		}
		if f.Refused != nil {
			told.WriteString(italian(t).Error(f.Refused) + "\n" + f.Refused.Error() + "\n")
		}
	}
	for text := range n.in([]byte(told.String())) {
		t.Errorf("%q stands in what the import told", text)
	}
}

// The search of the test above finds what is there: in an archive in the clear,
// once the compression is taken away.
func TestTheSearchFindsWhatStandsInTheClear(t *testing.T) {
	d := demoDesk(t)
	n := needlesOf(t, d)
	path := d.About().Path
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if found := n.in(unpacked(t, path)); len(found)*100 < len(n.all)*95 {
		t.Errorf("%d of %d texts were found", len(found), len(n.all))
	}
}
