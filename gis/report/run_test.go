package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"segit/gis"
)

// counter is a Progress that remembers.
type counter struct {
	stages []string
	done   int64
}

func (c *counter) Stage(name gis.Message, _ int64) { c.stages = append(c.stages, name.Code) }
func (c *counter) Add(n int64)                     { c.done += n }

// withoutPlace takes findings off the map.
func withoutPlace(findings iter.Seq2[gis.Finding, error]) iter.Seq2[gis.Finding, error] {
	return func(yield func(gis.Finding, error) bool) {
		for f, err := range findings {
			f.Geometry = nil
			if !yield(f, err) {
				return
			}
		}
	}
}

func TestRunGolden(t *testing.T) {
	in := surfaceRun(t, 7)
	in.Map, in.Findings = Map{}, withoutPlace(in.Findings) // maps have tests of their own
	pdf := runBytes(t, in)
	sound(t, pdf)
	golden(t, "run.it.txt", strings.Join(pagesOf(t, pdf), "\n=== page ===\n"))
}

func TestEveryFindingStandsInTheTable(t *testing.T) {
	const n = 300
	pdf := runBytes(t, surfaceRun(t, n))
	sound(t, pdf)
	pages := pagesOf(t, pdf)
	all := strings.Join(pages, "\n")
	for i := range n {
		key := fmt.Sprintf("W001/B/7/%d/3", 1000+i)
		at := strings.Index(all, key)
		if at < 0 {
			t.Fatalf("%s is missing", key)
		}
		line := all[strings.LastIndex(all[:at], "\n")+1:]
		line, _, _ = strings.Cut(line, "\n")
		has(t, line, fmt.Sprintf("%d ", i+1), "1.280,50 m²", "-1.220,50 m²", "VIA DELLA LIBERTÀ")
		has(t, all, fmt.Sprintf("%024x", i))
	}
	for i, page := range pages {
		has(t, page, fmt.Sprintf("pagina %d di %d", i+1, len(pages)), "NON È ATTO IMPOSITIVO")
		if strings.Contains(page, "W001/B/7/") {
			has(t, page, "Chiave", "Atteso", "Trovato", "Differenza", "Stato")
		}
	}
}

func TestRunCounts(t *testing.T) {
	var progress counter
	var b bytes.Buffer
	in := surfaceRun(t, 40)
	if err := Run(context.Background(), &b, in, &progress); err != nil {
		t.Fatal(err)
	}
	// 30 of 40 have an estimate of 1 043.20.
	first := pagesOf(t, b.Bytes())[0]
	has(t, first, "31.296,00 €", "Somma di 30 stime; anomalie senza stima: 10.", "Non decise", "17", "share = 0,80")
	for _, line := range []string{"alta 13", "media 13", "bassa 14", "nuova 14", "in verifica 13", "chiusa 13"} {
		has(t, strings.Join(strings.Fields(first), " "), line)
	}
	text := flowing(t, b.Bytes())
	has(t, text, "Righe su cui il controllo non si pronuncia: 17.", "il foglio A/14 manca nella mappa",
		hashOf(0xab), hashOf(0xcd), "tari.csv", "L. 147/2013 art. 1 c. 646")
	if progress.done != 40 || len(progress.stages) != 2 {
		t.Errorf("progress = %+v", progress)
	}
}

func TestRunWithoutFindings(t *testing.T) {
	in := surfaceRun(t, 0)
	pdf := runBytes(t, in)
	sound(t, pdf)
	has(t, flowing(t, pdf), "Il controllo non ha trovato anomalie.", "Nessuna delle anomalie ha una stima.")
}

func TestHoldersAreLeftOutUnlessAsked(t *testing.T) {
	in := surfaceRun(t, 3)
	has(t, flowing(t, runBytes(t, in)), "ROSSI MARIA", "RSSMRA70A01W001V")
	in.Holders = false
	hasNot(t, flowing(t, runBytes(t, in)), "ROSSI", "RSSMRA")
}

func TestManyParametersStandAtTheEnd(t *testing.T) {
	in := surfaceRun(t, 1)
	for i := range 80 {
		in.Control.Params = append(in.Control.Params, Param{Name: fmt.Sprintf("parametro_%d", i), Value: "1"})
	}
	pdf := runBytes(t, in)
	sound(t, pdf)
	pages := pagesOf(t, pdf)
	has(t, pages[0], "Altri parametri:", "pagina 1 di")
	hasNot(t, pages[0], "parametro_79")
	has(t, strings.Join(pages, ""), "parametro_79 = 1")
}

func TestAnErrorOfTheSourceEndsTheReport(t *testing.T) {
	in := surfaceRun(t, 0)
	broken := errors.New("block does not read back")
	in.Findings = func(yield func(gis.Finding, error) bool) { yield(gis.Finding{}, broken) }
	var b bytes.Buffer
	if err := Run(context.Background(), &b, in, gis.Quiet{}); !errors.Is(err, broken) || b.Len() > 0 {
		t.Errorf("error = %v, %d bytes", err, b.Len())
	}
}

func BenchmarkFinding(b *testing.B) {
	in := surfaceSheet(b, "it")
	for b.Loop() {
		if err := Finding(context.Background(), io.Discard, in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRun10000(b *testing.B) {
	in := surfaceRun(b, 10_000)
	b.ReportAllocs()
	for b.Loop() {
		if err := Run(context.Background(), io.Discard, in, gis.Quiet{}); err != nil {
			b.Fatal(err)
		}
	}
}
