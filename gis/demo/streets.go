package demo

import (
	"strconv"
	"strings"
)

// Streets that no town has. Every sheet has its own three, so that a street and
// a civic name one building of the municipality.
const (
	streetNouns = `BASILISCO IPPOGRIFO UNICORNO GRIFONE CENTAURO MINOTAURO TRITONE CICLOPE LIOCORNO BUCEFALO
		FOLLETTO GNOMO MANDARINO CARRUBO GELSOMINO CORALLO LAPILLO MELAGRANO FICODINDIA SESAMO`
	streetQualities = ` |ROSSO|NERO|D'ORO|DI CENERE|SORDO|CON L'OMBRELLO|SENZ'OMBRA|CHE RIDE|IN SALITA|DI LÀ|NON PIÙ BLU`
)

// street is a street as the census writes it: code of the toponimo, its word,
// and the name.
type street struct{ code, word, name string }

// fullName is the street with its word: "VIA DEL BASILISCO".
func (t street) fullName() string { return t.word + " " + t.name }

func streetOf(n int) street {
	nouns, qualities := strings.Fields(streetNouns), strings.Split(streetQualities, "|")
	name := "DEL " + nouns[n%len(nouns)]
	rest := n / len(nouns)
	name += strings.TrimRight(" "+qualities[rest%len(qualities)], " ")
	if rest /= len(qualities); rest > 0 {
		name += " " + strconv.Itoa(rest+1)
	}
	t := street{"236", "VIA", name}
	switch n % 7 {
	case 3:
		t.code, t.word = "240", "VIALE"
	case 5:
		t.code, t.word = "58", "CORSO"
	case 6:
		t.code, t.word = "130", "PIAZZA"
	}
	return t
}

// settle gives a parcel its street and civic.
func (s *sheet) settle(p *parcel) {
	if p.civic != "" {
		return
	}
	p.street = p.lots[0].j / stepsY % len(s.streets)
	s.civics[p.street]++
	p.civic = strconv.Itoa(s.civics[p.street])
	if s.dice.chance(6) {
		p.civic += pick(s.dice, "/A", "/B")
	}
}
