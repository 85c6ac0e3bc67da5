package dialogue

import (
	"strings"
	"testing"
)

// TestJoiningAgainWantsTheCodeAlone: who has none is told so, and nothing begins.
func TestJoiningAgainWantsTheCodeAlone(t *testing.T) {
	a := newAsker(t)
	given := ""
	a.Rejoin(func(code string) { given = code })
	code := a.fields()[0]
	code.OnSubmitted("")
	if given != "" || a.question() == nil || !strings.Contains(a.trouble(), "codice") {
		t.Errorf("without a code it says %q, and gives %q", a.trouble(), given)
	}
	code.SetText(" ABCD-EFGH-IJKL-MNOP ")
	code.OnSubmitted("")
	if given != "ABCD-EFGH-IJKL-MNOP" || a.question() != nil {
		t.Errorf("given %q", given)
	}
}
