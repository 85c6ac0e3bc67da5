package report

import (
	"io"

	"segit/gis"
)

// Recovery writes the sheet on which the recovery key of an archive goes into a
// drawer: the key, which archive it opens and since when. It names no person.
func Recovery(w io.Writer, head Heading, archive, key string) error {
	title := head.Words.Say(gis.Say("report.recovery-title", archive))
	p, err := newPaper(portrait, head, title, head.Words.Say(gis.Say("report.recovery-banner")), printed(head))
	if err != nil {
		return err
	}
	p.paragraph(p.left, title, large.strong())
	p.space(6 * gap)
	for len(key) > recoveryLine {
		p.paragraph(p.left, key[:recoveryLine], large.strong())
		key = key[recoveryLine:]
	}
	p.paragraph(p.left, key, large.strong())
	p.space(6 * gap)
	p.paragraph(p.left, p.say("report.recovery-what"), body.plain())
	return p.finish(w)
}

// recoveryLine is how many letters of a key stand on a line: four groups.
const recoveryLine = 24
