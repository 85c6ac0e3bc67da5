package desk_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"segit/gis"
	"segit/store/desk"
)

// Of a source that comes in several files some come changed, the others as they
// were: all of them are in force, and none as it was before; in any order, and
// also a second time. A file of another name takes the place of all.
func TestPartsThatDidNotChangeStay(t *testing.T) {
	const head = "FOGLIO;PARTICELLA;SUB;MQ;CODICE_FISCALE\n"
	dir := t.TempDir()
	d := newDesk(t, "W001")
	file := func(name, rows string) string { return write(t, filepath.Join(dir, name), head+rows) }
	into := func(want int64, paths ...string) []desk.ImportedFile {
		t.Helper()
		files := take(t, d, desk.ImportRequest{Paths: paths})
		if got := counts(t, d)["tari"]; got != want {
			t.Fatalf("%d rows, want %d", got, want)
		}
		return files
	}
	first, second, third := file("tari-1.csv", "1;10;1;50;\n"), file("tari-2.csv", "2;20;1;70;\n2;20;2;80;\n"), file("tari-3.csv", "3;30;1;90;\n")
	into(4, first, second, third)
	first = file("tari-1.csv", "1;10;1;55;\n1;10;2;65;\n")
	for range 2 {
		into(5, second, first, third)
	}
	third = file("tari-3.csv", "3;30;1;95;\n3;30;2;96;\n")
	files := into(6, first, second, third)
	if slices.ContainsFunc(files, func(f desk.ImportedFile) bool { return f.Past || f.Refused != nil }) {
		t.Errorf("%+v", files)
	}
	other := file("tari-2026.csv", "9;90;1;10;\n")
	files = into(1, second, other)
	if !files[0].Same || !files[0].Past || files[1].Past {
		t.Errorf("%+v", files)
	}
	if f := into(1, second)[0]; !f.Same || f.Past {
		t.Errorf("alone and long past: %+v", f)
	}
}

// The pictures of two months, of which one part is the same, in either order: the
// state of today is that of the later month, and what was known in the earlier one
// is all of it. The part that did not change was written when the picture was, or
// lies there from the month before; or it changed as well, in the month before.
func TestPartsOfTwoMonthsInEitherOrder(t *testing.T) {
	const head = "FOGLIO;PARTICELLA;SUB;MQ;CODICE_FISCALE\n"
	january, february := time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC), time.Date(2026, 2, 10, 12, 0, 0, 0, time.UTC)
	for _, part := range []struct {
		rows string
		day  time.Time
	}{{"2;20;1;70;\n", january}, {"2;20;1;70;\n", february}, {"2;20;1;75;\n", january.AddDate(0, 0, 5)}} {
		for _, backwards := range []bool{false, true} {
			dir := t.TempDir()
			d := newDesk(t, "W001")
			file := func(name, rows string, day time.Time) string {
				path := write(t, filepath.Join(dir, name), head+rows)
				if err := os.Chtimes(path, day, day); err != nil {
					t.Fatal(err)
				}
				return path
			}
			months := []func(){
				func() {
					take(t, d, desk.ImportRequest{Paths: []string{
						file("tari-1.csv", "1;10;1;50;\n", january), file("tari-2.csv", "2;20;1;70;\n", january),
					}})
				},
				func() {
					take(t, d, desk.ImportRequest{Paths: []string{
						file("tari-1.csv", "1;10;1;55;\n1;10;2;65;\n", february), file("tari-2.csv", part.rows, part.day),
					}})
				},
			}
			if backwards {
				slices.Reverse(months)
			}
			for _, month := range months {
				month()
			}
			for at, want := range map[desk.Moment]int64{{}: 3, {AsKnown: gis.Day(2026, 1, 20)}: 2} {
				if err := d.At(t.Context(), at); err != nil {
					t.Fatal(err)
				}
				if got := counts(t, d)["tari"]; got != want {
					t.Errorf("%v, backwards %v, %+v: %d rows, want %d", part, backwards, at, got, want)
				}
			}
		}
	}
}

