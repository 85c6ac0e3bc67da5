package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
	"segit/store/desk"
)

type accessCmd struct {
	Archive string `arg:"" help:"Archive."`
	Person  string `help:"Only who looked at the person or company with this fiscal code." placeholder:"CODE"`
	Key     string `help:"Only who looked at this parcel or unit." placeholder:"KEY"`
	Actor   string `help:"Only what one person looked at." placeholder:"WHO"`
	Since   string `help:"Only from a day on." placeholder:"YYYY-MM-DD"`
	Export  string `help:"Write a .csv or .ndjson file instead." placeholder:"FILE"`
}

// Run prints the access log, oldest first.
func (c *accessCmd) Run(s *session) error {
	since, err := parseDay(c.Since)
	if err != nil {
		return err
	}
	filter := desk.AccessFilter{Person: c.Person, Key: c.Key, Actor: c.Actor}
	if since != 0 {
		filter.Since = since.Time()
	}
	form := strings.ToLower(filepath.Ext(c.Export))
	if c.Export != "" && form != ".csv" && form != ".ndjson" {
		return gis.Refuse("segitctl", gis.BadUsage, "desk.form", strings.TrimPrefix(form, "."), "csv, ndjson")
	}
	return s.at(c.Archive, func(d *desk.Desk) error {
		if c.Export == "" {
			return d.Accesses(s.ctx, filter, s.accessed)
		}
		n := 0
		err := desk.WriteFile(c.Export, func(w io.Writer) error {
			out := csv.NewWriter(w)
			if form == ".csv" {
				if err := out.Write(accessHeader()); err != nil {
					return err
				}
			}
			err := d.Accesses(s.ctx, filter, func(a desk.Accessed) error {
				n++
				if form == ".csv" {
					return out.Write(accessRow(&a))
				}
				return writeAccess(w, &a)
			})
			out.Flush()
			if err == nil {
				err = out.Error()
			}
			return err
		})
		if err == nil {
			s.say(s.words.Say(gis.Say("cli.written", c.Export, s.words.Count(int64(n)))))
		}
		return err
	})
}

// writeAccess writes an entry with its hash, so that the file can be checked
// against the archive, and by itself.
func writeAccess(w io.Writer, a *desk.Accessed) error {
	raw, err := a.Encode()
	if err != nil {
		return err
	}
	line, err := json.Marshal(map[string]any{"entry": json.RawMessage(raw), "sha256": store.HashOf(raw), "perhaps": a.Perhaps})
	if err == nil {
		_, err = w.Write(append(line, '\n'))
	}
	return err
}

func accessHeader() []string {
	return []string{"seq", "at", "actor", "purpose", "deed", "what", "filter", "count", "of", "perhaps", "keys", "subjects", "device", "prev"}
}

func accessRow(a *desk.Accessed) []string {
	return []string{
		strconv.FormatUint(a.Seq, 10), a.At.Format(time.RFC3339Nano), finding.Harmless(a.Actor), finding.Harmless(a.Purpose), a.Deed, finding.Harmless(a.What), finding.Harmless(a.Filter),
		strconv.FormatInt(a.Count, 10), strconv.FormatUint(a.Of, 10), strconv.FormatBool(a.Perhaps),
		strings.Join(a.Keys, " "), strings.Join(a.Subjects, " "), a.Device, a.Prev,
	}
}

// accessed prints an entry: as JSON, or on a line.
func (s *session) accessed(a desk.Accessed) error {
	if s.json {
		return writeAccess(s.out, &a)
	}
	purpose := a.Purpose
	if purpose == "" {
		purpose = s.words.Say(gis.Say("access.no-purpose"))
	}
	count := s.words.Count(a.Count)
	switch {
	case a.Count < 0:
		count = s.words.Say(gis.Say("access.many"))
	case a.Of != 0:
		count += " " + s.words.Say(gis.Say("access.of", a.Of))
	}
	what := strings.Join(strings.Fields(a.What+" "+a.Filter), " ")
	if len(a.Keys) > 0 {
		what += " " + a.Keys[0]
		if more := len(a.Keys) - 1; more > 0 {
			what += " (+" + strconv.Itoa(more) + ")"
		}
	}
	line := fmt.Sprintf("%d  %s  %s  [%s]  %s  %s  %s", a.Seq, a.At.Local().Format("2006-01-02 15:04:05"), a.Actor, purpose,
		s.words.Say(gis.Say("access.deed."+a.Deed)), what, s.words.Say(gis.Say("access.rows", count)))
	if a.Perhaps {
		line += "  " + s.words.Say(gis.Say("access.perhaps"))
	}
	_, err := fmt.Fprintln(s.out, line)
	return err
}
