package demo

import (
	"strings"

	"segit/gis"
	"segit/gis/person"
)

// Names out of books, legends and thin air. No two given names have the same
// three letters in a codice fiscale.
const (
	surnames = `Malavoglia Falconeri Sedàra Tramaglino Mondella Moscarda Laudisi Ciampa Roccaverdina Trao
		Motticella Rubiera Zuppidda Piedipapera Campanadoro Santuzzi Macalda Belzebù Barbablù Malacarne
		Pappagone Finestrella Nespolone Lanterni D'Ombranera D'Acquamorta Calafiore Nuvolari Terrafosca Mezzaluna
		Ventimani Cortoletto Melograna Scarpantibus Zagaròli Tarantasca Pozzonero Gattamelosa Valdombra Cenerentoli
		Orecchiabella Quattropani Sciarafiorita Spiritillo Bellafronte Vecchiaguardia Lunardèi Fumodicera Tempiquieti Passalacqua
		Fichidindia Rovobianco Sanfantino Torrescura Montegelato Pietralavica Ciclopani Encelàdi Galatèi Polifemi
		Etnabruna Spadamuta Gocciadoro Fintanomi`
	menNames = `Bastianazzo Oronzo Orlando Rinaldo Astolfo Ruggero Bradamante Peppenappa Giufà Colapesce
		Enzo Vitangelo Mattia Tancredi Gesualdo Ulisse Ettore Enea Telemaco Nestore
		Tristano Lancillotto Galvano Merlino Uggeri Ferraù Zerbino Medoro Gradasso Brandimarte
		Aligi Fabrizio`
	womenNames = `Angelica Marfisa Fiordiligi Alcina Melissa Olimpia Isabella Doralice Clorinda Erminia
		Armida Sofronia Beatrice Laura Fiammetta Griselda Lucinda Mirandolina Rosaura Zelinda
		Penelope Nausicaa Circe Calipso Elettra Antigone Ifigenia Cassandra Arianna Fedra
		Didone Camilla`
)

// subject is a person or a company of the census.
type subject struct {
	id      int
	company bool
	surname string // denomination of a company
	name    string
	female  bool
	birth   gis.Date
	code    string // codice fiscale, or partita IVA of a company
	listed  bool   // already in the SOG file
}

// adult is the day on which a person comes of age.
func (who *subject) adult() gis.Date { return who.birth + 18*365 + 5 }

// fullName is the subject as a tax office writes it.
func (who *subject) fullName() string {
	return strings.TrimSpace(who.surname + " " + who.name)
}

// registry makes people and companies, no two alike.
type registry struct {
	surnames, men, women []string
	people, companies    int // made so far
}

func newRegistry() *registry {
	return &registry{
		surnames: strings.Fields(strings.ToUpper(surnames)),
		men:      strings.Fields(strings.ToUpper(menNames)),
		women:    strings.Fields(strings.ToUpper(womenNames)),
	}
}

// personBits is the room for given names (64) and days of birth (32,768): each
// person takes another one of them, so that no two of two million people share
// a codice fiscale.
const personBits = 21

// person makes somebody. surname "" draws one.
func (r *registry) person(d dice, surname string) *subject {
	r.people++
	// An odd factor walks through all values of the low bits before it repeats.
	n := r.people * 1_295_173 & (1<<personBits - 1)
	who := &subject{id: r.people, surname: surname, female: n&32 != 0, birth: gis.Day(1908, 1, 1) + gis.Date(n>>6)}
	if surname == "" {
		who.surname = r.surnames[d.IntN(len(r.surnames))]
	}
	who.name = r.men[n&31]
	if who.female {
		who.name = r.women[n&31]
	}
	who.code = person.Make(who.surname, who.name, who.birth, who.female, Comune)
	return who
}

// company makes a company.
func (r *registry) company(d dice) *subject {
	r.companies++
	return &subject{
		id:      500_000_000 + r.companies,
		company: true,
		surname: pick(d, "IMMOBILIARE", "COOPERATIVA", "AGRICOLA", "OFFICINE", "SOCIETÀ") + " " +
			r.surnames[d.IntN(len(r.surnames))] + " " + pick(d, "S.R.L.", "S.P.A.", "S.N.C. DI PROVA"),
		code: person.MakeVAT(r.companies),
	}
}

// share is what a subject holds: a right of the census' code list and a quota.
type share struct {
	who      *subject
	right    string
	num, den int
}

// sole is a full property of one.
func sole(who *subject) []share { return []share{{who, "10", 1, 1}} }

// family draws the holders of a home. The first of them is liable for it.
func (s *sheet) family() []share {
	r, d := s.town.registry, s.dice
	first := r.person(d, "")
	switch n := d.IntN(100); {
	case n < 45:
		return sole(first)
	case n < 72:
		return []share{{first, "10", 1, 2}, {r.person(d, ""), "10", 1, 2}}
	case n < 82:
		return []share{{first, "10", 1, 3}, {r.person(d, first.surname), "10", 1, 3}, {r.person(d, first.surname), "10", 1, 3}}
	case n < 86:
		return []share{{first, "10", 2, 3}, {r.person(d, first.surname), "10", 1, 3}}
	case n < 95:
		return []share{{first, "80", 1, 1}, {r.person(d, first.surname), "20", 1, 1}}
	default:
		return []share{{first, "1s", 1, 1}, {r.person(d, ""), "1t", 1, 1}}
	}
}

// tenant is somebody who lives here and holds nothing.
func (s *sheet) tenant() *subject { return s.town.registry.person(s.dice, "") }