// The one file of a delivery that changed is undone: the picture of before stands,
// and none of the parts that came again for its sake without it.
func TestUndoneChangedPartBringsThePictureBack(t *testing.T) {
	const head = "FOGLIO;PARTICELLA;SUB;MQ;CODICE_FISCALE\n"
	dir := t.TempDir()
	d := newDesk(t, "W001")
	file := func(name, rows string) string { return write(t, filepath.Join(dir, name), head+rows) }
	second := file("tari-2.csv", "2;20;1;70;\n")
	take(t, d, desk.ImportRequest{Paths: []string{file("tari-1.csv", "1;10;1;50;\n1;10;2;60;\n"), second}})
	files := take(t, d, desk.ImportRequest{Paths: []string{file("tari-1.csv", "1;10;1;55;\n"), second}})
	changed := files[0].Supply.ID
	for _, step := range []struct {
		act  func() error
		want int64
	}{
		{nil, 2},
		{func() error {
			_, err := d.Withdraw(t.Context(), desk.SupplyDeed{Supply: changed, Reason: "prova", Actor: "prova"})
			return err
		}, 3},
		{func() error {
			_, err := d.Restore(t.Context(), desk.SupplyDeed{Supply: changed, Reason: "prova", Actor: "prova"})
			return err
		}, 2},
	} {
		if step.act != nil {
			if err := step.act(); err != nil {
				t.Fatal(err)
			}
		}
		if got := counts(t, d)["tari"]; got != step.want {
			t.Errorf("%d rows, want %d", got, step.want)
		}
	}
}

// Files that all came before, but never together: one that was imported alone and
// took the place of the picture, then again with the part that it left out; and one
// put back as it was.
func TestKnownPartsThatNeverCameTogether(t *testing.T) {
	const head = "FOGLIO;PARTICELLA;SUB;MQ;CODICE_FISCALE\n"
	dir := t.TempDir()
	d := newDesk(t, "W001")
	file := func(name, rows string) string { return write(t, filepath.Join(dir, name), head+rows) }
	second := file("tari-2.csv", "2;20;1;70;\n")
	first := func(rows string) string { return file("tari-1.csv", rows) }
	const old, changed = "1;10;1;50;\n1;10;2;60;\n", "1;10;1;55;\n"
	for _, step := range []struct {
		paths []string
		rows  string // of the first file
		want  int64
	}{
		{[]string{first(""), second}, old, 3},
		{[]string{first("")}, changed, 1},
		{[]string{second, first("")}, changed, 2},
		{[]string{second, first("")}, changed, 2},
		{[]string{first(""), second}, old, 2}, // these two did come together
	} {
		first(step.rows)
		take(t, d, desk.ImportRequest{Paths: step.paths})
		if got := counts(t, d)["tari"]; got != step.want {
			t.Errorf("%q: %d rows, want %d", step.rows, got, step.want)
		}
	}
	supplies, err := d.Supplies(t.Context())
	if err != nil || len(supplies) != 5 {
		t.Errorf("%d supplies, want 5: %v", len(supplies), err)
	}
}

// A file of a new name beside those that the archive has takes their place, and they
// say which one and of which day: all of them imported again and said to be of that
// day, or of a later one, are in force together, however often.
func TestFilesOfANewNameJoinByTheirDay(t *testing.T) {
	const head = "FOGLIO;PARTICELLA;SUB;MQ;CODICE_FISCALE\n"
	for days := range 3 {
		dir, d := t.TempDir(), newDesk(t, "W001")
		file := func(name, rows string) string { return write(t, filepath.Join(dir, name), head+rows) }
		paths := []string{file("tari-1.csv", "1;10;1;50;\n"), file("tari-2.csv", "2;20;1;70;\n")}
		take(t, d, desk.ImportRequest{Paths: paths})
		paths = append(paths, file("tari-3.csv", "3;30;1;90;\n"))
		files := take(t, d, desk.ImportRequest{Paths: paths})
		for _, f := range files[:2] {
			if !f.Past || f.Instead.File != "tari-3.csv" || f.Instead.ID != files[2].Supply.ID || f.Instead.Date != files[2].Supply.Date {
				t.Fatalf("%+v", f)
			}
		}
		if n := counts(t, d)["tari"]; n != 1 {
			t.Fatalf("%d rows, want 1", n)
		}
		day := files[0].Instead.Date + gis.Date(days)
		for range 2 {
			files = take(t, d, desk.ImportRequest{Paths: paths, Date: day})
			if n := counts(t, d)["tari"]; n != 3 || slices.ContainsFunc(files, func(f desk.ImportedFile) bool { return f.Past || f.Behind || f.Refused != nil }) {
				t.Errorf("%d days later: %d rows, want 3: %+v", days, n, files)
			}
		}
		if !files[0].Same || !files[1].Same || !files[2].Same {
			t.Errorf("again: %+v", files)
		}
	}
}
