package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	_ "modernc.org/sqlite" // the second opinion

	"segit/gis"
	"segit/gis/format/sqlite"
)

// do runs SQL on a file and gives a number that the last statement asks for.
func do(t testing.TB, path string, statements ...string) (n uint32) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements[:len(statements)-1] {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := db.QueryRow(statements[len(statements)-1]).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

const rootOfT = "SELECT rootpage FROM sqlite_master WHERE name = 't'"

// table opens table t of a file.
func table(t testing.TB, path string) *sqlite.Table {
	t.Helper()
	root := do(t, path, rootOfT)
	f, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	rows, err := f.Table(root)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func ExampleFile_Table() {
	dir, err := os.MkdirTemp("", "sqlite")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "a.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := db.Exec("CREATE TABLE t (via TEXT, civico INTEGER); INSERT INTO t VALUES ('Etnea', 1), ('Etnea', 3)"); err != nil {
		fmt.Println(err)
	}
	db.Close()
	f, err := sqlite.Open(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	rows, err := f.Table(2) // as sqlite_master says
	if err != nil {
		fmt.Println(err)
		return
	}
	err = rows.Scan(func(key int64, r *sqlite.Record) error {
		fmt.Println(key, r.Text(0), r.Int(1))
		return nil
	})
	fmt.Println(err)
	// Output:
	// 1 Etnea 1
	// 2 Etnea 3
	// <nil>
}

// sizes are payloads around every border of the format.
func sizes(pageSize int) []int {
	var all []int
	for _, at := range []int{0, 20, 127, 255, pageSize - 45, 2 * pageSize, 3 * pageSize, 20 * pageSize} {
		for d := range 24 {
			all = append(all, at+d)
		}
	}
	return all
}

// TestWhatIsFilledIsSound fills tables of every page size and has SQLite check
// and read them.
func TestWhatIsFilledIsSound(t *testing.T) {
	for pageSize := 512; pageSize <= 65536; pageSize *= 2 {
		path := filepath.Join(t.TempDir(), "a.db")
		root := do(t, path, fmt.Sprintf("PRAGMA page_size = %d", pageSize), "CREATE TABLE t (id INTEGER PRIMARY KEY, n, r, s TEXT, b BLOB)", rootOfT)
		pages, err := sqlite.Extend(path)
		if err != nil {
			t.Fatal(err)
		}
		rows := pages.Fill(root)
		var build sqlite.Builder
		var wholes []int64
		for shift := range 64 {
			wholes = append(wholes, 1<<shift, 1<<shift-1, -1<<shift)
		}
		lengths := sizes(pageSize)
		for i := range 900 {
			build.Reset()
			build.Null()
			build.Int(wholes[i%len(wholes)])
			build.Float([]float64{1.5, math.NaN(), math.Copysign(0, -1), math.Inf(1)}[i%4])
			build.Text(string(bytes.Repeat([]byte("è"), i%200)))
			build.Blob(func(b []byte) []byte { return append(b, bytes.Repeat([]byte{byte(i)}, lengths[i%len(lengths)])...) })
			if err := rows.Add(int64(i)*3-100, build.Append(nil)); err != nil {
				t.Fatal(err)
			}
		}
		if err := rows.Add(5, nil); err == nil {
			t.Error("a key below the last was taken")
		}
		if err := errors.Join(rows.Close(), pages.Close()); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		var check string
		if err := db.QueryRow("PRAGMA integrity_check").Scan(&check); err != nil || check != "ok" {
			t.Errorf("pages of %d: %s, %v", pageSize, check, err)
		}
		for i := range 900 {
			var n int64
			var r sql.NullFloat64
			var s, b []byte
			err := db.QueryRow("SELECT n, r, s, b FROM t WHERE id = ?", i*3-100).Scan(&n, &r, &s, &b)
			if err != nil || n != wholes[i%len(wholes)] || r.Valid == (i%4 == 1) || len(s) != 2*(i%200) || len(b) != lengths[i%len(lengths)] || len(b) > 0 && b[len(b)-1] != byte(i) {
				t.Errorf("pages of %d, row %d: %d %v %d %d, %v", pageSize, i, n, r, len(s), len(b), err)
			}
		}
		// SQLite can go on with the file.
		if _, err := db.Exec("INSERT INTO t (n) VALUES (1); DELETE FROM t WHERE id % 2 = 0; VACUUM"); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		again := table(t, path)
		count := again.Count()
		seen := int64(0)
		if err := again.Scan(func(int64, *sqlite.Record) error { seen++; return nil }); err != nil || seen != count {
			t.Errorf("pages of %d: %d rows seen, %d counted, %v", pageSize, seen, count, err)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// TestSplitIsWhole reads a table in stretches of any number.
func TestSplitIsWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	do(t, path, "CREATE TABLE t (x)", "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5000) INSERT INTO t SELECT hex(zeroblob(n % 100)) FROM c", "SELECT 1")
	whole := table(t, path)
	for _, n := range []int{-1, 1, 2, 7, 100_000} {
		var keys []int64
		for _, part := range whole.Split(n) {
			if err := part.Scan(func(key int64, _ *sqlite.Record) error { keys = append(keys, key); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if len(keys) != 5000 || !slices.IsSorted(keys) {
			t.Errorf("in %d stretches: %d keys", n, len(keys))
		}
	}
}

func TestChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	do(t, path, "CREATE TABLE t (x)", "SELECT 1")
	f, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.Changed() {
		t.Error("changed before anybody changed it")
	}
	do(t, path, "INSERT INTO t VALUES (1)", "SELECT 1")
	if !f.Changed() {
		t.Error("a change was not seen")
	}
}

// TestRefuses gives files that have to go another way.
func TestRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	root := do(t, path, "CREATE TABLE t (x PRIMARY KEY) WITHOUT ROWID", rootOfT)
	f, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for page, code := range map[uint32]string{root: "sqlite.no-table", 0: "sqlite.damaged", 99: "sqlite.damaged"} {
		if _, err := f.Table(page); codeOf(err) != code {
			t.Errorf("page %d: %v", page, err)
		}
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	patched := func(at int, b byte) []byte {
		c := slices.Clone(whole)
		c[at] = b
		return c
	}
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{
		"text":            {[]byte("no database at all"), "sqlite.header"},
		"half a head":     {whole[:50], "sqlite.header"},
		"page size of 3":  {patched(17, 3), "sqlite.header"},
		"another version": {patched(18, 3), "sqlite.newer"},
		"another payload": {patched(21, 65), "sqlite.header"},
		"text of form 7":  {patched(59, 7), "sqlite.header"},
	} {
		bad := filepath.Join(t.TempDir(), "b.db")
		if err := os.WriteFile(bad, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sqlite.Open(bad); codeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	for ending, code := range map[string]string{"-wal": "sqlite.wal", "-journal": "sqlite.journal"} {
		if err := os.WriteFile(path+ending, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sqlite.Open(path); codeOf(err) != code {
			t.Errorf("%s: %v", ending, err)
		}
		if err := os.Remove(path + ending); err != nil {
			t.Fatal(err)
		}
	}
}

// A file that is cut gives the rows of the pages that it still has, whatever their
// place in the tree, and says that others are missing; so does one with a page of
// zeros.
func TestScanGoesRoundLostPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	const rows, pageSize = 4000, 512
	root := do(t, path, "PRAGMA page_size = 512", "CREATE TABLE t (x, n INTEGER)",
		"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 4000) INSERT INTO t SELECT hex(zeroblob(n % 90)), n FROM c", rootOfT)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	seen := func(content []byte) (int, error) {
		t.Helper()
		bad := filepath.Join(t.TempDir(), "b.db")
		if err := os.WriteFile(bad, content, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := sqlite.Open(bad)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if want := int64(len(whole) - len(content)); f.Missing() != want {
			t.Errorf("%d bytes missing, want %d", f.Missing(), want)
		}
		table, err := f.Table(root)
		if err != nil {
			return 0, err
		}
		n := 0
		err = table.Scan(func(int64, *sqlite.Record) error { n++; return nil })
		if count := table.Count(); count < int64(n) {
			t.Errorf("%d rows counted, %d seen", count, n)
		}
		return n, err
	}
	if n, err := seen(whole); n != rows || err != nil {
		t.Fatalf("whole: %d rows, %v", n, err)
	}
	pages := len(whole) / pageSize
	for part := 1; part < 20; part++ {
		n, err := seen(whole[:pages*part/20*pageSize+100*(part%2)])
		if codeOf(err) != "sqlite.damaged" || n > rows*part/20+40 || n < rows*part/20-rows/10 {
			t.Errorf("%d of 20 parts: %d rows, %v", part, n, err)
		}
	}
	for page := int(root); page < pages; page += pages / 10 {
		zeros := slices.Clone(whole)
		clear(zeros[page*pageSize:][:pageSize]) // a leaf, or a page over leaves
		if n, err := seen(zeros); codeOf(err) != "sqlite.damaged" || n == rows || n < rows/2 {
			t.Errorf("zeros in page %d: %d rows, %v", page+1, n, err)
		}
	}
}

func codeOf(err error) string {
	var e *gis.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// FuzzScan overwrites a stretch of a sound file: a scan ends, without a panic,
// and what it refuses is damage.
func FuzzScan(f *testing.F) {
	path := filepath.Join(f.TempDir(), "a.db")
	root := do(f, path, "PRAGMA page_size = 512", "CREATE TABLE t (x, y)",
		"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200) INSERT INTO t SELECT hex(zeroblob(n * 7 % 900)), n FROM c", rootOfT)
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		f.Add(random.Uint32(), []byte{byte(random.Uint32()), 0xFF, byte(random.Uint32())})
	}
	f.Add(uint32(512*(root-1)), []byte{5, 0, 0, 0, 1, 0, 12, 0, 0, 0, 0, byte(root), 0, 12, 0, 0, 0, byte(root), 1})
	f.Fuzz(func(t *testing.T, at uint32, patch []byte) {
		changed := slices.Clone(whole)
		copy(changed[int(at)%len(changed):], patch)
		bad := filepath.Join(t.TempDir(), "b.db")
		if err := os.WriteFile(bad, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := sqlite.Open(bad)
		if err != nil {
			return
		}
		defer file.Close()
		rows, err := file.Table(root)
		if err != nil {
			return
		}
		err = rows.Scan(func(_ int64, r *sqlite.Record) error {
			for i := range r.Len() {
				switch r.Kind(i) {
				case sqlite.Int:
					r.Int(i)
				case sqlite.Float:
					r.Float(i)
				case sqlite.Text:
					r.Text(i)
				case sqlite.Blob:
					r.Bytes(i)
				}
			}
			return nil
		})
		if err != nil && codeOf(err) != "sqlite.damaged" {
			t.Error(err)
		}
	})
}
