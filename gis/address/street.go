package address

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

// written is the full form of a type of street, given in full or abbreviated,
// all words together.
func written(text string) (string, bool) {
	switch text {
	case "VIA", "VIALE", "VICO", "VICOLO", "VICOLETTO", "PIAZZA", "PIAZZALE", "PIAZZETTA", "CORSO", "LARGO", "LARGHETTO",
		"STRADA", "STRADELLA", "TRAVERSA", "CONTRADA", "LOCALITA", "FRAZIONE", "BORGO", "BORGATA", "SALITA", "DISCESA", "SCESA",
		"RAMPA", "GRADINATA", "SCALINATA", "VILLAGGIO", "RIONE", "QUARTIERE", "ZONA", "CIRCONVALLAZIONE", "TANGENZIALE",
		"LUNGOMARE", "LUNGOTEVERE", "LUNGARNO", "CORTILE", "CORTE", "CALLE", "CAMPO", "FONDAMENTA", "GALLERIA", "PASSAGGIO",
		"PASSEGGIATA", "PARCO", "REGIONE", "CASCINA", "VALLONE", "SOTTOPORTICO", "SUPPORTICO", "CARRAIA", "RACCORDO":
		return text, true
	case "V":
		return "VIA", true
	case "VLE", "VL":
		return "VIALE", true
	case "VLO", "VIC":
		return "VICOLO", true
	case "PZA", "PZZA", "PZ":
		return "PIAZZA", true
	case "PLE", "PZLE", "PZZLE":
		return "PIAZZALE", true
	case "PTTA", "PZTTA", "PZZTTA":
		return "PIAZZETTA", true
	case "CSO":
		return "CORSO", true
	case "LGO":
		return "LARGO", true
	case "STR":
		return "STRADA", true
	case "TRAV", "TRV":
		return "TRAVERSA", true
	case "CDA", "CTR", "CONTR":
		return "CONTRADA", true
	case "LOC":
		return "LOCALITA", true
	case "FRAZ", "FRZ":
		return "FRAZIONE", true
	case "BGO":
		return "BORGO", true
	case "BTA":
		return "BORGATA", true
	case "SAL":
		return "SALITA", true
	case "VILL":
		return "VILLAGGIO", true
	case "QRE":
		return "QUARTIERE", true
	case "CIRC", "CIRCNE":
		return "CIRCONVALLAZIONE", true
	case "LMARE":
		return "LUNGOMARE", true
	case "CLE":
		return "CORTILE", true
	case "GALL":
		return "GALLERIA", true
	case "STRADACOMUNALE", "STRCOM":
		return "STRADA COMUNALE", true
	case "STRADAPROVINCIALE", "STRPROV":
		return "STRADA PROVINCIALE", true
	case "STRADASTATALE":
		return "STRADA STATALE", true
	case "STRADAREGIONALE":
		return "STRADA REGIONALE", true
	case "STRADAVICINALE", "STRVIC":
		return "STRADA VICINALE", true
	case "STRADAPODERALE":
		return "STRADA PODERALE", true
	case "VIAPROVINCIALE":
		return "VIA PROVINCIALE", true
	case "VICOCHIUSO":
		return "VICO CHIUSO", true
	case "VICOCIECO":
		return "VICO CIECO", true
	case "CASESPARSE":
		return "CASE SPARSE", true
	}
	return "", false
}
