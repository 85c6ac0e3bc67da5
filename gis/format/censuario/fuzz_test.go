package censuario_test

import (
	"bytes"
	"errors"
	"testing"

	"segit/gis"
	"segit/gis/format/censuario"
)

// fuzz holds what must be true of any bytes: no panic, an error of a kind
// that says what was refused, and every line either read or kept.
func fuzz(f *testing.F, kind censuario.Kind, seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
		f.Add([]byte(seed[:len(seed)*2/3]))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var c collected
		counts, err := censuario.Read(t.Context(), kind, bytes.NewReader(text), censuario.Options{Comune: "W001"}, &c)
		var e *gis.Error
		if err != nil && (!errors.As(err, &e) || e.Kind != gis.BadInput) {
			t.Fatalf("error %v", err)
		}
		if int(counts.Rejected) != len(c.rejects) || int64(len(c.rows)) > counts.Read-counts.Rejected {
			t.Fatalf("counts %+v, %d rows, %d rejects", counts, len(c.rows), len(c.rejects))
		}
		if counts.Read > int64(bytes.Count(text, []byte("\n")))+1 {
			t.Fatalf("%d lines read of %q", counts.Read, text)
		}
	})
}

func FuzzFAB(f *testing.F) {
	fuzz(f, censuario.FAB, unit(1, nil)+other(1, dwelling)+other(1, "3|236|GI\xD9|1|||7|58|X|2|||8|")+other(1, "4||12|345||1|")+other(1, "5|1|47|"),
		other(2, dwelling)+unit(2, set{10: "x"})+unit(1, set{28: "15032012", 37: "9"})+unit(1, nil))
}

func FuzzTER(f *testing.F) {
	fuzz(f, censuario.TER, parcel(1, nil)+"W001|A|1|T|1|2|A1|\n"+"W001|A|1|T|1|3|4|12|\n"+"W001|A|1|T|1|4|AA|001|02|0|12|50|\n")
}

func FuzzSOG(f *testing.F) {
	fuzz(f, censuario.SOG, person(1, nil)+person(1, nil)+"W001|A|1|G|COOPERATIVA|W001|00123456782|\n")
}

func FuzzTIT(f *testing.F) {
	fuzz(f, censuario.TIT, title(1, nil)+title(2, set{8: "", 9: "", 19: "15032012"}))
}

func FuzzPRM(f *testing.F) {
	fuzz(f, censuario.PRM, parameters)
}
