package address

import "strings"

// splitType finds the type of a street, in its own field or at the head of the
// name, and gives it in full with the rest of the name. A type of its own that
// the name repeats in full is taken off the name.
func splitType(kind, name []word) (string, string) {
	if full, n := typeAt(kind); n > 0 && n == len(kind) {
		if again, n := typeAt(name); again == full && n < len(name) && !abbreviated(name[:n], full) {
			name = name[n:]
		}
		return full, streetName(name)
	}
	if len(kind) > 0 {
		return join(kind), streetName(name)
	}
	if full, n := typeAt(name); n > 0 && n < len(name) {
		return full, streetName(name[n:])
	}
	return "", streetName(name)
}

// typeAt is the type of street that a text begins with and how many words
// write it: "V.LE" is two. The longest wins.
func typeAt(list []word) (full string, n int) {
	for i := min(3, len(list)); i > 0; i-- {
		text := ""
		for _, w := range list[:i] {
			text += w.text
		}
		full, ok := written(text)
		if !ok {
			full, ok = road(text)
			ok = ok && i < len(list) && numeric(list[i].text)
		}
		if ok && spelled(list[:i], full) {
			return full, i
		}
	}
	return "", 0
}

// spelled accepts several words for one type when they are its own words or
// pieces of an abbreviation with stops inside: "V LE ROSE" is not a viale.
func spelled(list []word, full string) bool {
	if len(list) == 1 || join(list) == full {
		return true
	}
	for _, w := range list[:len(list)-1] {
		if !w.glued {
			return false
		}
	}
	return true
}

// abbreviated tells "V. EMANUELE" under VIA from "VIA ROMA" under VIA.
func abbreviated(list []word, full string) bool { return join(list) != full }

// streetName writes a name with the saints alike: S, SAN, SANTO, SANTA and SANT
// are one saint, SS, SANTI and the superlatives several or the holiest. A last
// S is a letter.
func streetName(list []word) string {
	name := make([]word, 0, len(list))
	for i := 0; i < len(list); i++ {
		w, more := list[i], i < len(list)-1
		switch text := w.text; {
		case text == "SAN", text == "SANTO", text == "SANTA", text == "SANT", text == "S" && more:
			w.text = "SAN"
			if text == "S" && w.glued && (list[i+1].text == "TA" || list[i+1].text == "TO") {
				i++ // "S.TA MARIA"
			}
		case text == "SANTI", text == "SANTE", text == "SANTISSIMO", text == "SANTISSIMA", text == "SS" && more:
			w.text = "SANTI"
		}
		name = append(name, w)
	}
	return join(name)
}

// road is the full form of the abbreviations of numbered roads.
func road(text string) (string, bool) {
	switch text {
	case "SS":
		return "STRADA STATALE", true
	case "SP":
		return "STRADA PROVINCIALE", true
	case "SR":
		return "STRADA REGIONALE", true
	}
	return "", false
}

// writtenTypes are the types of street, given in full or abbreviated with all
// words together, each with its full form behind "=".
const writtenTypes = "|VIA=VIA|VIALE=VIALE|VICO=VICO|VICOLO=VICOLO|VICOLETTO=VICOLETTO|PIAZZA=PIAZZA|PIAZZALE=PIAZZALE|" +
	"PIAZZETTA=PIAZZETTA|CORSO=CORSO|LARGO=LARGO|LARGHETTO=LARGHETTO|STRADA=STRADA|STRADELLA=STRADELLA|" +
	"TRAVERSA=TRAVERSA|CONTRADA=CONTRADA|LOCALITA=LOCALITA|FRAZIONE=FRAZIONE|BORGO=BORGO|BORGATA=BORGATA|" +
	"SALITA=SALITA|DISCESA=DISCESA|SCESA=SCESA|RAMPA=RAMPA|GRADINATA=GRADINATA|SCALINATA=SCALINATA|" +
	"VILLAGGIO=VILLAGGIO|RIONE=RIONE|QUARTIERE=QUARTIERE|ZONA=ZONA|CIRCONVALLAZIONE=CIRCONVALLAZIONE|" +
	"TANGENZIALE=TANGENZIALE|LUNGOMARE=LUNGOMARE|LUNGOTEVERE=LUNGOTEVERE|LUNGARNO=LUNGARNO|" +
	"CORTILE=CORTILE|CORTE=CORTE|CALLE=CALLE|CAMPO=CAMPO|FONDAMENTA=FONDAMENTA|GALLERIA=GALLERIA|" +
	"PASSAGGIO=PASSAGGIO|PASSEGGIATA=PASSEGGIATA|PARCO=PARCO|REGIONE=REGIONE|CASCINA=CASCINA|" +
	"VALLONE=VALLONE|SOTTOPORTICO=SOTTOPORTICO|SUPPORTICO=SUPPORTICO|CARRAIA=CARRAIA|RACCORDO=RACCORDO|" +
	"V=VIA|VLE=VIALE|VL=VIALE|VLO=VICOLO|VIC=VICOLO|PZA=PIAZZA|PZZA=PIAZZA|PZ=PIAZZA|PLE=PIAZZALE|" +
	"PZLE=PIAZZALE|PZZLE=PIAZZALE|PTTA=PIAZZETTA|PZTTA=PIAZZETTA|PZZTTA=PIAZZETTA|CSO=CORSO|LGO=LARGO|" +
	"STR=STRADA|TRAV=TRAVERSA|TRV=TRAVERSA|CDA=CONTRADA|CTR=CONTRADA|CONTR=CONTRADA|LOC=LOCALITA|" +
	"FRAZ=FRAZIONE|FRZ=FRAZIONE|BGO=BORGO|BTA=BORGATA|SAL=SALITA|VILL=VILLAGGIO|QRE=QUARTIERE|" +
	"CIRC=CIRCONVALLAZIONE|CIRCNE=CIRCONVALLAZIONE|LMARE=LUNGOMARE|CLE=CORTILE|GALL=GALLERIA|" +
	"STRADACOMUNALE=STRADA COMUNALE|STRCOM=STRADA COMUNALE|STRADAPROVINCIALE=STRADA PROVINCIALE|" +
	"STRPROV=STRADA PROVINCIALE|STRADASTATALE=STRADA STATALE|STRADAREGIONALE=STRADA REGIONALE|" +
	"STRADAVICINALE=STRADA VICINALE|STRVIC=STRADA VICINALE|STRADAPODERALE=STRADA PODERALE|" +
	"VIAPROVINCIALE=VIA PROVINCIALE|VICOCHIUSO=VICO CHIUSO|VICOCIECO=VICO CIECO|CASESPARSE=CASE SPARSE|"

// written is the full form of a type of street, given in full or abbreviated,
// all words together.
func written(text string) (string, bool) {
	_, rest, found := strings.Cut(writtenTypes, "|"+text+"=")
	if !found || text == "" {
		return "", false
	}
	full, _, _ := strings.Cut(rest, "|")
	return full, true
}
