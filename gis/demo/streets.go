package demo

import (
	"strconv"
	"strings"
)

// Streets that no town has. Every sheet has its own three, so that a street and
// a civic name one building of the municipality.
const (
	streetNouns = `DEL BASILISCO|DELL'IPPOGRIFO|DELL'UNICORNO|DEL GRIFONE|DEL CENTAURO|DEL MINOTAURO|DEL TRITONE|DEL CICLOPE|` +
		`DEL LIOCORNO|DI BUCEFALO|DEL FOLLETTO|DELLO GNOMO|DEL MANDARINO|DEL CARRUBO|DEL GELSOMINO|DEL CORALLO|DEL LAPILLO|` +
		`DEL MELOGRANO|DEL FICODINDIA|DEL SESAMO`
	streetQualities = ` |ROSSO|NERO|D'ORO|DI CENERE|SORDO|CON L'OMBRELLO|SENZ'OMBRA|CHE RIDE|IN SALITA|DI LÀ|NON PIÙ BLU`
)

// street is a street as the census writes it: code of the toponimo, its word,
// and the name.
type street struct{ code, word, name string }

// fullName is the street with its word: "VIA DEL BASILISCO".
func (t street) fullName() string { return t.word + " " + t.name }

func streetOf(n int) street {
	nouns, qualities := strings.Split(streetNouns, "|"), strings.Split(streetQualities, "|")
	name := nouns[n%len(nouns)]
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
